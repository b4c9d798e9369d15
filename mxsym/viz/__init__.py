"""Pictures of graphs: `mx.viz`.

`svg`, `mermaid` and `dot` draw a Symbol, or an Executor with its kernels as boxes. `print_summary` and `plot_network`
are MXNet's.
"""

from mxsym.viz.network import Network, plot_network
from mxsym.viz.picture import Picture, picture
from mxsym.viz.summary import print_summary
from mxsym.viz.svg import svg
from mxsym.viz.texts import dot, mermaid

__all__ = ["Network", "Picture", "dot", "mermaid", "picture", "plot_network", "print_summary", "svg"]
