# fmt: off
"""Equality of rational expressions over opaque atoms, with natural (also symbolic) exponents.

A polynomial maps monomials to coefficients; a monomial maps factors to positive integers; a factor is a pair
(base, exponent): an atom with the exponent 1, or a base raised to a product of atoms of type nat. A term becomes a
fraction of two polynomials. Only expressions for which a licence is given are divided by; any other inverse is an
atom. No common factors are sought: a/b = c/d is decided as a d = c b.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, NamedTuple

from derive.errors import RuleError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, need, real

Monomial = frozenset[tuple[tuple[object, Any], int]]  # factors ((base, exponent), power); the exponent is a Monomial again
UNIT: Monomial = frozenset()
LIMIT = 4000  # pairs of monomials in one product, and the largest literal exponent
ZERO = literal(0)

def _times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials; a factor (-1)^e squares to 1."""
    out = dict(m)
    for factor, power in n:
        out[factor] = out.get(factor, 0) + power
    return frozenset((f, power) for f, power in out.items() if f[0] != -1 or power % 2)

class Poly(dict[Monomial, Fraction]):
    """A polynomial: its monomials with their coefficients, none of which is 0."""

    def __add__(self, other: Poly) -> Poly:
        out = {m: self.get(m, 0) + other.get(m, 0) for m in (*self, *other)}
        return Poly({m: c for m, c in out.items() if c})

    def __mul__(self, other: Poly) -> Poly:
        need(len(self) * len(other) <= LIMIT, RuleError, "field: the product has too many terms", len(self), len(other))
        out: dict[Monomial, Fraction] = {}
        for m, c in self.items():
            for n, d in other.items():
                key = _times(m, n) if m and n else m or n
                out[key] = out.get(key, 0) + c * d
        return Poly({m: c for m, c in out.items() if c})

    def __pow__(self, n: int) -> Poly:
        size = sum(c.numerator.bit_length() + c.denominator.bit_length() for c in self.values())
        need(n <= LIMIT and n * size <= 100 * LIMIT, RuleError, "field: the exponent is too large", n)
        return reduce(Poly.__mul__, [self] * n, ONE)

class Quotient(NamedTuple):
    """top / bottom, where bottom is 1 or was licensed."""
    top: Poly
    bottom: Poly

    def plus(self, other: Quotient) -> Quotient:
        (a, b), (c, d) = self, other
        return Quotient(a + c, b) if b == d else Quotient(a * d + c * b, b * d)

    def times(self, other: Quotient) -> Quotient:
        return Quotient(self.top * other.top, self.bottom * other.bottom)

def _number(c: Fraction | int) -> Poly:
    return Poly({UNIT: Fraction(c)} if c else {})

def _factor(base: object, exponent: Monomial = UNIT) -> Poly:
    return Poly({frozenset({((base, exponent), 1)}): Fraction(1)})

ONE, MINUS = _number(1), Quotient(_number(-1), _number(1))
_OPERATORS: dict[str, Callable[..., Quotient]] = {
    "add": Quotient.plus, "nat_add": Quotient.plus, "sub": lambda x, y: x.plus(MINUS.times(y)), "neg": MINUS.times, "cast": lambda x: x,
    "mul": Quotient.times, "nat_mul": Quotient.times}

def _integer(c: int, exponent: Monomial) -> Poly:
    """c to a symbolic exponent, as a product over small primes: 4^n is (2^n)^2 and 6^n is 2^n 3^n."""
    out, c = _factor(-1, exponent) if c < 0 else ONE, abs(c)
    for p in range(2, 100):
        while c % p == 0:
            out, c = out * _factor(p, exponent), c // p
    return out if c == 1 else out * _factor(c, exponent)

def _symbolic(a: Poly, e: Monomial) -> Quotient:
    """a to a symbolic exponent: its content prime by prime, one monomial factor by factor; a sum (or 0) is one opaque base."""
    if not a:
        return Quotient(_factor(UNIT, e), ONE)
    top, bottom = gcd(*(c.numerator for c in a.values())), lcm(*(c.denominator for c in a.values()))
    top = top if a[min(a, key=hash)] > 0 else -top  # either sign would be right
    rest, out = {m: c * bottom / top for m, c in a.items()}, _integer(top, e)
    if len(rest) > 1:
        return Quotient(out * _factor(frozenset(rest.items()), e), _integer(bottom, e))
    for (base, inner), power in next(iter(rest)):
        out = out * _factor(base, _times(inner, e)) ** power
    return Quotient(out, _integer(bottom, e))

class _Reader:
    """Reads terms into quotients, given the terms that may be divided by."""

    def __init__(self, licences: Iterable[Term]) -> None:
        self.licences, self.done = {t.canon for t in licences}, dict[Term, Quotient]()

    def read(self, t: Term) -> Quotient:
        if t not in self.done:
            self.done[t] = self._read(t)
        return self.done[t]

    def _read(self, t: Term) -> Quotient:
        head, args = parts(t)
        if head in _OPERATORS:
            return _OPERATORS[head](*map(self.read, args))
        if head in ("inv", "div"):
            inverse = self._inverse(args[-1])
            return inverse if head == "inv" else self.read(args[0]).times(inverse)
        if head == "pow":
            return self._power(self.read(args[0]), self.read(args[1]).top)
        return Quotient(_number(t.value) if t.tag == LIT else _factor(t.canon), ONE)

    def _inverse(self, t: Term) -> Quotient:
        a, b = self.read(t)
        if b == ONE and set(a) == {UNIT}:
            return Quotient(_number(1 / a[UNIT]), ONE)
        return Quotient(b, a) if t.canon in self.licences else Quotient(_factor(apply(const("inv"), t).canon), ONE)

    def _power(self, x: Quotient, exponent: Poly) -> Quotient:
        """x to the exponent e1 + ... + ek, one e after the other."""
        out = Quotient(ONE, ONE)
        for e, count in exponent.items():
            base = x if e == UNIT else _symbolic(x.top, e).times(Quotient(*_symbolic(x.bottom, e)[::-1]))
            out = out.times(Quotient(base.top ** int(count), base.bottom ** int(count)))
        return out

def equal(a: Term, b: Term, licences: Iterable[Term] = ()) -> bool:
    """Whether a = b in every field and for every meaning of the atoms, given that the licensed terms are not 0."""
    if a.type is not b.type or a.type not in (real, nat):
        return False
    (p, q), (r, s) = map(_Reader(licences).read, (a, b))
    return p * s == r * q

def holds(claim: Term) -> bool:
    """Whether this is a true a < b, a <= b or not (a = b) between two literals."""
    head, args = parts(claim)
    if head == "not":
        head, args = parts(args[0])
        head = f"not {head}"
    if [x.tag for x in args] != [LIT, LIT]:
        return False
    a, b = (x.value for x in args)
    return {"lt": a < b, "le": a <= b, "not eq": a != b}.get(head, False)
