"""Files are written at once or not at all, also when the process is killed while it writes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.store import write

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from derive.store import write
path, n = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    n += 1
    write(path, f"{n}\\n" * 400_000 + "end\\n")
"""


@pytest.mark.parametrize("wait", [0.05, 0.12, 0.23])
def test_a_killed_process_leaves_a_whole_file(tmp_path: Path, wait: float) -> None:
    path = tmp_path / "page.tex"
    write(path, "0\n" * 400_000 + "end\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    rows = path.read_text().splitlines()
    assert len(rows) == 400_001 and rows[-1] == "end" and len(set(rows[:-1])) == 1


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.tex"
    write(path, "before")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(path, "after")
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["page.tex"]
