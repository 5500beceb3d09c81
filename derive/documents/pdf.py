"""LaTeX to PDF with pdflatex, and what its log complains about."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from derive.errors import DeriveError, MissingTool
from derive.store import write

_COMPLAINT = re.compile(r"^(?:! .*|Overfull .*|.*Warning:.*undefined.*|.*multiply defined.*)$", re.MULTILINE)


def complaints(log: str) -> list[str]:
    """Errors, overfull boxes and undefined references in a log of TeX."""
    return _COMPLAINT.findall(log)


def _line(log: str) -> int:
    """The line of the source that the first complaint is about."""
    found = re.search(r"^l\.(\d+) |at lines? (\d+)", log, re.MULTILINE)
    return int(found[1] or found[2]) if found else 1


def compile_latex(source: Path, shown: str = "") -> Path:
    """The PDF beside a LaTeX file; its bytes depend on the source only. `shown` is the file's name in messages.

    Raises:
        MissingTool: there is no pdflatex.
        DeriveError: pdflatex complains (an error, an overfull box, an undefined reference).
    """
    tool = shutil.which("pdflatex")
    if tool is None:
        raise MissingTool(
            "pdflatex is not installed",
            needed="TeX Live",
            hint="apt-get install texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended lmodern",
        )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(source, folder)
        command = [tool, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", source.name]
        for _ in range(2):
            done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            log = (Path(folder) / f"{source.stem}.log").read_text(encoding="utf-8", errors="replace")
            if "Rerun" not in log:  # else references are settled by a second run
                break
        wrong = complaints(log)
        if wrong or done.returncode:
            raise DeriveError(
                "this page is not well set",
                given="\n".join(wrong[:5]) or "pdflatex failed",
                file=shown or source.as_posix(),
                line=_line(log),
            )
        pdf = source.with_suffix(".pdf")
        write(pdf, (Path(folder) / pdf.name).read_bytes())
    return pdf
