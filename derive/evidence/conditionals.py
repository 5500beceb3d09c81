"""Evaluation of a definition by cases: only the case that holds needs a value."""

from __future__ import annotations

from typing import Any

from derive.evidence.numbers import FALSE, TRUE, NoValue
from derive.evidence.table import enter
from derive.kernel.terms import Term
from derive.kernel.types import Type


def _chosen(c: int) -> int:
    if c not in (TRUE, FALSE):
        raise NoValue("precision", "a case that is not decided")
    return 1 if c == TRUE else 2


def _special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
    condition, *values = (ev.node(a) for a in args)
    return lambda env: values[_chosen(condition(env)) - 1](env)


enter("If", 3, lambda ev, t: lambda c, x, y: (x, y)[_chosen(c) - 1], _special)
