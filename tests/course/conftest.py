"""What a test declares is forgotten after it, and no test writes on the board of another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import proofs.decision.setting  # noqa: F401  (shared by scripts: what it declares stays declared)
from derive.course.board import Board, using
from derive.language.symbols import SYMBOLS


@pytest.fixture(autouse=True)
def own_symbols() -> Iterator[None]:
    """A board of its own, and the table of symbols as before."""
    before = dict(SYMBOLS)
    with using(Board("scratch", "Scratch")):
        yield
    for v in [v for v in SYMBOLS if v not in before]:
        del SYMBOLS[v]
    SYMBOLS.update(before)
