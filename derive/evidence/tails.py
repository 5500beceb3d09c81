"""Infinite spaces: the space 0, 1, 2, ... with geometric weights and functions that are sums of powers of 2.

A function is evaluated once at a general point n, as a `Tail`: a sum of terms c * 2**(j n). Sums over all n are geometric
series, so integrals are exact, and one that does not exist is seen. What holds of a Tail holds at every n.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, final

from flint import fmpq

from derive.evidence.numbers import FALSE, ONE, TRUE, UNKNOWN, ZERO, NoValue, undefined

INFINITE = 0  # as a size
Powers = tuple[tuple[int, int], ...]  # (point, exponent), by point; no exponent is 0


@final
class Point:
    """A general point of an infinite space."""

    __slots__ = ("number",)
    count = 0

    def __init__(self) -> None:
        Point.count += 1
        self.number = Point.count


@final
class Tail:
    """A real number that depends on general points: the sum of coefficients times powers of 2; not constant."""

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Powers, Any]) -> None:
        self.terms = terms

    def _refuse(self, *_: object) -> Any:
        raise NoValue("not evaluable", "at a general point of an infinite space")

    def __add__(self, other: Any) -> Any:
        result = dict(self.terms)
        for powers, c in _terms(other).items():
            result[powers] = result.get(powers, ZERO) + c
        return tail(result)

    __radd__ = __add__

    def __neg__(self) -> Any:
        return Tail({p: -c for p, c in self.terms.items()})

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        result: dict[Powers, Any] = {}
        for p, c in self.terms.items():
            for q, d in _terms(other).items():
                together = _together(p, q)
                result[together] = result.get(together, ZERO) + c * d
        return tail(result)

    __rmul__ = __mul__

    def __pow__(self, n: int) -> Any:
        result: Any = ONE
        for _ in range(n):
            result = self * result
        return result

    def __truediv__(self, other: Any) -> Any:
        return self * reciprocal(other)

    def __rtruediv__(self, other: Any) -> Any:
        return other * reciprocal(self)

    def __abs__(self) -> Any:
        sign = self.everywhere()
        return self if sign == 1 else -self if sign == -1 else self._refuse()

    def everywhere(self) -> int | None:
        """1 or -1 when the sign is that at every point, None when the form does not show it."""
        signs = {c > 0 for c in self.terms.values()}
        return None if len(signs) > 1 else 1 if True in signs else -1


def tail(terms: Mapping[Powers, Any]) -> Any:
    """A Tail, or a rational number when nothing depends on a point."""
    kept = {p: c for p, c in terms.items() if c}
    if not kept:
        return ZERO
    return kept[()] if set(kept) == {()} else Tail(kept)


def _terms(x: Any) -> Mapping[Powers, Any]:
    if type(x) is Tail:
        return x.terms
    if type(x) in (fmpq, int):
        return {(): fmpq(x)}
    raise NoValue("not evaluable", "at a general point of an infinite space")


def _together(p: Powers, q: Powers) -> Powers:
    if not p or not q:
        return p or q
    sums = dict(p)
    for point, e in q:
        sums[point] = sums.get(point, 0) + e
    return tuple(sorted((point, e) for point, e in sums.items() if e))


def reciprocal(x: Any) -> Any:
    """1 / x for a rational number or a single power."""
    terms = _terms(x)
    if len(terms) != 1:
        raise NoValue("not evaluable", "a quotient at a general point of an infinite space")
    ((powers, c),) = terms.items()
    if not c:
        raise undefined("division by 0")
    return tail({tuple((point, -e) for point, e in powers): 1 / c})


def sum_over(point: Point, x: Any) -> Any:
    """The sum of x over all values 0, 1, 2, ... of the point; undefined when the series diverges."""
    result: dict[Powers, Any] = {}
    diverging: dict[Powers, Any] = {}
    for powers, c in _terms(x).items():
        e = dict(powers).get(point.number, 0)
        rest = tuple(pair for pair in powers if pair[0] != point.number)
        if e < 0:
            result[rest] = result.get(rest, ZERO) + c / (1 - fmpq(1, 2**-e))
        elif c:
            diverging[powers] = c
    if diverging:
        if len({c > 0 for c in diverging.values()}) > 1 and any(len(p) > 1 for p in diverging):
            raise NoValue("not evaluable", "a series whose divergence depends on a point")
        raise undefined("an integral that does not exist")
    return tail(result)


@final
class Geometric:
    """A measure on an infinite space, by the weight of each point."""

    __slots__ = ("weight",)

    def __init__(self, weight: Callable[[Any], Any]) -> None:
        self.weight = weight

    def integral(self, f: Callable[[Any], Any]) -> Any:
        """The exact sum of weight times value."""
        n = Point()
        weight = self.weight(n)
        return sum_over(n, weight * f(n)) if weight or type(weight) is Tail else ZERO

    def __iter__(self) -> Any:
        raise NoValue("not evaluable", "the points of an infinite space, one by one")


def integrable(mu: Any, f: Callable[[Any], Any]) -> int:
    """Does the integral exist? Always on finite spaces."""
    if type(mu) is not Geometric:
        return TRUE
    n = Point()
    weight = mu.weight(n)
    if not (weight or type(weight) is Tail):
        return TRUE
    value = weight * f(n)  # an integrand without a value says nothing about its sum
    try:
        sum_over(n, value)
    except NoValue as e:
        if e.reason != "undefined":
            raise
        return FALSE
    return TRUE


def bounded(x: Any) -> int:
    """Is a value at general points bounded, from both sides?"""
    terms = _terms(x)
    growing = {p: c for p, c in terms.items() if any(e > 0 for _, e in p)}
    if not growing:
        return TRUE
    one_point = len({point for p in terms for point, _ in p}) == 1
    return FALSE if one_point or len({c > 0 for c in growing.values()}) == 1 else UNKNOWN


def bounded_above(x: Any) -> int:
    """Is a value at general points bounded from above?"""
    growing = {p: c for p, c in _terms(x).items() if any(e > 0 for _, e in p)}
    signs = {c > 0 for c in growing.values()}
    if True not in signs:
        return TRUE
    if False not in signs:
        return FALSE
    if len({point for p in growing for point, _ in p}) > 1:
        return UNKNOWN
    strongest = max(growing, key=lambda p: p[0][1])
    return FALSE if growing[strongest] > 0 else TRUE
