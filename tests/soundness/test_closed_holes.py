"""What the rows of pitfalls found besides holes: time that is kept, symbols that print alike."""

from __future__ import annotations

import time

import pytest

from derive.course import claims
from derive.course.run import _certify
from derive.course.verbs import have, show
from derive.language.expr import Eq, Real
from derive.language.symbols import symbols
from tests.soundness.pitfall_rows import lines


def test_a_line_ends_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = symbols("x y", Real)
    monkeypatch.setattr(claims, "SECONDS", 0.2)
    start = time.process_time()
    lines(lambda: show(Eq((x + y) ** 600, (y + x) ** 600)).by())
    assert time.process_time() - start < 1.0


def test_symbols_that_print_alike_in_a_line() -> None:
    x, other = symbols("x1 x_1", Real)

    def write() -> None:
        have(x * other <= other * x + 1).by()
        show(x <= x + 1).by()

    board = lines(write)
    _certify(board)
    assert any("x1 and x_1 both print as x_1" in str(e) for e in board.reports)
