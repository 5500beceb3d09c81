"""Evaluation of the heads of operation counts. Programs are unfolded by their definitions: rows, columns and operations."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from derive.evidence.numbers import LIKELY, TRUE, UNKNOWN, ZERO, absolute, at_most, divide, equal, exponential, less, rational
from derive.evidence.table import arguments, enter, plain
from derive.kernel.types import Type

FAR = (4, 8, 16)  # small: what grows fast in a random statement stays small enough to compute


def _softmax(ev: Any, t: Type) -> Callable[[Any], Any]:
    rows, rest = arguments(t, 1)[0].args

    def softmax(a: Any) -> Any:
        table = {}
        for i in ev.domain(rows):
            row = {j: exponential(a(i)(j)) for j in ev.domain(rest.args[0])}
            total = ZERO
            for x in row.values():
                total = total + x
            table[i] = {j: divide(x, total) for j, x in row.items()}.__getitem__
        return table.__getitem__

    return softmax


def _length(ev: Any, t: Type) -> Callable[[Any], int]:
    d = arguments(t, 1)[0].args[0]
    return lambda f: len(ev.domain(d))


def _grows(f: Any, g: Any, lower: bool) -> int:
    """Whether f / g settles as n doubles: nothing finite decides it, so the answer is likely or open."""
    values = [(absolute(f(n)), absolute(g(n))) for n in FAR]
    if all(equal(a, ZERO) == TRUE and (not lower or equal(c, ZERO) == TRUE) for a, c in values):
        return LIKELY
    for (a, c), (b, d) in pairwise(values):
        if not (less(ZERO, c) == TRUE and less(ZERO, d) == TRUE):
            return UNKNOWN
        steady = at_most(b * c * rational(4), a * d * rational(5)) == TRUE
        kept = less(ZERO, a) == TRUE and at_most(a * d * rational(4), b * c * rational(5)) == TRUE
        if not steady or (lower and not kept):
            return UNKNOWN
    return LIKELY


enter("softmax_rows", 1, _softmax, heavy=True)
enter("length", 1, _length)
plain("is_big_o", 2, lambda f, g: _grows(f, g, lower=False))
plain("is_theta", 2, lambda f, g: _grows(f, g, lower=True))
