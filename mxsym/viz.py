"""Pictures of graphs: `mx.viz`.

`svg`, `mermaid` and `dot` draw a Symbol, or an Executor with its kernels as boxes. `print_summary` and `plot_network`
are MXNet's.
"""

from mxsym.inspection.draw.picture import Picture, picture
from mxsym.inspection.draw.svg import svg
from mxsym.inspection.draw.text import dot, mermaid
from mxsym.mxnet.plot_network import Network, plot_network
from mxsym.mxnet.print_summary import print_summary

__all__ = ["Network", "Picture", "dot", "mermaid", "picture", "plot_network", "print_summary", "svg"]
