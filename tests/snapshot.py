"""Texts that a user reads, kept as files: compare, or write anew with DERIVE_SNAPSHOTS=write."""

from __future__ import annotations

import os
from pathlib import Path


def compare(path: Path, text: str) -> None:
    """Fail when the text differs from the file."""
    if os.environ.get("DERIVE_SNAPSHOTS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: read this text, then run with DERIVE_SNAPSHOTS=write\n{text}"
    assert text == path.read_text(encoding="utf-8")
