"""Models by construction: values of the free symbols that satisfy the hypotheses.

A `Plan` reads statements and hypotheses once: which variables are defined, which are densities, kernels or measures, which
bounds hold. `draw` then makes a model from a `Chooser`: structured values first (0, 1, -1, ties, point masses, one point), then random.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from itertools import product as cartesian
from random import Random
from typing import Any, final

from derive.evidence.definitions import definitions_among, opened, reachable, spine
from derive.evidence.numbers import ONE
from derive.evidence.values import SMOOTH, Constant, Family, Flag, Function, Law, Measure, Number, Pair, Polynomial, Smooth, Spec, Whole
from derive.evidence.values import Sequence as Entries
from derive.kernel.terms import LIT, VAR, Term, parts, type_vars
from derive.kernel.types import Type, bool_, nat, real


@final
@dataclass(frozen=True)
class Role:
    """What the hypotheses make of a variable. kind: "density", "joint", "kernel", "probability"; `arguments` stand before the point."""

    kind: str
    measures: tuple[Term, ...] = ()
    arguments: int = 0
    positive: bool = False


@dataclass
class Bounds:
    """Bounds of a number, and functions that it lies above."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False
    not_zero: bool = False
    above: Term | None = None

    def allows(self, x: Fraction) -> bool:
        """x lies within the bounds."""
        if self.low is not None and (x < self.low or (self.open_low and x == self.low)):
            return False
        if self.high is not None and (x > self.high or (self.open_high and x == self.high)):
            return False
        return not (self.not_zero and x == 0)

    def inside(self) -> Fraction:
        """A number within the bounds."""
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        if self.low is not None:
            return self.low + 1 if self.open_low or (self.not_zero and self.low == 0) else self.low
        if self.high is not None:
            return self.high - 1 if self.open_high or (self.not_zero and self.high == 0) else self.high
        return Fraction(1)


@final
class Model:
    """Sizes of the spaces and values of the symbols."""

    def __init__(self, plan: Plan, sizes: dict[Type, int], specs: dict[Term, Spec]) -> None:
        self.plan, self.sizes, self.specs = plan, sizes, specs
        self._references: dict[Term, dict[Any, Fraction]] = {}

    def reference(self, mu: Term, point: Any) -> Fraction:
        """The weight of a point under a reference measure."""
        known = self._references.get(mu)
        if known is None:
            spec = self.specs.get(mu)
            known = self._references[mu] = dict(zip(spec.points, spec.weights, strict=True)) if isinstance(spec, Measure) else {}
        return known.get(point, Fraction(1))

    def values(self) -> dict[Term, Any]:
        """What the evaluator needs."""
        return {v: s.value(self) for v, s in self.specs.items()}

    def samples(self, values: dict[Term, Any]) -> dict[Type, list[Any]]:
        """The model's own values, by type, for quantifiers over infinite types."""
        found: dict[Type, list[Any]] = {}
        for v, value in values.items():
            t = v.type
            if t is real or (not t.is_var and t.name == "fun"):
                kept = found.setdefault(t, [])
                if len(kept) < 6 and (t is not real or value not in kept):
                    kept.append(value)
        return found

    def weight(self) -> float:
        """How complicated the model is."""
        return 100 * sum(self.sizes.values()) + sum(s.weight() for s in self.specs.values())

    def with_spec(self, v: Term, spec: Spec) -> Model:
        """The model with another value of one symbol."""
        return Model(self.plan, self.sizes, {**self.specs, v: spec})


_SMALL = tuple(Fraction(v) for v in ("0", "1", "-1"))
_MEDIUM = tuple(Fraction(v) for v in ("0", "1", "-1", "2", "1/2", "-1/2", "-2", "3"))


