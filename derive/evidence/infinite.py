"""Models on infinite spaces: every space is 0, 1, 2, ..., its measures are geometric, its functions sums of powers of 2.

Finite models never notice that a condition of integrability or boundedness is missing; these do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, final

from derive.evidence.chooser import Chooser
from derive.evidence.draw import Drawing
from derive.evidence.model import Model
from derive.evidence.numbers import ONE, ZERO, NoValue, rational
from derive.evidence.plan import Bounds, Plan, Role
from derive.evidence.tails import INFINITE, Geometric, Point, tail
from derive.evidence.values import Spec, Whole, number_weight, simpler_numbers
from derive.kernel.types import DIM, Type, real


def _coordinates(x: Any) -> list[Any]:
    return [c for part in x for c in _coordinates(part)] if isinstance(x, tuple) else [x]


def _power(e: int, x: Any) -> Any:
    """2**(e x)."""
    if type(x) is Point:
        return tail({((x.number, e),): ONE}) if e else ONE
    return rational(Fraction(2) ** (e * x))


@final
@dataclass(frozen=True)
class Grown(Spec):
    """A function of points: a sum of c * 2**(j1 n1 + j2 n2 + ...); `groups` counts the coordinates of each argument."""

    terms: tuple[tuple[Fraction, tuple[int, ...]], ...]
    groups: tuple[int, ...]

    def at(self, coordinates: list[Any]) -> Any:
        """The value at points."""
        total: Any = ZERO
        for c, exponents in self.terms:
            part: Any = rational(c)
            for e, x in zip(exponents, coordinates, strict=True):
                part = part * _power(e, x)
            total = total + part
        return total

    def value(self, ctx: Any) -> Any:
        return self._curried(len(self.groups), [])

    def _curried(self, left: int, known: list[Any]) -> Any:
        if left == 1:
            return lambda x: self.at(known + _coordinates(x))
        return lambda x: self._curried(left - 1, known + _coordinates(x))

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        names = ["n"] if sum(self.groups) == 1 else [f"n{i + 1}" for i in range(sum(self.groups))]
        shown = []
        for c, exponents in self.terms:
            power = " + ".join(f"{'' if e == 1 else '-' if e == -1 else f'{e} '}{n}" for e, n in zip(exponents, names, strict=True) if e)
            factor = "" if c == 1 and power else number(c)
            raised = f"2**({power})" if number is str else f"2^{{{power}}}"
            shown.append(
                f"{factor}{' * ' if factor and power and number is str else ' ' if factor and power else ''}{raised if power else ''}"
            )
        return " + ".join(shown) or "0"

    def python(self, ctx: Any) -> str:
        return ""

    def weight(self) -> float:
        return sum(number_weight(c) + 3 * sum(map(abs, e)) for c, e in self.terms) + len(self.terms)

    def simpler(self) -> Iterator[Spec]:
        for i in range(len(self.terms)):
            yield replace(self, terms=self.terms[:i] + self.terms[i + 1 :])
        for i, (c, e) in enumerate(self.terms):
            for y in simpler_numbers(c):
                if y:
                    yield replace(self, terms=(*self.terms[:i], (y, e), *self.terms[i + 1 :]))


@final
@dataclass(frozen=True)
class Series(Spec):
    """A geometric measure c * 2**(-k n); for each condition the same when it is a kernel."""

    scale: Fraction
    rate: int
    conditions: int = 0

    def at(self, n: Any) -> Any:
        """The weight of a point."""
        return _power(-self.rate, n) * rational(self.scale)

    def value(self, ctx: Any) -> Any:
        measure: Any = Geometric(self.at)
        for _ in range(self.conditions):
            measure = lambda _, m=measure: m  # noqa: E731
        return measure

    def leaves(self, ctx: Any, number: Callable[[Fraction], str]) -> Any:
        power = "" if not self.rate else f"-{'' if self.rate == 1 else f'{self.rate} '}n"
        raised = f"2**({power})" if number is str else f"2^{{{power}}}"
        if not power:
            return number(self.scale)
        return raised if self.scale == 1 else f"{number(self.scale)} {'* ' if number is str else ''}{raised}"

    def python(self, ctx: Any) -> str:
        return ""

    def weight(self) -> float:
        return self.rate + number_weight(self.scale)


@final
class InfiniteDrawing(Drawing):
    """Draws a model in which every space is infinite."""

    def points(self, t: Type) -> tuple[Any, ...] | None:
        """Spaces have no list of points; dimensions do."""
        if t.is_var and t.kind != DIM:
            return None
        return super().points(t)

    def _places(self, t: Type) -> int | None:
        """How many coordinates a point of this type has, when all its spaces are infinite."""
        if t.is_var:
            return None if t.kind == DIM else 1
        if t.name == "prod":
            left, right = (self._places(a) for a in t.args)
            return None if left is None or right is None else left + right
        return None

    def _groups(self, t: Type) -> tuple[int, ...] | None:
        """The coordinates of each argument of a real function of points."""
        groups: list[int] = []
        while not t.is_var and t.name == "fun":
            places = self._places(t.args[0])
            if places is None:
                return None
            groups.append(places)
            t = t.args[1]
        return tuple(groups) if groups and t is real else None

    def _with_role(self, t: Type, role: Role) -> Spec | None:
        rng = self.chooser.rng
        rate = rng.choice((1, 1, 2))
        if role.kind in ("kernel", "probability"):
            return Series(1 - Fraction(1, 2**rate), rate, role.arguments)
        groups = self._groups(t)
        if groups is None:
            raise NoValue("not evaluable", "a family on an infinite space")
        references = [self.specs.get(m) for m in role.measures]
        scale, exponents = Fraction(1), [0] * (sum(groups) - len(references))
        for reference in references:
            if not isinstance(reference, Series):
                raise NoValue("not evaluable", "a reference measure on an infinite space")
            rate = rng.choice((1, 1, 2))
            scale *= (1 - Fraction(1, 2**rate)) / reference.scale
            exponents.append(reference.rate - rate)
        return Grown(((scale, tuple(exponents)),), groups)

    def _plain(self, t: Type, bounds: Bounds) -> Spec:
        if self._places(t) == 1:
            return Whole(self.chooser.rng.randint(0, 2))
        groups = self._groups(t)
        if groups is not None:
            rng, bounded = self.chooser.rng, self.drawn in self.plan.bounded
            terms = []
            for _ in range(rng.choice((1, 1, 2))):
                exponents = tuple(-rng.choice((0, 1)) if bounded else rng.choice((0, 1, 1, 2, -1)) for _ in range(sum(groups)))
                terms.append((abs(self.chooser.raw()) if bounds.low is not None else self.chooser.raw(), exponents))
            return Grown(tuple((c, e) for c, e in terms if c), groups)
        if not t.is_var and t.name == "measure" and self._places(t.args[0]) == 1:
            return Series(Fraction(1), self.chooser.rng.choice((0, 1, 1)))
        return super()._plain(t, bounds)


def infinite(plan: Plan, seed: int, count: int = 120) -> Iterator[Model]:
    """Models on infinite spaces; none when there are no spaces or a symbol has no such value."""
    if all(t.kind == DIM for t in plan.types):
        return
    rng = Random(f"infinite {seed}")
    for k in range(count):
        sizes = {t: rng.choice((1, 2)) if t.kind == DIM else INFINITE for t in plan.types}
        try:
            yield InfiniteDrawing(plan, Chooser(1 + k % 2, rng, smooth=k), sizes).model()
        except NoValue:
            return


def is_infinite(model: Model) -> bool:
    """Some space of the model is infinite."""
    return INFINITE in model.sizes.values()
