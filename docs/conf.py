"""Sphinx configuration for these pages: `make docs`."""

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

import mxsym  # noqa: E402  # found through the path above, installed or not

project = "mxsym"
author = "the mxsym contributors"
release = version = mxsym.__version__

_requirements = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
_llvmlite = next(text.removeprefix("llvmlite") for text in _requirements if text.startswith("llvmlite"))
_oldest, _beyond = (text.strip("<>=") for text in _llvmlite.split(","))
rst_prolog = f".. |llvmlite| replace:: {_oldest} or newer, and older than {_beyond}"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "op_pages",
]
needs_sphinx = "8.2"
exclude_patterns = ["_build"]
default_role = "code"
nitpicky = False
highlight_language = "python"

autodoc_member_order = "bysource"
nitpick_ignore_regex = [("py:(class|data|obj)", ".*")]  # types of signatures; prose has no such references
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Each page counts the names of nodes from 0, as a process of its own would.
doctest_global_setup = "from mxsym.opgraph.names import NameManager\nnames = NameManager()\nnames.__enter__()"
doctest_global_cleanup = "names.__exit__(None, None, None)"

html_theme = "furo"
html_title = f"mxsym {version}"
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}  # the source is shown by viewcode, whole
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_show_copyright = False
html_show_sourcelink = False
copybutton_exclude = ".linenos, .gp, .go"  # what is pasted runs: no prompts, no output
