"""Inspection: the text of each stage, the changes of each pass, and the compiler's results in words and numbers."""

from mxsym.inspection.explain import explain
from mxsym.inspection.pass_diffs import Pass, Passes, passes
from mxsym.inspection.stage_text import STAGES, stage_text

__all__ = ["STAGES", "Pass", "Passes", "explain", "passes", "stage_text"]
