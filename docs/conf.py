"""Sphinx configuration for these pages: `make docs`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

import mxsym  # noqa: E402  # found through the path above, installed or not

project = "mxsym"
author = "the mxsym contributors"
release = version = mxsym.__version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.napoleon", "op_pages"]
needs_sphinx = "8.2"
exclude_patterns = ["_build"]
default_role = "code"
nitpicky = False
highlight_language = "python"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Each page counts the names of nodes from 0, as a process of its own would.
doctest_global_setup = "from mxsym.opgraph.names import NameManager\nnames = NameManager()\nnames.__enter__()"
doctest_global_cleanup = "names.__exit__(None, None, None)"

html_theme = "alabaster"
html_theme_options = {
    "description": "Update ops, compiled.",
    "page_width": "84em",
    "body_max_width": "66em",
    "sidebar_width": "15em",
    "code_font_size": "0.8em",  # 120 characters to a line
}
html_static_path = ["_static"]
html_show_copyright = False
