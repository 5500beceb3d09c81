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
from functools import cache, reduce
from itertools import product
from typing import Any

from derive.errors import RuleError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, need, real

Monomial = frozenset[tuple[tuple[object, Any], int]]  # factors ((base, exponent), power); the exponent is a Monomial again
UNIT: Monomial = frozenset()
LIMIT = 4000  # pairs of monomials in one product, and the largest literal exponent
ZERO = literal(0)

class Poly(dict[Monomial, Fraction]):
    """A polynomial: its monomials with their coefficients, none of which is 0."""
    def __add__(self, other: Poly) -> Poly:
        return Poly({m: c for m in (*self, *other) if (c := self.get(m, Fraction(0)) + other.get(m, 0))})

    def __mul__(self, other: Poly) -> Poly:
        need(len(self) * len(other) <= LIMIT, RuleError, "field: the product has too many terms", len(self), len(other))
        out: dict[Monomial, Fraction] = {}
        for (m, c), (n, d) in product(self.items(), other.items()):
            key = _times(m, n) if m and n else m or n
            out[key] = out.get(key, 0) + c * d
        return Poly({m: c for m, c in out.items() if c})

    def __pow__(self, n: int) -> Poly:
        size = sum(c.numerator.bit_length() + c.denominator.bit_length() for c in self.values())
        need(n <= LIMIT and n * size <= 100 * LIMIT, RuleError, "field: the exponent is too large", n)
        return reduce(Poly.__mul__, [self] * n, ONE)

def _times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials; a factor (-1)^e squares to 1."""
    out = dict(m)
    for factor, power in n:
        out[factor] = out.get(factor, 0) + power
    return frozenset((f, power) for f, power in out.items() if f[0] != -1 or power % 2)

def _number(c: Fraction | int) -> Poly:
    return Poly({UNIT: Fraction(c)} if c else {})

def _factor(base: object, exponent: Monomial = UNIT) -> Poly:
    return Poly({frozenset({((base, exponent), 1)}): Fraction(1)})

Quotient = tuple[Poly, Poly]  # top / bottom, where bottom is 1 or was licensed
ONE = _number(1)
MINUS: Quotient = _number(-1), ONE

def _plus(x: Quotient, y: Quotient) -> Quotient:
    (a, b), (c, d) = x, y
    return (a + c, b) if b == d else (a * d + c * b, b * d)

def _mul(x: Quotient, y: Quotient) -> Quotient:
    return x[0] * y[0], x[1] * y[1]

_OPERATORS: dict[str, Callable[..., Quotient]] = {
    "add": _plus, "nat_add": _plus, "sub": lambda x, y: _plus(x, _mul(MINUS, y)), "neg": lambda x: _mul(MINUS, x), "cast": lambda x: x,
    "mul": _mul, "nat_mul": _mul, "pow": lambda x, n: reduce(_mul, (_power(x, e, int(count)) for e, count in n[0].items()), (ONE, ONE))}

def _power(x: Quotient, e: Monomial, n: int) -> Quotient:
    """x to the exponent n e."""
    (a, b), (c, d) = (_symbolic(p, e) if e else (p, ONE) for p in x)
    return (a * d) ** n, (b * c) ** n

def _symbolic(a: Poly, e: Monomial) -> Quotient:
    """a to a symbolic exponent: a monomial factor by factor, its coefficient prime by prime; a sum (or 0) is one opaque base."""
    if len(a) != 1:
        return _factor(frozenset(a.items()), e), ONE
    ((m, c),) = a.items()
    return reduce(Poly.__mul__, (_factor(base, _times(inner, e)) ** n for (base, inner), n in m), _integer(c.numerator, e)), _integer(c.denominator, e)

def _integer(c: int, e: Monomial) -> Poly:
    """c to a symbolic exponent, as a product over small primes: 4^n is (2^n)^2 and 6^n is 2^n 3^n."""
    if c == 1:
        return ONE
    p = -1 if c < 0 else next((p for p in range(2, 100) if c % p == 0), c)
    return _factor(p, e) * _integer(c // p, e)

class _Reader:
    """Reads terms into quotients, given the terms that may be divided by."""
    def __init__(self, licences: Iterable[Term]) -> None:
        self.licences, self.read = {t.canon for t in licences}, cache(self._read)

    def _read(self, t: Term) -> Quotient:
        head, args = parts(t)
        if head in _OPERATORS:
            return _OPERATORS[head](*map(self.read, args))
        if head == "div":
            return _mul(self.read(args[0]), self._inverse(args[1]))
        return self._inverse(args[0]) if head == "inv" else (_number(t.value) if t.tag == LIT else _factor(t.canon), ONE)

    def _inverse(self, t: Term) -> Quotient:
        a, b = self.read(t)
        if b == ONE and set(a) == {UNIT}:
            return _number(1 / a[UNIT]), ONE
        return (b, a) if t.canon in self.licences else (_factor(apply(const("inv"), t).canon), ONE)

def equal(a: Term, b: Term, licences: Iterable[Term] = ()) -> bool:
    """Whether a = b in every field and for every meaning of the atoms, given that the licensed terms are not 0."""
    (p, q), (r, s) = map(_Reader(licences).read, (a, b))
    return a.type is b.type and a.type in (real, nat) and p * s == r * q

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