@final
class Chooser:
    """A source of values: level 0 constant, 1 tiny alphabet, 2 small numbers, 3 random rationals."""

    def __init__(self, level: int, rng: Random, constant: Fraction = Fraction(0), smooth: int = 0) -> None:
        self.level, self.rng, self.constant, self.smooth = level, rng, constant, smooth

    def raw(self) -> Fraction:
        """Any number."""
        if self.level == 0:
            return self.constant
        if self.level == 1:
            return self.rng.choice(_SMALL)
        if self.level == 2:
            return self.rng.choice(_MEDIUM)
        return Fraction(self.rng.randint(-8, 8), self.rng.randint(1, 6))

    def number(self, bounds: Bounds) -> Fraction:
        """A number within bounds."""
        for _ in range(6):
            x = self.raw()
            if bounds.allows(x):
                return x
            if bounds.allows(-x):
                return -x
        if self.level == 0 or (bounds.low is None and bounds.high is None):
            return bounds.inside()
        if bounds.low is not None and bounds.high is not None:
            part = Fraction(self.rng.randint(1, 7), 8)
            return bounds.low + (bounds.high - bounds.low) * part
        x = abs(self.raw()) or Fraction(1)
        return bounds.low + x if bounds.low is not None else (bounds.high or Fraction(0)) - x

    def weights(self, n: int, positive: bool) -> tuple[Fraction, ...]:
        """A probability vector: point masses and uniform ones first."""
        if self.level == 0:
            if positive or self.constant != 0:
                return tuple(Fraction(1, n) for _ in range(n))
            return tuple(Fraction(int(i == 0)) for i in range(n))
        top = {1: 1, 2: 2}.get(self.level, 6)
        rates = [self.rng.randint(int(positive), top + int(positive)) for _ in range(n)]
        if not any(rates):
            rates[self.rng.randrange(n)] = 1
        return tuple(Fraction(r, sum(rates)) for r in rates)


