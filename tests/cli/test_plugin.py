"""The pytest plugin: one item per question and aspect, failures as messages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_script_is_a_file_of_tests(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "proofs", tmp_path / "proofs", ignore=shutil.ignore_patterns("__pycache__"))
    done = run(tmp_path, "proofs/networks/scalar_chain.py")
    assert done.returncode == 0, done.stdout
    for number in ("1.1.1", "1.1.2"):
        for aspect in ("kernel", "replay", "evidence", "near_misses", "documents"):
            assert f"{number}-{aspect} PASSED" in done.stdout
    assert "10 passed" in done.stdout


def test_a_failure_is_a_message_and_no_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "proofs", tmp_path / "proofs", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "proofs/decision/contraction.py"
    path.write_text(path.read_text(encoding="utf-8").replace("<= gamma * norm(V - W))", "<= gamma**2 * norm(V - W))", 1), encoding="utf-8")
    done = run(tmp_path, "proofs/decision/contraction.py")
    assert done.returncode == 1
    assert "-kernel FAILED" in done.stdout
    assert "proofs/decision/contraction.py:" in done.stdout
    assert "Traceback" not in done.stdout
