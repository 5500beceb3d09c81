"""Evaluation of maxima, maximisers and finite spaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence.analysis import _argmin, _supremum
from derive.evidence.numbers import FALSE, TRUE, UNKNOWN, NoValue, at_most, undefined
from derive.evidence.table import enter
from derive.evidence.tails import Tail
from derive.kernel.types import Type


def _argmax(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    """The minimisers of -f; on an infinite space the form of the function decides."""
    domain, minimal = t.args[0].args[0], _argmin(ev, t)

    def at(f: Any, s: Any) -> int:
        general = ev.general(domain) if ev.domain(domain) is None else None
        if general is not None:
            return int(at_most(f(general), f(s)))
        return minimal(lambda x: -f(x), s)

    return at


def _maximum(ev: Any, t: Type) -> Callable[[Any], Any]:
    """The supremum; on an infinite space only when the form of the function shows that it is attained."""
    domain, largest = t.args[0].args[0], _supremum(ev, t)

    def over(f: Any) -> Any:
        if ev.domain(domain) is None:
            general = ev.general(domain)
            if general is None:
                raise NoValue("not evaluable", "a maximum over an infinite set")
            value = f(general)
            if type(value) is Tail and all(c < 0 for p, c in value.terms.items() if p):
                largest(f)
                raise undefined("a maximum that is not attained")
        return largest(f)

    return over


def _finite(ev: Any, t: Type) -> Callable[[Any], int]:
    domain = t.args[0].args[0]

    def check(mu: Any) -> int:
        if ev.domain(domain) is not None:
            return TRUE
        return FALSE if ev.general(domain) is not None else UNKNOWN

    return check


enter("argmax", 2, _argmax)
enter("max", 1, _maximum, heavy=True)
enter("finite", 1, _finite)