@final
@dataclass
class Plan:
    """What statements and hypotheses say of the free symbols."""

    hypotheses: list[Term]
    variables: list[Term] = field(default_factory=list)
    definitions: dict[Term, Term] = field(default_factory=dict)
    built_in: set[int] = field(default_factory=set)  # hypotheses that hold by construction
    role_hypotheses: set[int] = field(default_factory=set)  # of these, the ones that make a density, kernel or measure
    roles: dict[Term, Role] = field(default_factory=dict)
    bounds: dict[Term, Bounds] = field(default_factory=dict)
    types: list[Type] = field(default_factory=list)

    @staticmethod
    def of(statements: Iterable[Term], hypotheses: Sequence[Term]) -> Plan:
        """Read statements and hypotheses."""
        plan = Plan(list(hypotheses))
        plan.definitions, used = definitions_among(hypotheses)
        plan.built_in |= used
        everything = [*statements, *hypotheses]
        free = reachable(everything, plan.definitions)
        for i, h in enumerate(hypotheses):
            if i not in used:
                plan._read(i, h)
        plan.variables = sorted((v for v in free if v not in plan.definitions), key=plan._order)
        types = {t for term in [*everything, *plan.definitions.values()] for t in type_vars(term)}
        types |= {t for v in free for t in v.type.tvars}
        plan.types = sorted(types, key=lambda t: (t.name, t.kind))
        return plan

    def _order(self, v: Term) -> tuple[int, str, str]:
        """Measures first, since densities are relative to them; then what others lie above."""
        later = v in self.bounds and self.bounds[v].above is not None
        return (0 if v.type.name == "measure" else 2 if later else 1, v.name, str(v.type))

    def _read(self, i: int, h: Term) -> None:
        name, args = parts(h)
        if name == "and" and len(args) == 2:
            self._read(-1, args[0])
            self._read(-1, args[1])
            return
        variables, body = opened(h)
        name, args = parts(body)
        found: Role | None = None
        head: Term | None = None
        if name == "density" and len(args) == 2 and args[0].tag == VAR:
            head = _function_of(args[1], variables)
            found = Role("density", (args[0],), len(variables))
        elif name == "joint_density" and len(args) == 3 and args[0].tag == VAR and args[1].tag == VAR:
            head, found = _function_of(args[2], variables), Role("joint", args[:2], len(variables))
        elif name == "markov" and len(args) == 1:
            head, found = _function_of(args[0], variables), Role("kernel", (), len(variables) + 1)
        elif name == "probability" and len(args) == 1:
            head, found = _function_of(args[0], variables), Role("kernel" if variables else "probability", (), len(variables))
        if head is not None and found is not None:
            positive = head in self.roles and self.roles[head].positive
            self.roles[head] = Role(found.kind, found.measures, found.arguments, positive)
            if i >= 0:
                self.built_in.add(i)
                self.role_hypotheses.add(i)
            return
        if name in ("le", "lt", "ge", "gt", "ne") and len(args) == 2:
            self._bound(name, args[0], args[1], variables)

    def _bound(self, name: str, left: Term, right: Term, variables: list[Term]) -> None:
        """x >= 0, 1 > x, f(s) <= g(s)."""
        if name == "ne":
            for x, zero in ((left, right), (right, left)):
                head = _number(x, variables)
                if head is not None and zero.tag == LIT and zero.value == 0:
                    self.bounds.setdefault(head, Bounds()).not_zero = True
            return
        small, large = (left, right) if name in ("le", "lt") else (right, left)
        strict = name in ("lt", "gt")
        low, high = _number(small, variables), _number(large, variables)
        if high is not None and small.tag == LIT:
            self._at_least(high, Fraction(small.value), strict)
        elif low is not None and large.tag == LIT:
            bounds, x = self.bounds.setdefault(low, Bounds()), Fraction(large.value)
            if bounds.high is None or x < bounds.high or (x == bounds.high and strict):
                bounds.high, bounds.open_high = x, strict
        elif low is not None and high is not None and low.type is high.type and low is not high:
            if low in self.bounds and self.bounds[low].above is not None:
                return
            bounds = self.bounds.setdefault(high, Bounds())
            bounds.above, bounds.open_low = low, strict

    def _at_least(self, v: Term, x: Fraction, strict: bool) -> None:
        bounds, role = self.bounds.setdefault(v, Bounds()), self.roles.get(v)
        if bounds.low is None or x > bounds.low or (x == bounds.low and strict):
            bounds.low, bounds.open_low = x, strict
        if x == 0 and strict and role is not None:
            self.roles[v] = Role(role.kind, role.measures, role.arguments, True)

    # ---- drawing

    def draw(self, chooser: Chooser, sizes: dict[Type, int]) -> Model:
        """One model."""
        model = Model(self, sizes, {})
        for v in self.variables:
            model.specs[v] = self._spec(v, chooser, model)
        return model

    def points(self, t: Type, sizes: dict[Type, int]) -> tuple[Any, ...] | None:
        """All points of a finite type without functions."""
        if t.is_var:
            return tuple(range(sizes.get(t, 1)))
        if t.name == "unit":
            return (0,)
        if t.name == "prod":
            left, right = (self.points(a, sizes) for a in t.args)
            return None if left is None or right is None else tuple(cartesian(left, right))
        return None

    def _spec(self, v: Term, chooser: Chooser, model: Model) -> Spec:
        role, bounds = self.roles.get(v), self.bounds.get(v, Bounds())
        if role is not None:
            made = self._with_role(v.type, role, chooser, model)
            if made is not None:
                return made
        if bounds.above is not None and bounds.above in model.specs:
            raised = _raised(model.specs[bounds.above], bounds, chooser)
            if raised is not None:
                return raised
        return self._plain(v.type, bounds, chooser, model)

    def _with_role(self, t: Type, role: Role, chooser: Chooser, model: Model) -> Spec | None:
        domains = []
        for _ in range(role.arguments):
            if t.is_var or t.name != "fun":
                return None
            domains.append(t.args[0])
            t = t.args[1]
        if role.kind in ("kernel", "probability"):
            points = None if t.is_var or t.name != "measure" else self.points(t.args[0], model.sizes)
            infinite = any(self.points(d, model.sizes) is None for d in domains)
            if points is None or infinite:
                return None
            return self._table(domains, model, lambda: Measure(points, chooser.weights(len(points), role.positive)))
        points = None if t.is_var or t.name != "fun" else self.points(t.args[0], model.sizes)
        if points is None:
            return None
        family = [d for d in domains if self.points(d, model.sizes) is None]
        if not family:
            return self._table(domains, model, lambda: Law(points, chooser.weights(len(points), role.positive), role.measures))
        if len(family) > 1 or domains[0] is not family[0]:
            return None
        vector = family[0] is not real
        entries = model.sizes.get(family[0].args[0], 1) if vector else 1

        def law() -> Spec:
            rates = tuple(abs(chooser.raw()) or Fraction(1) for _ in points)
            moves = tuple(abs(chooser.raw()) for _ in points)
            if chooser.level > 0 and not any(moves):
                moves = (Fraction(1), *moves[1:])
            return Law(points, rates, role.measures, moves, tuple(chooser.rng.randrange(entries) for _ in points))

        return Family(self._table(domains[1:], model, law), vector)

    def _table(self, domains: list[Type], model: Model, make: Any) -> Spec:
        if not domains:
            made: Spec = make()
            return made
        points = self.points(domains[0], model.sizes) or (0,)
        return Function(points, tuple(self._table(domains[1:], model, make) for _ in points))

    def _plain(self, t: Type, bounds: Bounds, chooser: Chooser, model: Model) -> Spec:
        sizes = model.sizes
        if t is real:
            return Number(chooser.number(bounds))
        if t is nat:
            return Whole(_natural(bounds, chooser))
        if t is bool_:
            return Flag(bool(chooser.raw()))
        points = self.points(t, sizes)
        if points is not None:
            return _point(points[0] if chooser.level == 0 else chooser.rng.choice(points))
        if t.name == "prod":
            return Pair(self._plain(t.args[0], bounds, chooser, model), self._plain(t.args[1], bounds, chooser, model))
        if t.name == "measure":
            inside = self.points(t.args[0], sizes)
            if inside is None:
                inside = tuple(islice(_reals(), 3)) if t.args[0] is real else (0,)
            counting = chooser.level < 2 or chooser.rng.random() < 0.5
            weights = tuple(Fraction(1) if counting else Fraction(chooser.rng.randint(1, 4), chooser.rng.randint(1, 3)) for _ in inside)
            return Measure(inside, weights, probability=False)
        domain, result = t.args
        inside = self.points(domain, sizes)
        if inside is not None:
            return Function(inside, tuple(self._plain(result, bounds, chooser, model) for _ in inside))
        if domain is nat:
            return Entries(tuple(self._plain(result, bounds, chooser, model) for _ in range(1 if chooser.level == 0 else 6)))
        if domain is bool_:
            return Constant(self._plain(result, bounds, chooser, model))
        if domain is real and result is real:
            return Smooth(_smooth_name(chooser, bounds), Fraction(1))
        if result is real:
            features = _features(domain, self, sizes)
            if features is not None:
                f, source, n = features
                return Polynomial(f, source, chooser.raw(), tuple(chooser.raw() for _ in range(n)), tuple(chooser.raw() for _ in range(n)))
        return Constant(self._plain(result, bounds, chooser, model))


