"""A folder with an assignment and scripts, and the command line in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = ("networks/scalar_chain", "latent/elbo", "decision/contraction", "decision/baseline")
SHEET = Path(__file__).resolve().parents[1].joinpath("sheet.toml").read_text(encoding="utf-8")
STAND_IN = Path(__file__).with_name("stand_in.py")


@dataclass
class Answer:
    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Both streams with the status, times blotted out; for snapshots."""
        return re.sub(r"\d+\.\d\d s", "0.00 s", f"{self.out}--- stderr\n{self.err}--- status {self.status}\n")


@dataclass
class Sheet:
    """A working folder."""

    path: Path

    def script(self, result: str, text: str) -> None:
        path = self.path / "proofs" / f"{result}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def toml(self, text: str, name: str = "hw4") -> None:
        (self.path / "proofs" / f"{name}.toml").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, door: str = "all", **environment: str) -> Answer:
        command = [sys.executable, str(STAND_IN), door, *arguments]
        env = {**os.environ, "COLUMNS": "100", **environment}
        done = subprocess.run(command, cwd=self.path, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    def files(self, out: str = "build") -> dict[str, bytes]:
        root = self.path / out
        names = [p for p in sorted(root.rglob("*")) if p.is_file() and ".cache" not in p.parts and p.name != "timing.json"]
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in names}


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    (tmp_path / "proofs").mkdir()
    made = Sheet(tmp_path)
    made.toml(SHEET)
    for name in SCRIPTS:
        made.script(name, "from derive.errors import DeriveError\n\nok = 1\n")
    return made
