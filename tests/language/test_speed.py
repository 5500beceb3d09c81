"""Printing a line costs less than 0.3 ms of processor time, the best of several runs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from derive.kernel.terms import Term
from derive.language.latex import to_latex
from derive.language.text import to_text
from tests.language import statements


@pytest.mark.parametrize("show", [to_text, to_latex])
def test_printing_a_line(show: Callable[[Term], str]) -> None:
    terms = [claim.term for make in statements.SCRIPTS.values() for claim in make()[1].values()]

    def once() -> float:
        start = time.process_time()
        for t in terms:
            show(t)
        return (time.process_time() - start) / len(terms)

    assert min(once() for _ in range(10)) < 0.3e-3
