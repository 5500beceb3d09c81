"""What is installed, and what is missing for what."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PACKAGES = ("sympy", "python-flint", "numpy", "mpmath", "pydantic", "click", "jinja2", "latexcodec", "latex2mathml")


@dataclass(frozen=True)
class Finding:
    """One thing that is looked for. `needed` for checking proofs, or only for something extra."""

    name: str
    ok: bool
    said: str
    needed: bool = True
    hint: str = ""


def examine(root: Path) -> list[Finding]:
    """Look for everything."""
    version = ".".join(map(str, sys.version_info[:3]))
    found = [Finding("python", sys.version_info >= (3, 11), version, hint="3.11 or later is needed")]
    for name in PACKAGES:
        try:
            found.append(Finding(name, True, metadata.version(name)))
        except metadata.PackageNotFoundError:
            found.append(Finding(name, False, "not installed", hint=f"pip install {name}"))
    for tool, hint in (
        ("pdflatex", "for --pdf and the tests: apt-get install texlive-latex-extra"),
        ("pdftotext", "for the tests: apt-get install poppler-utils"),
    ):
        found.append(_tool(tool, hint))
    count = len(list((root / "proofs").glob("*.toml")))
    found.append(
        Finding("proofs", count > 0, f"{count} assignments in {'proofs/'}", needed=False, hint="run this in the folder that holds proofs/")
    )
    return found


def _tool(name: str, hint: str) -> Finding:
    path = shutil.which(name)
    if path is None:
        return Finding(name, False, "not installed", needed=False, hint=hint)
    option = "-v" if name == "pdftotext" else "--version"
    answer = subprocess.run([path, option], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    said = ((answer.stdout or answer.stderr).splitlines() or [""])[0]
    return Finding(name, answer.returncode == 0, said, needed=False, hint=hint)
