"""Models by construction: each symbol is drawn so that the hypotheses that the plan understands hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product as cartesian
from random import Random
from typing import Any

from derive.evidence.bijections import Factor
from derive.evidence.catalogue import CATALOGUE
from derive.evidence.chooser import Chooser
from derive.evidence.fixed import settled
from derive.evidence.functions import Constant, Polynomial, Smooth, VectorMap
from derive.evidence.laws import Family, Law, Measure, Scattered
from derive.evidence.model import Model
from derive.evidence.plan import Bounds, Plan, Role
from derive.evidence.rotations import of_norm, of_radius, rotation
from derive.evidence.values import Flag, Function, Number, Pair, Spec, Whole
from derive.evidence.values import Sequence as Entries
from derive.kernel.terms import LIT, Term
from derive.kernel.types import DIM, Type, bool_, fun, nat, real


class Drawing:
    """Draws the symbols of one model, measures first."""

    def __init__(self, plan: Plan, chooser: Chooser, sizes: dict[Type, int]) -> None:
        self.plan, self.chooser, self.sizes = plan, chooser, plan.fitting(sizes)
        self.specs: dict[Term, Spec] = {}
        self.drawn: Term | None = None
        self.echo: bool | None = None
        self.permutations: dict[Term, list[tuple[Any, ...]]] = {}

    def model(self) -> Model:
        """One model."""
        for v in self.plan.variables:
            self.drawn = v
            spec = self.spec(v)
            self.specs[v] = _in_order(spec, self.plan.sorted[v]) if v in self.plan.sorted and isinstance(spec, Entries) else spec
        return Model(self.plan, self.sizes, self.specs)

    def points(self, t: Type) -> tuple[Any, ...] | None:
        """All points of a finite type without functions."""
        if t.is_var:
            return tuple(range(self.sizes.get(t, 1)))
        if t.name == "unit":
            return (0,)
        if t.name == "prod":
            left, right = (self.points(a) for a in t.args)
            return None if left is None or right is None else tuple(cartesian(left, right))
        return None

    def spec(self, v: Term) -> Spec:
        """A value of a symbol."""
        role, bounds = self.plan.roles.get(v), self.plan.bounds.get(v, Bounds())
        if role is not None:
            made = self._with_role(v.type, role)
            if made is not None:
                return made
        else:
            echo = self._echo(v)
            if echo is not None:
                return echo
        if bounds.above is not None and bounds.above in self.specs:
            raised = _raised(self.specs[bounds.above], bounds, self.chooser)
            if raised is not None:
                return raised
        return self._plain(v.type, bounds)

    def _with_role(self, t: Type, role: Role) -> Spec | None:
        if role.kind in ("diagonal", "orthonormal", "orthonormal rows"):
            return self._matrix(t, role)
        if role.size is not None:
            return self._of_size(t, role)
        if role.partner is not None:
            return self._bijection(t, role, role.partner)
        domains: list[Type] = []
        for _ in range(role.arguments):
            if t.is_var or t.name != "fun":
                return None
            domains.append(t.args[0])
            t = t.args[1]
        if role.kind in ("kernel", "probability"):
            if t.is_var or t.name != "measure":
                return None
            space = t.args[0]
            return self._table(domains, lambda: self._probability(space, role.positive))
        points = None if t.is_var or t.name != "fun" else self.points(t.args[0])
        if points is None:
            return None
        if domains and self._is_parameter(domains[0]):
            vector = domains[0] is not real
            entries = self.sizes.get(domains[0].args[0], 1) if vector else 1
            return Family(self._table(domains[1:], lambda: self._moving_law(points, role, entries)), vector)
        positive = role.positive or (len(domains) > 1 and self.chooser.rng.random() < 0.6)  # of many laws, some has a zero
        return self._table(domains, lambda: Law(points, self.chooser.weights(len(points), positive), role.measures))

    def _echo(self, v: Term) -> Spec | None:
        """In some models a free m x n matrix is the transpose of an n x k one with orthonormal columns, with rows of zeros below."""
        if self.chooser.level == 0 or v.type.is_var or v.type.name != "fun" or v.type.args[0].kind != DIM:
            return None
        rows, rest = v.type.args
        for w, role in self.plan.roles.items():
            t, known = w.type, self.specs.get(w)
            if role.kind != "orthonormal" or not isinstance(known, Function) or rest.name != "fun" or t.args[0] is not rest.args[0]:
                continue
            here, below, across = self.points(rows), self.points(t.args[1].args[0]), self.points(t.args[0])
            if rest.args[1] is not real or here is None or below is None or across is None or len(here) < len(below):
                continue
            if self.echo is None:
                self.echo = self.chooser.rng.random() < 0.75
            if not self.echo:
                return None
            columns = [e.entries for e in known.entries if isinstance(e, Function)]
            zero = Number(Fraction(0))
            return Function(here, tuple(Function(across, tuple(c[i] if i < len(below) else zero for c in columns)) for i in here))
        return None

    def _matrix(self, t: Type, role: Role) -> Spec | None:
        """A diagonal matrix, or one with orthonormal columns (or rows): those of a reflection I - 2 u u^T / (u^T u)."""
        rows, columns = self.points(t.args[0]), self.points(t.args[1].args[0])
        if rows is None or columns is None:
            return None
        turned = role.kind == "orthonormal rows"
        down, across = (columns, rows) if turned else (rows, columns)
        if len(across) > len(down):
            return None
        chooser, zero = self.chooser, Fraction(0)
        if role.kind == "diagonal":
            entries = [[zero for _ in columns] for _ in rows]
            for i in rows:
                entries[i][i] = (abs(chooser.raw()) or Fraction(1)) if role.positive else chooser.raw()
        else:
            entries = [row[: len(across)] for row in rotation(chooser, len(down))]
            entries = [list(row) for row in zip(*entries, strict=True)] if turned else entries
        return Function(rows, tuple(Function(columns, tuple(map(Number, row))) for row in entries))

    def _of_size(self, t: Type, role: Role) -> Spec | None:
        """A matrix whose spectral norm or spectral radius is a number, which is drawn before it."""
        rows, columns = self.points(t.args[0]), self.points(t.args[1].args[0])
        size = role.size if role.size is None else self.plan.definitions.get(role.size, role.size)
        known = self.specs.get(size) if size is not None else None
        value = Fraction(size.value) if size is not None and size.tag == LIT else known.x if isinstance(known, Number) else None
        if rows is None or columns is None or value is None or value < 0:
            return None
        if role.kind == "orthogonal":
            entries = [[value * x for x in row] for row in rotation(self.chooser, len(rows))]
        elif role.kind == "spectral_radius":
            entries = of_radius(self.chooser, len(rows), value)
        else:
            entries = of_norm(self.chooser, len(rows), len(columns), value)
        if role.kind == "below" and self.chooser.level:
            shrink = self.chooser.rng.choice((Fraction(1), Fraction(1, 2), Fraction(0)))
            entries = [[shrink * x for x in row] for row in entries]
        return Function(rows, tuple(Function(columns, tuple(map(Number, row))) for row in entries))

    def _bijection(self, t: Type, role: Role, f: Term) -> Spec | None:
        """A permutation with its inverse, or a map with its roots, or the volume factor; of a sequence of them, the last is the identity."""
        sequence = role.arguments == 1 and t.args[0] is nat
        if role.arguments > 1 or (role.arguments == 1 and not sequence):
            return None
        pure = f.type.args[1] if sequence else f.type
        before, after = self.points(pure.args[0]), self.points(pure.args[1])
        if before is None or after is None or len(before) % len(after):
            return None
        after = after * (len(before) // len(after))
        if f not in self.permutations:
            many = [list(after) for _ in range(3 if sequence and self.chooser.level else 1)]
            for images in many:
                if self.chooser.level:
                    self.chooser.rng.shuffle(images)
            self.permutations[f] = [tuple(images) for images in (*many, after)] if sequence else [tuple(many[0])]
        made = [self._one_bijection(role, before, after, images) for images in self.permutations[f]]
        return Entries(tuple(made)) if sequence else made[0]

    @staticmethod
    def _one_bijection(role: Role, before: tuple[Any, ...], after: tuple[Any, ...], images: tuple[Any, ...]) -> Spec:
        if role.kind == "factor":
            return Factor(before, images, (role.measures[0], role.measures[1]))
        if role.kind == "bijection":
            return Function(before, tuple(map(_point, images)))
        back: dict[Any, list[Any]] = {y: [x for x, image in zip(before, images, strict=True) if image == y] for y in after}
        many = len(before) // len(back)
        roots = [Function(tuple(back), tuple(_point(back[y][i]) for y in back)) for i in range(many)]
        return Function(tuple(range(many)), tuple(roots)) if role.kind == "roots" else roots[0]

    @staticmethod
    def _is_parameter(t: Type) -> bool:
        """A number or a vector, which densities depend on smoothly."""
        return t is real or (not t.is_var and t.name == "fun" and t.args[0].kind == DIM and t.args[1] is real)

    def _probability(self, space: Type, positive: bool) -> Spec:
        points = self.points(space)
        if points is not None:
            return Measure(points, self.chooser.weights(len(points), positive))
        return Scattered(*self._scattered(space, positive))

    def _scattered(self, space: Type, positive: bool) -> tuple[tuple[Spec, ...], tuple[Fraction, ...]]:
        places = tuple(dict.fromkeys(self._plain(space, Bounds()) for _ in range(3)))
        return places, self.chooser.weights(len(places), positive)

    def _moving_law(self, points: tuple[Any, ...], role: Role, entries: int) -> Spec:
        chooser = self.chooser
        rates = [abs(chooser.raw()) or Fraction(1) for _ in points]
        moves = [abs(chooser.raw()) for _ in points]
        if chooser.level > 0 and not any(moves):
            moves[0] = Fraction(1)
        if len(points) > 1 and not role.positive and chooser.level > 0 and chooser.rng.random() < 0.2:
            rates[-1] = moves[-1] = Fraction(0)
        elif len(points) > 1 and not role.positive and chooser.level > 0 and chooser.rng.random() < 0.05:
            rates[-1], moves[-1] = Fraction(0), moves[-1] or Fraction(1)  # impossible for one parameter, possible for others
        return Law(points, tuple(rates), role.measures, tuple(moves), tuple(chooser.rng.randrange(entries) for _ in points))

    def _table(self, domains: list[Type], make: Callable[[], Spec]) -> Spec:
        if not domains:
            return make()
        points = self.points(domains[0])
        if points is not None:
            return Function(points, tuple(self._table(domains[1:], make) for _ in points))
        if domains[0] is nat:
            return Entries(tuple(self._table(domains[1:], make) for _ in range(1 if self.chooser.level == 0 else 4)))
        return Constant(self._table(domains[1:], make))

    def _plain(self, t: Type, bounds: Bounds) -> Spec:
        chooser = self.chooser
        if t is real:
            return Number(chooser.number(bounds))
        if t is nat:
            return Whole(_natural(bounds, chooser, 2 if self.plan.runs else None))
        if t is bool_:
            return Flag(bool(chooser.raw()))
        points = self.points(t)
        if points is not None:
            return _point(points[0] if chooser.level == 0 else chooser.rng.choice(points))
        if t.name == "prod":
            return Pair(self._plain(t.args[0], bounds), self._plain(t.args[1], bounds))
        if t.name == "measure":
            return self._measure(t.args[0])
        domain, result = t.args
        inside = self.points(domain)
        if inside is not None:
            return Function(inside, tuple(self._plain(result, bounds) for _ in inside))
        if domain is nat and result is bool_ and chooser.level:
            length = chooser.rng.choice((1, 4, 4))
            return Entries((*(Flag(chooser.rng.random() < 0.5) for _ in range(length - 1)), Flag(chooser.rng.random() < 0.8)))
        if domain is nat:
            return Entries(tuple(self._plain(result, bounds) for _ in range(1 if chooser.level == 0 else 6)))
        if result is real and domain is real:
            return Smooth(self._function_name())
        if domain is not bool_ and not result.is_var and result.name == "fun" and result.args[0].kind == DIM and result.args[1] is real:
            indices = self.points(result.args[0])
            if indices is not None and self._features(domain) is not None:
                return VectorMap(indices, tuple(self._plain(fun(domain, real), bounds) for _ in indices))
        if result is real and domain is not bool_:
            found = self._features(domain)
            if found is not None:
                f, source, n = found
                return Polynomial(f, source, chooser.raw(), tuple(chooser.raw() for _ in range(n)), tuple(chooser.raw() for _ in range(n)))
        return Constant(self._plain(result, bounds))

    def _function_name(self) -> str:
        plan, chooser, v = self.plan, self.chooser, self.drawn
        smooth, bounded = v in plan.smooth, v in plan.bounded
        names = [n for n, f in CATALOGUE.items() if (f.smooth or not smooth) and (f.bounded or not bounded)]
        return names[chooser.smooth % len(names)] if chooser.level < 2 else chooser.rng.choice(names)

    def _measure(self, space: Type) -> Spec:
        inside = self.points(space)
        if inside is None:
            return Scattered(*self._scattered(space, True))
        rng = self.chooser.rng
        counting = self.chooser.level < 2 or rng.random() < 0.5
        return Measure(
            inside, tuple(Fraction(1) if counting else Fraction(rng.randint(1, 4), rng.randint(1, 3)) for _ in inside), probability=False
        )

    def _features(self, domain: Type) -> tuple[Callable[[Any], list[Any]], str, int] | None:
        """Real coordinates of a value of an infinite type: (function, its Python, how many)."""
        if domain.name == "fun" and domain.args[1] is real:
            points = (0, 1, 2) if domain.args[0] is nat else self.points(domain.args[0])
            if points is not None:
                return (lambda x: [x(p) for p in points]), f"[x(p) for p in {points!r}]", len(points)
        if domain.name == "prod" and domain.args == (real, real):
            return list, "list(x)", 2
        return None


def _in_order(spec: Entries, falls: bool) -> Entries:
    """The same numbers, from large to small or from small to large."""
    if not all(isinstance(e, Number) for e in spec.entries):
        return spec
    return Entries(tuple(sorted(spec.entries, key=lambda e: e.x if isinstance(e, Number) else Fraction(0), reverse=falls)))


def draw(plan: Plan, chooser: Chooser, sizes: dict[Type, int]) -> Model:
    """One model; its hypotheses are still to be re-checked."""
    return settled(Drawing(plan, chooser, sizes).model())


def _point(p: Any) -> Spec:
    return Pair(_point(p[0]), _point(p[1])) if isinstance(p, tuple) else Whole(p, point=True)


def _natural(bounds: Bounds, chooser: Chooser, room: int | None = None) -> int:
    """A natural number within the bounds, at most so far above the smallest one."""
    low = 0 if bounds.low is None else max(0, -(-bounds.low.numerator // bounds.low.denominator))
    if bounds.low is not None and bounds.open_low and low == bounds.low:
        low += 1
    low = max(low, int(bounds.not_zero))
    top = low + (0 if chooser.level == 0 else chooser.level + 1 if room is None else room)
    if bounds.high is not None:
        last = bounds.high.numerator // bounds.high.denominator
        top = min(top, last - int(bounds.open_high and last == bounds.high))
    if chooser.level == 0:
        top = low + (1 if chooser.constant > 0 else 0)
    elif room is not None:  # long runs are many
        top = min(top, low + chooser.rng.choice((0, 1, 1, 1, 1, 1, 1, room)))
        return max(low, top)
    return chooser.rng.randint(low, max(low, top))


def _raised(base: Spec, bounds: Bounds, chooser: Chooser) -> Spec | None:
    """A value that lies above another one, point by point."""
    if isinstance(base, Number):
        step = abs(chooser.raw())
        x = (abs(base.x) if bounds.absolute else base.x) + (step or (Fraction(1, 2) if bounds.open_low else Fraction(0)))
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
    choices = ([1, 2] if len(plan.types) > 3 or plan.runs else [1, 2, 3]) if plan.types else [1]
    vectors = sorted(cartesian(choices, repeat=len(plan.types)), key=lambda v: (sum(v), v)) if plan.types else [()]
    for constant in (Fraction(0), Fraction(1), Fraction(-1)):
        for size in (1, 2):
            yield draw(plan, Chooser(0, rng, constant), dict.fromkeys(plan.types, size))
    for vector in vectors[:60]:
        sizes = dict(zip(plan.types, vector, strict=True))
        for k in range(12):
            yield draw(plan, Chooser(1, rng, smooth=k), sizes)
        for _ in range(12):
            yield draw(plan, Chooser(2, rng), sizes)


def mixed(plan: Plan, seed: int) -> Iterator[Model]:
    """For checks: the constants, then small values, then random ones; sizes 1, 2, 3."""
    rng = Random(f"mixed {seed}")
    narrow = [_narrow(v, role) for v, role in plan.roles.items() if role.kind in ("orthonormal", "orthonormal rows")]
    for constant in (Fraction(0), Fraction(1), Fraction(-1)):
        for size in (1, 2):
            yield draw(plan, Chooser(0, rng, constant), dict.fromkeys(plan.types, size))
    choices = (1, 2, 2, 2) if plan.runs else (1, 2, 2, 3)
    k = 0
    while True:
        level = (1, 2, 3, 3)[k % 4] if k < 60 else (2, 3, 3, 3)[k % 4]
        sizes = {t: rng.choice(choices) for t in plan.types}
        for _ in range(8):  # no fewer rows than orthonormal columns
            if all(sizes.get(across, 1) <= sizes.get(down, 1) for down, across in narrow):
                break
            sizes = {t: rng.choice(choices) for t in plan.types}
        yield draw(plan, Chooser(level, rng, smooth=k), sizes)
        k += 1


def _narrow(v: Term, role: Role) -> tuple[Type, Type]:
    """The dimensions of which the second is at most the first, for a matrix with orthonormal columns or rows."""
    rows, rest = v.type.args
    return (rest.args[0], rows) if role.kind == "orthonormal rows" else (rows, rest.args[0])
