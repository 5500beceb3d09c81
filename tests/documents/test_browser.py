"""The report in a browser: nothing is wider than the window, on a phone or on a screen."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from derive.course.assignment import read_assignment
from derive.documents.html import page
from tests.documents.examples import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MEASURE = """<script>
const wide = [...document.querySelectorAll("main *")].filter(e => {
  const scrolls = e.closest(".scroll, .fact, dl, pre, td.right, svg, math");
  return !scrolls && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".skip");
});
document.title = `measured ${document.documentElement.scrollWidth} ${document.documentElement.clientWidth} ${wide.length}`;
</script>"""


@pytest.mark.latex
@pytest.mark.parametrize("width", [1000, 500])
def test_nothing_is_wider_than_the_window(tmp_path: Path, width: int) -> None:
    browser = next((found for b in BROWSERS if (found := shutil.which(b))), None)
    if browser is None:
        pytest.fail("no Chromium found: install it, or leave these tests out with -m 'not latex'")
    sheet = read_assignment(ROOT / "tests" / "sheet.toml")
    text = page(sheet, EXAMPLES, [[]] * len(EXAMPLES)).replace("</body>", f"{MEASURE}</body>")
    path = tmp_path / "report.html"
    path.write_text(text, encoding="utf-8")
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}/profile",
        f"--window-size={width},900",
        "--dump-dom",
    ]
    dom = subprocess.run([*command, path.as_uri()], capture_output=True, text=True, check=False, timeout=120).stdout
    found = re.search(r"<title>measured (\d+) (\d+) (\d+)</title>", dom)
    assert found, dom[:400]
    scroll, client, wide = map(int, found.groups())
    assert scroll <= client and wide == 0
