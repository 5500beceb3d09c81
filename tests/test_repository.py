"""The repository as a whole: one set of commands, linters, types, the kernel's size."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    return "" if done.returncode == 0 else f"status {done.returncode}: {done.stdout}{done.stderr}"


def test_readme_has_two_commands() -> None:
    assert len(COMMANDS) == 2
    assert COMMANDS[0].endswith("-m derive.all")
    assert COMMANDS[1].endswith("-m pytest")
    assert all(c.startswith("python3 -m venv .venv && ") and "\n" not in c for c in COMMANDS)


def test_continuous_integration_runs_the_second_one() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").strip().splitlines()[-1] == COMMANDS[1]
    assert run("bash", "-n", str(script)) == ""


def test_readme_links_lead_somewhere() -> None:
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "tests" / "README.md"):
        prose = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", prose):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_constraints_cover_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["tests"]]
    rows = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-").splitlines()
    pinned = {row.split("==")[0] for row in rows if "==" in row}
    assert {re.split(r"[<>=!~\[]", w)[0].lower() for w in wanted} <= pinned


@pytest.mark.parametrize(
    "command", [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]], ids=["ruff_check", "ruff_format", "mypy"]
)
def test_linters_are_content(command: list[str]) -> None:
    assert run(sys.executable, "-m", *command) == ""
