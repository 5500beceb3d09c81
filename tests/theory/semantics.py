"""A second meaning of the statements of the theory, which shares nothing with derive.evidence: a check of the axioms.

- Functions are total: 1/0, log of what is not positive, an integral, a derivative or a supremum that does not exist have
  the values that `Defaults` gives, so that an axiom that leans on one of them is found.
- A finite space has a partition; its blocks are the atoms of its sigma-algebra. So there are functions that are not measurable,
  and functions that are measurable for the completed measure only: those that vary on a block of measure 0.
- An infinite space is 0, 1, 2, ... with all sets; its measures and functions are `Sequence`s, whose sums are exact.
- A derivative is found with mpmath, from both sides.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise, permutations, product
from random import Random
from typing import Any

import mpmath

from derive.kernel import axioms
from derive.kernel.terms import ABS, APP, CONST, Term, apply, instantiate_types, parts, signature, type_vars, var
from derive.kernel.types import DIM, Type, bool_, fun, match_type, nat, real
from tests.theory.sequences import Sequence, sequence

LOGIC = {"eq", "implies", "forall", "not", "or", "and", "false", "true", "exists"}
DIGITS = 50
NATURALS = range(24)  # predicates on the natural numbers are constant from 8 on
_STEP, _CLOSE = mpmath.mpf(10) ** -16, mpmath.mpf(10) ** -9


@dataclass(frozen=True)
class Defaults:
    """The values of what has none."""

    inverse: Fraction = Fraction(0)
    logarithm: Fraction = Fraction(0)
    integral: Fraction = Fraction(0)
    derivative: Fraction = Fraction(0)
    supremum: Fraction = Fraction(0)


CUSTOMARY = Defaults()
UNUSUAL = Defaults(*map(Fraction, (17, 17, 17, 17, 17)))
NEGATIVE = Defaults(*map(Fraction, (-17, -17, -17, -17, -17)))


class General:
    """A general point of an infinite space."""


GENERAL = General()


@dataclass(frozen=True)
class Space:
    """Points with the number of the block in which each lies; no points: the space 0, 1, 2, ..."""

    block: Mapping[Any, Any]

    @property
    def infinite(self) -> bool:
        return not self.block

    def blocks(self) -> dict[Any, list[Any]]:
        """The points of each block."""
        found: dict[Any, list[Any]] = {}
        for x, b in self.block.items():
            found.setdefault(b, []).append(x)
        return found


_FEW = [Fraction(-1), Fraction(0), Fraction(3, 2)]  # the entries of vectors that quantifiers look at


def number(x: Any) -> Any:
    """A number with so many digits."""
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mpmath.mpf(x)


def calculated(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """An operation that is exact on rational numbers."""

    def at(a: Any, b: Any) -> Any:
        if isinstance(a, mpmath.mpf) != isinstance(b, mpmath.mpf):
            a, b = number(a), number(b)
        return operation(a, b)

    return at


add, subtract, multiply = calculated(operator.add), calculated(operator.sub), calculated(operator.mul)


def same(a: Any, b: Any) -> bool:
    """Equality of numbers: exact for rational ones, else to about 20 digits."""
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return a == b
    return bool(abs(number(a) - number(b)) <= mpmath.mpf(10) ** -20 * (1 + abs(number(a)) + abs(number(b))))


def at_most(a: Any, b: Any) -> bool:
    """a <= b; for sequences at all points."""
    if isinstance(a, Sequence) or isinstance(b, Sequence):
        return (sequence(b) - a).never_negative()
    return bool(subtract(b, a) >= 0 or same(a, b))


def derivative(f: Callable[[Any], Any], x: Any) -> Any:
    """The derivative of f at x, or None when the two sides disagree."""
    x = number(x)
    here = number(f(x))
    right, left = (number(f(x + _STEP)) - here) / _STEP, (here - number(f(x - _STEP))) / _STEP
    if abs(right - left) > _CLOSE * (1 + abs(right)):
        return None
    middle = number(mpmath.diff(lambda u: number(f(u)), x))
    return middle if abs(middle - right) <= _CLOSE * (1 + abs(right)) else None


def jacobian(f: Any, u: Any, default: Any) -> Any:
    """The matrix of the partial derivatives, as far as there are any."""

    def entry(r: Any, c: Any) -> Any:
        found = derivative(lambda x: f(updated(u, c, x))(r), u(c))
        return default(r)(c) if found is None else found

    return lambda r: lambda c: entry(r, c)


@dataclass
class Model:
    """Spaces for the type variables, and defaults."""

    spaces: Mapping[Type, Space]
    defaults: Defaults
    perverse: Random | None = None  # all constants but those of logic mean something else
    known: dict[Any, Any] = field(default_factory=dict)
    witnesses: list[Any] = field(default_factory=list)  # real numbers that "there is" looks at too

    # ---- types

    def space(self, t: Type) -> Space:
        """The space of a type of points."""
        if t.is_var:
            return self.spaces[t] if t in self.spaces or t.kind != DIM else Space({0: 0})  # a dimension that only a quantifier mentions
        if t.name == "fun" and t.args[0] is nat:  # of all sequences the constant ones
            return Space({(lambda n, x=x: x): b for x, b in self.space(t.args[1]).block.items()})
        if t.name != "prod":
            raise TypeError(f"{t} is not a type of points")
        left, right = map(self.space, t.args)
        return Space({(x, y): (b, c) for (x, b), (y, c) in product(left.block.items(), right.block.items())})

    def domain(self, t: Type) -> list[Any]:
        """Where a quantifier looks: exact but for real numbers."""
        if t is bool_:
            return [True, False]
        if t is nat:
            return list(NATURALS)
        if t is real:
            near = (Fraction(0), Fraction(1, 64), Fraction(-1, 64))  # what is smallest here is smallest beside it
            return [Fraction(n, 2) + d for n in range(-4, 7) for d in near] + [Fraction(-100), Fraction(100), Fraction(1, 10**6)]
        if t.name == "fun" and not t.is_var and t.args[0].kind == DIM and t.args[1].name == "fun":  # matrices: those with one entry 1
            rows, columns = (list(self.space(d).block) for d in (t.args[0], t.args[1].args[0]))
            return [lambda i, r=r, c=c: lambda j: Fraction(int((i, j) == (r, c))) for r in rows for c in columns]
        if t.name == "fun":
            points, values = self.domain(t.args[0]), _FEW if t.args[1] is real else self.domain(t.args[1])
            return [dict(zip(points, chosen, strict=True)).__getitem__ for chosen in product(values, repeat=len(points))]
        space = self.space(t)
        return [GENERAL] if space.infinite else list(space.block)

    # ---- terms

    def value(self, t: Term, free: Mapping[Term, Any], bound: tuple[Any, ...] = ()) -> Any:
        """The value of a term."""
        match t.tag:
            case "lit":
                return int(t.value) if t.type is nat else Fraction(t.value)
            case "bound":
                return bound[-1 - int(t.value)]
            case "var":
                return free[t]
            case "const":
                return self.constant(t)
            case "app":
                return self.value(t.fun, free, bound)(self.value(t.arg, free, bound))
        return lambda x: self.value(t.fun, free, (*bound, x))

    def constant(self, c: Term) -> Any:
        """The meaning of a constant at its type."""
        if self.perverse is not None and c.name not in LOGIC:
            return self._something(c.name, c.type, ())
        if c.name not in MEANING:
            return self.value(definition(c), {})
        arity, make = MEANING[c.name]
        f = make(self, c.type)
        return f if arity <= 1 else curried(f, arity)

    def _something(self, name: str, t: Type, args: tuple[Any, ...]) -> Any:
        """A function of this type that has nothing to do with the constant."""
        if t.name == "fun":
            return lambda x: self._something(name, t.args[1], (*args, self._known_by(t.args[0], x)))
        key = (name, t, args)
        if key not in self.known:
            assert self.perverse is not None
            self.known[key] = Drawing(self, self.perverse).draw(t)
        return self.known[key]

    def _known_by(self, t: Type, x: Any) -> Any:
        """What tells a value from others: of functions, some values."""
        if t.name == "measure":
            return tuple(sorted(x.items()))
        if t.name != "fun":
            return x
        return None if t.args[0].name == "fun" else tuple(self._known_by(t.args[1], x(y)) for y in self.domain(t.args[0]))

    def block_of(self, t: Type, x: Any) -> Any:
        """The block in which a point lies; a sequence of points lies in the block of its entries."""
        if t.name == "fun":
            return tuple(self.block_of(t.args[1], x(n)) for n in NATURALS)
        return self.space(t).block[x]

    # ---- measures

    def mixture(self, t: Type, mu: Any, k: Any, g: Any) -> Any:
        """The measure of g(x, y), x drawn from mu and y from k(x); for kernels and maps that are not measurable, some other measure."""
        first, second, third = (a.args[0] for a in (t.args[0], t.args[1].args[0].args[1], t.args[1].args[1].args[1]))
        maps = t.args[1].args[1].args[0]
        proper = _measurable_kernel(self, fun(t.args[1].args[0], bool_))(k) and _measurable_map(self, fun(maps, bool_))(g)
        if not proper:
            return dict.fromkeys(self.space(third).blocks(), Fraction(2))
        found = dict.fromkeys(self.space(third).blocks(), Fraction(0))
        for b, (x, *_) in self.space(first).blocks().items():
            for c, (y, *_) in self.space(second).blocks().items():
                found[self.space(third).block[g((x, y))]] += mu[b] * k(x)[c]
        return found

    def is_measurable(self, t: Type, f: Any) -> bool:
        """Constant on blocks."""
        space = self.space(t)
        return space.infinite or all(same(f(b[0]), f(x)) for b in space.blocks().values() for x in b)

    def total(self, t: Type, mu: Any, f: Any) -> Any:
        """The integral of f; None when f is not integrable."""
        if self.space(t).infinite:
            return sequence(mu * f(GENERAL)).total()
        result: Any = Fraction(0)
        for b, points in self.space(t).blocks().items():
            if mu[b]:
                if any(not same(f(points[0]), f(x)) for x in points):
                    return None
                result = add(result, multiply(mu[b], f(points[0])))
        return result

    def density(self, t: Type, mu: Any, q: Any) -> Any:
        """The measure with density q; for other q than measurable ones that are not negative, some other measure."""
        if self.space(t).infinite:
            w = sequence(q(GENERAL))
            return w * mu if w.never_negative() else sequence(2)
        blocks = self.space(t).blocks()
        proper = self.is_measurable(t, q) and all(q(x) >= 0 for x in self.space(t).block)
        return {b: mu[b] * q(points[0]) if proper else Fraction(2) for b, points in blocks.items()}


def definition(c: Term) -> Term:
    """What a constant stands for, at its type."""
    types: dict[Type, Type] = {}
    match_type(signature()[c.name], c.type, types)
    return instantiate_types(axioms.definitions()[c.name][0].concl.arg, types)


def curried(f: Callable[..., Any], arity: int, *given: Any) -> Any:
    """f as a function of one argument after the other."""
    return (lambda x: f(*given, x)) if len(given) == arity - 1 else (lambda x: curried(f, arity, *given, x))


def updated(theta: Any, k: Any, u: Any) -> Callable[[Any], Any]:
    """A vector with one entry replaced."""
    return lambda j: u if j == k else theta(j)


def _arguments(t: Type) -> list[Type]:
    return [t.args[0], *_arguments(t.args[1])] if t.name == "fun" else []


def _iterated(z: Any, s: Any, n: int) -> Any:
    for i in range(n):
        z = s(i)(z)
    return z


def _equality(m: Model, t: Type) -> Callable[[Any, Any], bool]:
    t = t.args[0]
    if t.name == "fun":
        inner = _equality(m, fun(t.args[1], bool_))
        return lambda f, g: all(inner(f(x), g(x)) for x in m.domain(t.args[0]))
    return same if t is real else lambda a, b: a == b


def _exists(m: Model, t: Type) -> Callable[[Any], bool]:
    domain = t.args[0].args[0]
    return lambda p: any(p(x) for x in [*m.domain(domain), *(m.witnesses if domain is real else [])])


def _inverse(m: Model, x: Any) -> Any:
    return m.defaults.inverse if x == 0 else 1 / x


def _logarithm(m: Model, x: Any) -> Any:
    return mpmath.log(number(x)) if x > 0 else m.defaults.logarithm


def _exponential(x: Any) -> Any:
    return mpmath.exp(number(x))


def _absolute(x: Any) -> Any:
    return x.absolute() if isinstance(x, Sequence) else abs(x)


def _or(x: Any, default: Any) -> Any:
    return default if x is None else x


def _entries(m: Model, t: Type, a: Any) -> Any:
    """A matrix of this type for mpmath."""
    return mpmath.matrix([[number(a(i)(j)) for j in m.domain(t.args[1].args[0])] for i in m.domain(t.args[0])])


def _singular(m: Model, t: Type) -> Callable[[Any], Any]:
    return lambda a: max(mpmath.svd_r(_entries(m, t.args[0], a), compute_uv=False))


def _has_jacobian(m: Model, t: Type) -> Callable[[Any, Any, Any], bool]:
    """J w is the derivative in the direction w, for some w: the maps that are drawn are then differentiable."""
    j_type = _arguments(t)[1]

    def check(f: Any, j: Any, u: Any) -> bool:
        columns = m.domain(j_type.args[1].args[0])
        axes = [{c: Fraction(int(c == d)) for c in columns} for d in columns]
        mixed = [{c: Fraction(2) ** i for i, c in enumerate(columns)}]
        for w, r in product([*axes, *mixed], m.domain(j_type.args[0])):
            found = derivative(lambda x, w=w, r=r: f(lambda i: add(u(i), multiply(x, w[i])))(r), Fraction(0))
            wanted = number(reduce(add, (multiply(j(r)(c), w[c]) for c in columns)))
            if found is None or abs(found - wanted) > _CLOSE * (1 + abs(found)):
                return False
        return True

    return check


def _supremum(m: Model, t: Type) -> Callable[[Any], Any]:
    domain = t.args[0].args[0]

    def over(g: Any) -> Any:
        if domain is not nat and m.space(domain).infinite:
            return _or(sequence(g(GENERAL)).supremum(), m.defaults.supremum)
        return max(g(x) for x in m.domain(domain))

    return over


def _bounded_above(m: Model, t: Type) -> Callable[[Any], bool]:
    domain = t.args[0].args[0]
    return lambda g: domain is nat or not m.space(domain).infinite or sequence(g(GENERAL)).bounded_above()


def _measurable_kernel(m: Model, t: Type) -> Callable[[Any], bool]:
    blocks = m.space(t.args[0].args[0]).blocks()
    return lambda k: all(k(b[0]) == k(x) for b in blocks.values() for x in b)


def _measurable_map(m: Model, t: Type) -> Callable[[Any], bool]:
    """Points of one block go to points of one block."""
    here, there = m.space(t.args[0].args[0]), t.args[0].args[1]
    return lambda g: all(m.block_of(there, g(b[0])) == m.block_of(there, g(x)) for b in here.blocks().values() for x in b)


def _policy(m: Model, t: Type) -> Callable[[Any], Any]:
    """A Markov kernel is not changed; anything else becomes a point mass."""
    states, actions = m.space(t.args[0].args[0]), m.space(t.args[0].args[1].args[0])
    is_measurable = _measurable_kernel(m, fun(t.args[0], bool_))
    first = {b: Fraction(int(b == min(actions.blocks()))) for b in actions.blocks()}
    return lambda k: k if is_measurable(k) and all(sum(k(s).values()) == 1 for s in states.block) else lambda s: first


def _partial(m: Model, f: Any, k: Any, theta: Any) -> Any:
    return _or(derivative(lambda u: f(updated(theta, k, u)), theta(k)), m.defaults.derivative)


def _dominated(m: Model, t: Type) -> Callable[..., bool]:
    space = _arguments(t)[0].args[0]

    def check(mu: Any, f: Any, k: Any, theta: Any) -> bool:
        """On a finite space, near the point: the supremum of the derivatives there dominates them."""
        for u in (theta(k) + Fraction(i, 10**4) for i in range(-2, 3)):
            at = f(updated(theta, k, u))
            if m.total(space, mu, at) is None:
                return False
            if any(derivative(lambda v, s=s: f(updated(theta, k, v))(s), u) is None for s in m.domain(space)):
                return False
        return True

    return check


def _point(t: Type) -> Type:
    """The points of `measure(a) -> (a -> real) -> ...`."""
    return t.args[0].args[0]


def _has_derivative(f: Any, d: Any, x: Any) -> bool:
    found = derivative(f, x)
    return found is not None and bool(abs(found - number(d)) <= _CLOSE * (1 + abs(found)))


# name: number of arguments, and the meaning at a type
MEANING: dict[str, tuple[int, Callable[[Model, Type], Any]]] = {
    "eq": (2, _equality),
    "implies": (2, lambda m, t: lambda p, q: not p or q),
    "or": (2, lambda m, t: lambda p, q: p or q),
    "not": (1, lambda m, t: lambda p: not p),
    "false": (0, lambda m, t: False),
    "forall": (1, lambda m, t: lambda p: all(p(x) for x in m.domain(t.args[0].args[0]))),
    "exists": (1, _exists),
    "le": (2, lambda m, t: at_most),
    "lt": (2, lambda m, t: lambda a, b: not at_most(b, a)),
    "add": (2, lambda m, t: add),
    "sub": (2, lambda m, t: subtract),
    "mul": (2, lambda m, t: multiply),
    "neg": (1, lambda m, t: lambda a: -a),
    "div": (2, lambda m, t: lambda a, b: multiply(a, _inverse(m, b))),
    "inv": (1, lambda m, t: lambda a: _inverse(m, a)),
    "pow": (2, lambda m, t: lambda a, n: a**n),
    "abs": (1, lambda m, t: _absolute),
    "exp": (1, lambda m, t: _exponential),
    "log": (1, lambda m, t: lambda a: _logarithm(m, a)),
    "cast": (1, lambda m, t: Fraction),
    "nat_add": (2, lambda m, t: lambda a, b: a + b),
    "nat_sub": (2, lambda m, t: lambda a, b: max(a - b, 0)),
    "recursion": (3, lambda m, t: _iterated),
    "pair": (2, lambda m, t: lambda a, b: (a, b)),
    "fst": (1, lambda m, t: lambda w: w[0]),
    "snd": (1, lambda m, t: lambda w: w[1]),
    "has_deriv": (3, lambda m, t: _has_derivative),
    "deriv": (2, lambda m, t: lambda f, x: _or(derivative(f, x), m.defaults.derivative)),
    "update": (3, lambda m, t: updated),
    "det": (1, lambda m, t: lambda a: _leibniz(a, list(m.domain(t.args[0].args[0])))),
    "partial": (3, lambda m, t: lambda f, k, theta: _partial(m, f, k, theta)),
    "dominated": (4, _dominated),
    "sup": (1, _supremum),
    "finite": (1, lambda m, t: lambda mu: not m.space(_point(t)).infinite),
    "bounded_above": (1, _bounded_above),
    "bounded": (1, lambda m, t: lambda f: m.is_measurable(t.args[0].args[0], f)),  # on finite spaces
    "differentiable_at": (2, lambda m, t: lambda f, x: derivative(f, x) is not None),
    "measurable": (1, lambda m, t: lambda f: m.is_measurable(t.args[0].args[0], f)),
    "measurable_map": (1, _measurable_map),
    "measurable_kernel": (1, _measurable_kernel),
    "integrable": (2, lambda m, t: lambda mu, f: m.total(_point(t), mu, f) is not None),
    "integral": (2, lambda m, t: lambda mu, f: _or(m.total(_point(t), mu, f), m.defaults.integral)),
    "sigma_max": (1, _singular),
    "has_jacobian": (3, _has_jacobian),
    "length": (1, lambda m, t: lambda v: len(m.space(t.args[0].args[0]).block)),
    "counting": (0, lambda m, t: {b: Fraction(1) for b in m.space(t.args[0]).blocks()}),
    "dens": (2, lambda m, t: lambda mu, q: m.density(_point(t), mu, q)),
    "mixture": (3, lambda m, t: lambda mu, k, g: m.mixture(t, mu, k, g)),
    "policy": (1, _policy),
    "dirac": (1, lambda m, t: lambda x: {b: Fraction(int(b == m.space(t.args[0]).block[x])) for b in m.space(t.args[0]).blocks()}),
    "If": (3, lambda m, t: lambda p, x, y: x if p else y),
    "indicator": (1, lambda m, t: lambda p: Fraction(int(p))),
}


# ---- statements


@dataclass(frozen=True)
class Statement:
    """for all variables: premises imply the claim."""

    variables: tuple[Term, ...]
    premises: tuple[Term, ...]
    claim: Term

    @staticmethod
    def of(closed: Term) -> Statement:
        """Open a closed statement."""
        variables, premises = [], []
        while True:
            name, args = parts(closed)
            if name == "forall" and args[0].tag == ABS:
                v = var(args[0].name, args[0].type.args[0])
                assert v not in variables
                variables.append(v)
                closed = apply(args[0], v)
            elif name == "implies":
                premises.append(args[0])
                closed = args[1]
            else:
                return Statement(tuple(variables), tuple(premises), closed)


def constants(t: Term) -> set[str]:
    """The names of the constants in a term."""
    if t.tag == APP:
        return constants(t.fun) | constants(t.arg)
    return constants(t.fun) if t.tag == ABS else {t.name} if t.tag == CONST else set()


# ---- random models

_SMALL = [Fraction(n, d) for n, d in ((0, 1), (0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1))]
_BASES = [Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(1), Fraction(2)]
CURVES: list[Callable[[Any], Any]] = [
    lambda x: x * 0 + 1, lambda x: x, lambda x: -2 * x + 1, lambda x: x * x, lambda x: x**3 - x, abs, lambda x: abs(x - 1), lambda x: 1 / (x * x + 1),
    _exponential, mpmath.sin, lambda x: x * 0 + (1 if x >= 0 else -1), lambda x: x * 0 if x != 1 else x * 5,
]  # fmt: skip


@dataclass
class Drawing:
    """Draws values of a model by their types."""

    model: Model
    rng: Random

    def number(self) -> Fraction:
        """A small rational number."""
        return self.rng.choice(_SMALL)

    def draw(self, t: Type) -> Any:
        """A value of this type."""
        rng = self.rng
        if t is real:
            return self.number()
        if t is nat:
            return rng.randint(0, 6)
        if t is bool_:
            return rng.random() < 0.5
        if not t.is_var and t.name == "prod" and {nat, real} & set(t.args):  # a pair of numbers
            return tuple(map(self.draw, t.args))
        if t.is_var or t.name == "prod":
            return rng.choice([0, 1, 2, 5]) if self.model.space(t).infinite else rng.choice(list(self.model.space(t).block))
        if t.name == "measure":
            return self.measure(t.args[0])
        domain, result = t.args
        if domain is real:
            return rng.choice(CURVES)
        if domain is nat:
            known = [self.draw(result) for _ in range(rng.randint(1, 8))]
            return lambda n: known[min(n, len(known) - 1)]
        if domain.name == "fun":
            return self.family(domain.args[0], result)
        return self.function(domain, result)

    def measure(self, t: Type) -> Any:
        """Weights of blocks; some are 0."""
        if self.model.space(t).infinite:
            return Sequence(
                tuple(abs(self.number()) for _ in range(self.rng.randint(0, 2))), {self.rng.choice(_BASES[:3]): abs(self.number())}
            )
        return {b: abs(self.number()) for b in self.model.space(t).blocks()}

    def function(self, domain: Type, result: Type) -> Any:
        """A function of points, measurable more often than not."""
        space = self.model.space(domain)
        if space.infinite:
            terms = {self.rng.choice(_BASES): self.number() for _ in range(self.rng.randint(0, 2))}
            x = Sequence(tuple(self.number() for _ in range(self.rng.randint(0, 2))), terms)
            return lambda n: x if n is GENERAL else x.at(n)
        if self.rng.random() < 0.65:
            of_block = {b: self.draw(result) for b in space.blocks()}
            return lambda x: of_block[space.block[x]]
        return {x: self.draw(result) for x in space.block}.__getitem__

    def family(self, indices: Type, result: Type) -> Any:
        """A number that depends on a vector, or such a number for each point: a curve in a combination of the entries."""
        if result is real:
            curve, factor = self.rng.choice(CURVES), self.number()
            return lambda theta: multiply(factor, curve(self.combination(indices, theta)))
        chosen = self.function(result.args[0], real)
        curves = {x: (self.rng.choice(CURVES), chosen(x)) for x in self.model.space(result.args[0]).block}
        if self.rng.random() < 0.5:
            f = self.rng.choice(CURVES)
            curves = {x: (f, c) for x, (_, c) in curves.items()}
        return lambda theta: lambda x: multiply(curves[x][1], curves[x][0](self.combination(indices, theta)))

    def combination(self, indices: Type, theta: Any) -> Any:
        """theta_0 + 2 theta_1 + ..."""
        return reduce(add, (multiply(Fraction(i + 1), theta(i)) for i in self.model.space(indices).block))


def spaces_of(statement: Statement, rng: Random, infinite: bool) -> dict[Type, Space]:
    """Spaces for the type variables of a statement: one to four points in blocks, or all infinite. In a dimension each point is a block."""
    found = {}
    types = {t for v in statement.variables for t in v.type.tvars} | type_vars(statement.claim)
    for t in sorted(types, key=lambda t: t.name):
        size = rng.choice((1, 2, 3) if t.kind == DIM else (1, 2, 2, 3, 4))
        blocks = rng.choice((1, 2, size))
        found[t] = Space({} if infinite and t.kind != DIM else {x: x if t.kind == DIM else rng.randrange(blocks) for x in range(size)})
    return found


def draws(statement: Statement, defaults: Defaults, rng: Random, infinite: bool) -> Iterator[tuple[Model, dict[Term, Any]]]:
    """Random models with values of the variables; with `infinite` on infinite spaces half of the time.

    A number, or a function, that a premise calls a derivative is one, most of the time.
    """
    while True:
        model = Model(spaces_of(statement, rng, infinite and rng.random() < 0.5), defaults)
        drawing = Drawing(model, rng)
        values = {v: drawing.draw(v.type) for v in statement.variables}
        for f, g in slopes_among(statement.premises):
            if rng.random() < 0.8:
                values[g] = lambda x, f=values[f], m=model: _or(derivative(f, x), m.defaults.derivative)
        for p in statement.premises:
            name, args = parts(p)
            if name == "has_deriv" and rng.random() < 0.8 and args[1] in values:
                found = derivative(model.value(args[0], values), model.value(args[2], values))
                values[args[1]] = values[args[1]] if found is None else found
            if name == "has_jacobian" and rng.random() < 0.8 and args[1] in values:
                values[args[1]] = jacobian(model.value(args[0], values), model.value(args[2], values), values[args[1]])
        yield model, values


def _leibniz(a: Any, indices: list[Any]) -> Any:
    """The determinant by the formula of Leibniz."""
    total: Any = Fraction(0)
    for order in permutations(range(len(indices))):
        term: Any = Fraction((-1) ** sum(order[i] > order[j] for j in range(len(order)) for i in range(j)))
        for i, j in enumerate(order):
            term = multiply(term, a(indices[i])(indices[j]))
        total = add(total, term)
    return total


def slopes_among(premises: tuple[Term, ...]) -> list[tuple[Term, Term]]:
    """The variables f and g of premises `... f has the derivative g(t) at t` about all t."""
    found = []
    for t in premises:
        name, args = parts(t)
        while name in ("forall", "implies"):
            t = args[0].fun if name == "forall" and args[0].tag == ABS else args[-1]
            name, args = parts(t)
        if name == "has_deriv" and args[1].tag == APP and args[1].fun.tag == args[0].tag == "var" and args[1].arg.tag == "bound":
            found.append((args[0], args[1].fun))
    return found


def middle(f: Any, g: Any, a: Any, b: Any) -> list[Any]:
    """Where g has the value (f(b) - f(a)) / (b - a), between a and b: by bisection where the difference changes sign."""
    if not a < b:
        return []
    chord = (number(f(b)) - number(f(a))) / number(b - a)
    points = [number(a + (b - a) * Fraction(i, 16)) for i in range(1, 16)]
    gaps = [number(g(x)) - chord for x in points]
    found = [x for x, gap in zip(points, gaps, strict=True) if gap == 0]
    for (x, u), (y, v) in pairwise(zip(points, gaps, strict=True)):
        if u * v < 0:
            found.append(mpmath.findroot(lambda c: number(g(c)) - chord, (x, y), solver="anderson", verify=False))
    return found
