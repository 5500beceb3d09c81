"""Evaluation of point masses and indicators."""

from __future__ import annotations

from typing import Any

from derive.evidence.numbers import FALSE, LIKELY, ONE, ZERO, NoValue
from derive.evidence.table import plain


def _indicator(truth: int) -> Any:
    if truth >= LIKELY:
        return ONE
    if truth == FALSE:
        return ZERO
    raise NoValue("precision", "an indicator of a statement that is open")


plain("dirac", 1, lambda x: ((x, ONE),))
plain("indicator", 1, _indicator)
