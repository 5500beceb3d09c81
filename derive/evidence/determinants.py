"""Evaluation of determinants: expanded along the first row, so that balls and exact numbers are treated alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence.numbers import ONE, ZERO
from derive.evidence.table import enter
from derive.kernel.types import Type


def _expanded(rows: list[list[Any]]) -> Any:
    if not rows:
        return ONE
    total = ZERO
    for j, x in enumerate(rows[0]):
        minor = _expanded([row[:j] + row[j + 1 :] for row in rows[1:]])
        total = total - x * minor if j % 2 else total + x * minor
    return total


def _det(ev: Any, t: Type) -> Callable[[Any], Any]:
    indices = t.args[0].args[0]
    return lambda a: _expanded([[a(i)(j) for j in ev.domain(indices)] for i in ev.domain(indices)])


enter("det", 1, _det, heavy=True)
