"""LaTeX to PDF with latexmk, and what its log complains about."""

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


HINT = "apt-get install latexmk texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended texlive-pictures lmodern"


def compile_latex(source: Path, shown: str = "") -> Path:
    """The PDF beside a LaTeX file; its bytes depend on the source (and the .bib beside it) only. `shown` is the file's name in messages.

    Raises:
        MissingTool: there is no latexmk or no pdflatex.
        DeriveError: LaTeX complains (an error, an overfull box, an undefined reference).
    """
    tools = {name: shutil.which(name) for name in ("latexmk", "pdflatex")}
    missing = [name for name, path in tools.items() if path is None]
    if missing:
        raise MissingTool(f"{' and '.join(missing)} not found", needed="latexmk and pdflatex of TeX Live", hint=HINT)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
    with tempfile.TemporaryDirectory() as folder:
        for path in (source, *source.parent.glob("*.bib")):
            shutil.copy(path, folder)
        latex = "pdflatex -interaction=nonstopmode -halt-on-error -no-shell-escape %O %S"
        command = [str(tools["latexmk"]), "-norc", "-pdf", "-silent", f"-pdflatex={latex}", source.name]
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        try:
            log = (Path(folder) / f"{source.stem}.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            log = ""
        wrong = complaints(log)
        if wrong or done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise DeriveError(
                "this page is not well set",
                given="\n".join(wrong[:5]) or (said[-1] if said else "latexmk failed"),
                file=shown or source.as_posix(),
                line=_line(log),
            )
        pdf = source.with_suffix(".pdf")
        write(pdf, (Path(folder) / pdf.name).read_bytes())
    return pdf
