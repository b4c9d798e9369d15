"""The report: one HTML page that shows what each op of a graph became. It needs no network and no other file."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files

from mxsym.codegen.loading import load_modules
from mxsym.inspection.profile import Profile
from mxsym.opgraph.bound import HasBoundGraph, bound_graph_of
from mxsym.report.content import content
from mxsym.spelling import shown


def report(executor: HasBoundGraph, title: str = "mxsym", profile: Profile | None = None) -> str:
    """The page, as text in UTF-8.

    A click on an op shows its expression and marks its lines in the kernel, in LLVM IR and in assembly. A click on a
    line finds its op. A table gives the bytes, flops and predicted time of each kernel at this machine's bandwidth.

    Args:
        executor: the bound graph.
        title: of the page.
        profile: what `executor.profile()` returned; the table then has the measured times too.

    Raises:
        TypeError: it is no executor.
    """
    load_modules("mxsym.inspection.draw.svg")
    from mxsym.inspection.draw.svg import svg

    page = files("mxsym.report").joinpath("page.html").read_text(encoding="utf-8")
    graph = bound_graph_of(executor, "a report")
    data = json.dumps(content(graph, profile), ensure_ascii=False, separators=(",", ":"))
    parts = {"TITLE": escape(shown(title)), "PICTURE": svg(graph), "DATA": data.replace("<", "\\u003c")}
    return re.sub(r"<!--([A-Z]+)-->", lambda match: parts[match[1]], page)
