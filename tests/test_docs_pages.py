"""The built documentation in a real browser: pages fit their windows and have navigation and search."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import Browser

HTML = Path(os.environ.get("TEST_DOCS_HTML", Path(__file__).resolve().parents[1] / "docs" / "_build" / "html"))
WIDTHS = {390: 844, 1280: 900, 1440: 900}
"""Heights of windows by their widths: a phone, and two desktops."""
WIDER = """[...document.querySelectorAll("main *, article *")].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let up = e.parentElement; up; up = up.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).map(e => e.tagName + "." + e.className + ": " + e.textContent.slice(0, 60))"""


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_their_windows(width: int, chromium: Browser, tmp_path: Path) -> None:
    if not HTML.is_dir():
        assert not os.environ.get("CI"), "CI builds the documentation before this test: see `make browser-test`"
        pytest.skip("the documentation is not built: run `make docs`")
    pages = sorted(page for page in HTML.rglob("*.html") if "_modules" not in page.parts)
    assert len(pages) > 20
    metrics = {"width": width, "height": WIDTHS[width], "deviceScaleFactor": 1, "mobile": width < 500}
    chromium.call("Emulation.setDeviceMetricsOverride", **metrics)
    chromium.problems.clear()
    wrong: list[str] = []
    for page in pages:
        name = page.relative_to(HTML).as_posix()
        chromium.open(page.as_uri())
        if chromium.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{name} overflows: {chromium.evaluate(WIDER)[:3]}")
        if not chromium.evaluate("document.querySelectorAll('nav a, .sidebar-tree a').length > 10"):
            wrong.append(f"{name} has no navigation")
        if not chromium.evaluate("document.querySelector('form[role=search], form.sidebar-search-container') !== null"):
            wrong.append(f"{name} has no search")
        if name in ("index.html", "concepts.html", "ops/adam.html"):
            folder = Path(os.environ.get("TEST_SCREENSHOTS", tmp_path))
            chromium.screenshot(folder / f"docs-{page.stem}-{width}.png")
    assert wrong == []
    assert chromium.problems == []