def _reals() -> Iterator[Any]:
    yield from (ONE * 0, ONE, -ONE)


def _point(p: Any) -> Spec:
    return Pair(_point(p[0]), _point(p[1])) if isinstance(p, tuple) else Whole(p, point=True)


def _natural(bounds: Bounds, chooser: Chooser) -> int:
    low = 0 if bounds.low is None else max(0, -(-bounds.low.numerator // bounds.low.denominator))
    if bounds.low is not None and bounds.open_low and low == bounds.low:
        low += 1
    low = max(low, int(bounds.not_zero))
    top = low + (0 if chooser.level == 0 else chooser.level + 1)
    if bounds.high is not None:
        last = bounds.high.numerator // bounds.high.denominator
        top = min(top, last - int(bounds.open_high and last == bounds.high))
    if chooser.level == 0:
        top = low + (1 if chooser.constant > 0 else 0)
    return chooser.rng.randint(low, max(low, top))


def _smooth_name(chooser: Chooser, bounds: Bounds) -> str:
    names = list(SMOOTH)
    if chooser.level < 2:
        return names[chooser.smooth % len(names)]
    return chooser.rng.choice(names)


def _features(domain: Type, plan: Plan, sizes: dict[Type, int]) -> tuple[Any, str, int] | None:
    """Real coordinates of a value of an infinite type: (function, its Python, how many)."""
    if domain is real:
        return (lambda x: [x]), "[x]", 1
    if domain.name == "fun" and domain.args[1] is real:
        points = plan.points(domain.args[0], sizes)
        if points is None and domain.args[0] is nat:
            points = (0, 1, 2)
        if points is not None:
            return (lambda x: [x(p) for p in points]), f"[x(p) for p in {points!r}]", len(points)
    if domain.name == "prod" and domain.args == (real, real):
        return list, "list(x)", 2
    return None


def _function_of(t: Term, variables: list[Term]) -> Term | None:
    """f when t is f applied to exactly these variables."""
    head, args = spine(t)
    return head if head.tag == VAR and head not in variables and args == variables else None


def _number(t: Term, variables: list[Term]) -> Term | None:
    """The symbol behind x, cast n, f(s) for all s."""
    name, args = parts(t)
    if name == "cast":
        (t,) = args
    head, inside = spine(t)
    if head.tag != VAR or head in variables or any(a.tag != VAR for a in inside):
        return None
    return head


def _raised(base: Spec, bounds: Bounds, chooser: Chooser) -> Spec | None:
    """A value that lies above another one, point by point."""
    if isinstance(base, Number):
        step = abs(chooser.raw())
        x = base.x + (step or (Fraction(1, 2) if bounds.open_low else Fraction(0)))
        return Number(x) if bounds.high is None or Bounds(None, bounds.high, False, bounds.open_high).allows(x) else None
    if isinstance(base, Whole) and not base.point:
        return Whole(base.n + int(abs(chooser.raw())) + int(bounds.open_low))
    if isinstance(base, Function):
        entries = [_raised(e, bounds, chooser) for e in base.entries]
        known = [e for e in entries if e is not None]
        return Function(base.points, tuple(known)) if len(known) == len(entries) else None
    return None


# ---- the order of the models


def structured(plan: Plan, seed: int) -> Iterator[Model]:
    """Nasty small values first: constants, ties, point masses; the smallest spaces first."""
    rng = Random(f"structured {seed}")
    choices = ([1, 2] if len(plan.types) > 3 else [1, 2, 3]) if plan.types else [1]
    vectors = sorted(cartesian(choices, repeat=len(plan.types)), key=lambda v: (sum(v), v)) if plan.types else [()]
    for constant in (Fraction(0), Fraction(1), Fraction(-1)):
        for size in (1, 2):
            yield plan.draw(Chooser(0, rng, constant), dict.fromkeys(plan.types, size))
    for vector in vectors[:60]:
        sizes = dict(zip(plan.types, vector, strict=True))
        for k in range(12):
            yield plan.draw(Chooser(1, rng, smooth=k), sizes)
        for _ in range(12):
            yield plan.draw(Chooser(2, rng), sizes)


def mixed(plan: Plan, seed: int) -> Iterator[Model]:
    """For checks: the constants, then small values, then random ones; sizes 1, 2, 3."""
    rng = Random(f"mixed {seed}")
    for constant in (Fraction(0), Fraction(1), Fraction(-1)):
        for size in (1, 2):
            yield plan.draw(Chooser(0, rng, constant), dict.fromkeys(plan.types, size))
    k = 0
    while True:
        level = (1, 2, 3, 3)[k % 4] if k < 60 else (2, 3, 3, 3)[k % 4]
        yield plan.draw(Chooser(level, rng, smooth=k), {t: rng.choice((1, 2, 2, 3)) for t in plan.types})
        k += 1
