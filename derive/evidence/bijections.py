"""Bijections of finite spaces: permutations, whose volume factor is a ratio of weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from derive.evidence import truth
from derive.evidence.numbers import FALSE, TRUE, ZERO, NoValue, equal, less, rational
from derive.evidence.table import arguments, enter
from derive.evidence.values import Spec, by_rows, python_number, python_table
from derive.kernel.terms import Term
from derive.kernel.types import Type


@final
@dataclass(frozen=True)
class Factor(Spec):
    """By how much a permutation changes the weights of a finite space."""

    points: tuple[Any, ...]
    images: tuple[Any, ...]
    measures: tuple[Term, Term]

    def _factors(self, ctx: Any) -> list[Fraction]:
        mu, nu = self.measures
        return [Fraction(ctx.reference(nu, y)) / (ctx.reference(mu, x) or 1) for x, y in zip(self.points, self.images, strict=True)]

    def value(self, ctx: Any) -> Any:
        return dict(zip(self.points, map(rational, self._factors(ctx)), strict=True)).__getitem__

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        return by_rows(self.points, [number(x) for x in self._factors(ctx)])

    def python(self, ctx: Any) -> str:
        return python_table(self.points, [python_number(x) for x in self._factors(ctx)])

    def weight(self) -> float:
        return 0.0


def _bijective(ev: Any, t: Type) -> Callable[..., int]:
    _, _, f_type, *_ = arguments(t, 5)

    def check(mu: Any, nu: Any, f: Any, g: Any, factor: Any) -> int:
        xs, ys = ev.domain(f_type.args[0]), ev.domain(f_type.args[1])
        if xs is None or ys is None:
            raise NoValue("not evaluable", "a bijection of infinite spaces")
        inverse = all(g(f(x)) == x for x in xs) and all(f(g(y)) == y for y in ys)
        left, right = (_weights(m) for m in (mu, nu))
        fits = truth.all_of(xs, lambda x: min(less(ZERO, factor(x)), equal(right.get(f(x), ZERO), left.get(x, ZERO) * factor(x))))
        return min(TRUE if inverse else FALSE, fits)

    return check


def _weights(mu: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for x, w in mu:
        found[x] = found.get(x, ZERO) + w
    return found


enter("bijective", 5, _bijective)


def _branches(ev: Any, t: Type) -> Callable[..., int]:
    _, _, f_type, roots_type, _ = arguments(t, 5)

    def check(mu: Any, nu: Any, f: Any, roots: Any, factor: Any) -> int:
        xs, ys, indices = ev.domain(f_type.args[0]), ev.domain(f_type.args[1]), ev.domain(roots_type.args[0])
        if xs is None or ys is None or indices is None:
            raise NoValue("not evaluable", "a map of infinite spaces")
        solved = all(f(roots(i)(y)) == y for i in indices for y in ys)
        once = sorted(roots(i)(y) for i in indices for y in ys) == sorted(xs)
        left, right = (_weights(m) for m in (mu, nu))
        fits = truth.all_of(xs, lambda x: min(less(ZERO, factor(x)), equal(right.get(f(x), ZERO), left.get(x, ZERO) * factor(x))))
        return min(TRUE if solved and once else FALSE, fits)

    return check


enter("branches", 5, _branches)
