"""Equality of rational expressions over opaque atoms, with natural (also symbolic) exponents.

A polynomial maps monomials to coefficients; a monomial maps factors to positive integers; a factor is a pair
(base, exponent): an atom with the exponent 1, or a base raised to a product of atoms of type nat. A term becomes a
fraction of two polynomials. Only expressions for which a licence is given are divided by; any other inverse is an
atom. No common factors are sought: a/b = c/d is decided as a d = c b.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from derive.errors import RuleError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, need, real

Monomial = frozenset[tuple[tuple[object, Any], int]]  # factors ((base, exponent), power); the exponent is a Monomial again
ONE: Monomial = frozenset()
LIMIT = 4000  # pairs of monomials in one product, and the largest literal exponent
zero = literal(0)


def _times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials; a factor (-1)^e squares to 1."""
    if not m or not n:
        return m or n
    out = dict(m)
    for factor, power in n:
        out[factor] = out.get(factor, 0) + power
    return frozenset((f, power) for f, power in out.items() if f[0] != -1 or power % 2)


class Poly(dict[Monomial, Fraction]):
    """A polynomial: its monomials with their coefficients, none of which is 0."""

    def __add__(self, other: Poly) -> Poly:
        out = dict(self)
        for m, c in other.items():
            out[m] = out.get(m, 0) + c
        return Poly({m: c for m, c in out.items() if c})

    def __mul__(self, other: Poly) -> Poly:
        need(len(self) * len(other) <= LIMIT, RuleError, "field: the product has too many terms", len(self), len(other))
        out: dict[Monomial, Fraction] = {}
        for m, c in self.items():
            for n, d in other.items():
                key = _times(m, n)
                out[key] = out.get(key, 0) + c * d
        return Poly({m: c for m, c in out.items() if c})

    def __pow__(self, n: int) -> Poly:
        need(n <= LIMIT, RuleError, "field: the exponent is too large", n)
        out = _number(1)
        for _ in range(n):
            out = out * self
        return out


def _number(c: Fraction | int) -> Poly:
    return Poly({ONE: Fraction(c)} if c else {})


def _factor(base: object, exponent: Monomial = ONE) -> Poly:
    return Poly({frozenset({((base, exponent), 1)}): Fraction(1)})


def _integer(c: int, exponent: Monomial) -> Poly:
    """c to a symbolic exponent, as a product over small primes: 4^n is (2^n)^2 and 6^n is 2^n 3^n."""
    out, c = _factor(-1, exponent) if c < 0 else _number(1), abs(c)
    for p in range(2, 100):
        while c % p == 0:
            out, c = out * _factor(p, exponent), c // p
    return out if c == 1 else out * _factor(c, exponent)


def _symbolic(a: Poly, e: Monomial) -> tuple[Poly, Poly]:
    """a to a symbolic exponent: its content prime by prime, one monomial factor by factor; a sum (or 0) is one opaque base."""
    if not a:
        return _factor(frozenset(), e), _number(1)
    top, bottom = gcd(*(c.numerator for c in a.values())), lcm(*(c.denominator for c in a.values()))
    content = Fraction(top if a[min(a, key=hash)] > 0 else -top, bottom)  # any choice of the sign is right
    out, rest = _integer(content.numerator, e), {m: c / content for m, c in a.items()}
    if len(rest) > 1:
        return out * _factor(frozenset(rest.items()), e), _integer(bottom, e)
    for (base, inner), power in next(iter(rest)):
        out = out * _factor(base, _times(inner, e)) ** power
    return out, _integer(bottom, e)


def _sum(x: tuple[Poly, Poly], y: tuple[Poly, Poly]) -> tuple[Poly, Poly]:
    (a, b), (c, d) = x, y
    return (a + c, b) if b == d else (a * d + c * b, b * d)


def _product(x: tuple[Poly, Poly], y: tuple[Poly, Poly]) -> tuple[Poly, Poly]:
    return x[0] * y[0], x[1] * y[1]


class _Reader:
    """Reads terms into fractions, given the terms that may be divided by."""

    def __init__(self, licences: Iterable[Term]) -> None:
        self.licences = {t.canon for t in licences}
        self.done: dict[Term, tuple[Poly, Poly]] = {}

    def read(self, t: Term) -> tuple[Poly, Poly]:
        found = self.done.get(t)
        if found is None:
            found = self.done[t] = self._read(t)
        return found

    def _read(self, t: Term) -> tuple[Poly, Poly]:
        match parts(t):
            case "cast", (x,):
                return self.read(x)
            case "neg", (x,):
                return _product((_number(-1), _number(1)), self.read(x))
            case "add" | "nat_add", (x, y):
                return _sum(self.read(x), self.read(y))
            case "sub", (x, y):
                return _sum(self.read(x), _product((_number(-1), _number(1)), self.read(y)))
            case "mul" | "nat_mul", (x, y):
                return _product(self.read(x), self.read(y))
            case "div", (x, y):
                return _product(self.read(x), self._inverse(y))
            case "inv", (x,):
                return self._inverse(x)
            case "pow", (x, n):
                return self._power(x, self.read(n)[0])
        return (_number(t.value) if t.tag == LIT else _factor(t.canon)), _number(1)

    def _inverse(self, t: Term) -> tuple[Poly, Poly]:
        a, b = self.read(t)
        number = a.get(ONE) if len(a) == 1 and b == _number(1) else None
        if number:
            return _number(1 / number), _number(1)
        return (b, a) if t.canon in self.licences else (_factor(apply(const("inv"), t).canon), _number(1))

    def _power(self, t: Term, exponent: Poly) -> tuple[Poly, Poly]:
        """t ^ (e1 + ... + ek), one e after the other."""
        (a, b), out = self.read(t), (_number(1), _number(1))
        for e, count in exponent.items():
            x, y = (a, b) if e == ONE else _product(_symbolic(a, e), _symbolic(b, e)[::-1])
            out = _product(out, (x ** int(count), y ** int(count)))
        return out


def equal(a: Term, b: Term, licences: Iterable[Term] = ()) -> bool:
    """Whether a = b in every field and for every meaning of the atoms, given that the licensed terms are not 0."""
    if a.type is not b.type or a.type not in (real, nat):
        return False
    reader = _Reader(licences)
    (p, q), (r, s) = reader.read(a), reader.read(b)
    return p * s == r * q


def holds(claim: Term) -> bool:
    """Whether this is a true a < b, a <= b or not (a = b) between two literals."""
    match parts(claim):
        case "not", (inner,):
            head, args = parts(inner)
            return head == "eq" and args[0].tag == args[1].tag == LIT and args[0].value != args[1].value
        case ("lt" | "le") as head, (a, b) if a.tag == b.tag == LIT:
            return a.value < b.value if head == "lt" else a.value <= b.value
    return False
