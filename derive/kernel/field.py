"""Equality of rational expressions over opaque atoms, with natural (also symbolic) exponents.

A polynomial maps monomials to coefficients; a monomial maps factors to positive integers; a factor is a pair
(base, exponent): an atom with the exponent 1, or a base raised to a product of atoms of type nat. A term becomes a
fraction of two polynomials. Only expressions for which a licence is given are divided by; any other inverse is an
atom. No common factors are sought: a/b = c/d is decided as a d = c b.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any

from derive.errors import RuleError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, real

Factor = tuple[object, Any]  # (base, exponent): the exponent is a Monomial again
Monomial = frozenset[tuple[Factor, int]]
Poly = dict[Monomial, Fraction]
Fract = tuple[Poly, Poly]
zero = literal(0)
ONE: Monomial = frozenset()
LIMIT = 4000  # pairs of monomials in one product, and the largest literal exponent


def _const(c: Fraction | int) -> Poly:
    return {ONE: Fraction(c)} if c else {}


def _factor(base: object, exponent: Monomial = ONE) -> Poly:
    return {frozenset({((base, exponent), 1)}): Fraction(1)}


def _add(a: Poly, b: Poly) -> Poly:
    out = dict(a)
    for m, c in b.items():
        total = out.get(m, Fraction(0)) + c
        if total:
            out[m] = total
        else:
            out.pop(m, None)
    return out


def _times(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials; a factor (-1)^e squares to 1."""
    if not m or not n:
        return m or n
    out = dict(m)
    for factor, e in n:
        out[factor] = out.get(factor, 0) + e
        if factor[0] == -1 and out[factor] % 2 == 0:
            del out[factor]
    return frozenset(out.items())


def _mul(a: Poly, b: Poly) -> Poly:
    if len(a) * len(b) > LIMIT:
        raise RuleError("field: the product has too many terms", given=f"{len(a)} times {len(b)}")
    out: Poly = {}
    for m, c in a.items():
        for n, d in b.items():
            key = _times(m, n)
            total = out.get(key, Fraction(0)) + c * d
            if total:
                out[key] = total
            else:
                out.pop(key, None)
    return out


def _power(a: Poly, n: int) -> Poly:
    if n > LIMIT:
        raise RuleError("field: the exponent is too large", given=str(n))
    out = _const(1)
    for _ in range(n):
        out = _mul(out, a)
    return out


def _base(c: int, exponent: Monomial) -> Poly:
    """c to a symbolic exponent, as a product over small primes: 4^n is (2^n)^2 and 6^n is 2^n 3^n."""
    out = _factor(-1, exponent) if c < 0 else _const(1)
    c, p = abs(c), 2
    while c > 1 and p < 100:
        while c % p == 0:
            out, c = _mul(out, _factor(p, exponent)), c // p
        p += 1
    return out if c == 1 else _mul(out, _factor(c, exponent))


class _Reader:
    """Reads terms into fractions, given the terms that may be divided by."""

    def __init__(self, licences: Iterable[Term]) -> None:
        self.licences = {t.canon for t in licences}
        self.done: dict[Term, Fract] = {}

    def read(self, t: Term) -> Fract:
        found = self.done.get(t)
        if found is None:
            found = self.done[t] = self._read(t)
        return found

    def _read(self, t: Term) -> Fract:
        head, args = parts(t)
        if t.tag == LIT:
            return _const(Fraction(t.value)), _const(1)
        if head == "cast" and len(args) == 1:
            return self.read(args[0])
        if head in ("add", "nat_add", "sub") and len(args) == 2:
            (a, b), (c, d) = self.read(args[0]), self.read(args[1])
            c = _mul(_const(-1), c) if head == "sub" else c
            return (_add(a, c), b) if b == d else (_add(_mul(a, d), _mul(c, b)), _mul(b, d))
        if head in ("mul", "nat_mul") and len(args) == 2:
            (a, b), (c, d) = self.read(args[0]), self.read(args[1])
            return _mul(a, c), _mul(b, d)
        if head == "neg" and len(args) == 1:
            a, b = self.read(args[0])
            return _mul(_const(-1), a), b
        if head == "div" and len(args) == 2:
            (a, b), (c, d) = self.read(args[0]), self._inverse(args[1])
            return _mul(a, c), _mul(b, d)
        if head == "inv" and len(args) == 1:
            return self._inverse(args[0])
        if head == "pow" and len(args) == 2:
            return self._pow(args[0], self.read(args[1])[0])
        return _factor(t.canon), _const(1)

    def _inverse(self, t: Term) -> Fract:
        a, b = self.read(t)
        number = a.get(ONE) if len(a) == 1 and b == _const(1) else None
        if number:
            return _const(1 / number), _const(1)
        if t.canon in self.licences:
            return b, a
        return _factor(apply(const("inv"), t).canon), _const(1)

    def _pow(self, t: Term, exponent: Poly) -> Fract:
        """t ^ (e1 + ... + ek), factor by factor."""
        a, b = self.read(t)
        scale = _const(lcm(*(c.denominator for c in (*a.values(), *b.values()))))
        top, bottom = _const(1), _const(1)
        for m, c in sorted(exponent.items(), key=lambda item: len(item[0])):
            count = int(c)
            if m == ONE:
                x, y = _power(a, count), _power(b, count)
            else:
                x, y = (_power(self._symbolic(_mul(scale, p), m), count) for p in (a, b))
            top, bottom = _mul(top, x), _mul(bottom, y)
        return top, bottom

    def _symbolic(self, a: Poly, exponent: Monomial) -> Poly:
        """a ^ exponent: a product is raised factor by factor, a sum (or 0) is one opaque base."""
        if len(a) != 1:
            return _factor(frozenset(a.items()), exponent)
        ((m, c),) = a.items()
        out = _base(c.numerator, exponent)
        for (base, inner), e in m:
            out = _mul(out, _power(_factor(base, _times(inner, exponent)), e))
        return out


def equal(a: Term, b: Term, licences: Iterable[Term] = ()) -> bool:
    """Whether a = b in every field and for every meaning of the atoms, given that the licensed terms are not 0."""
    if a.type is not b.type or a.type not in (real, nat):
        return False
    reader = _Reader(licences)
    (p, q), (r, s) = reader.read(a), reader.read(b)
    return _mul(p, s) == _mul(r, q)


def holds(claim: Term) -> bool:
    """Whether a comparison of two literals is true."""
    head, args = parts(claim)
    negated = head == "not" and len(args) == 1
    if negated:
        head, args = parts(args[0])
    if len(args) != 2 or args[0].tag != LIT or args[1].tag != LIT:
        return False
    a, b = args[0].value, args[1].value
    return a != b if negated and head == "eq" else not negated and ((head == "lt" and a < b) or (head == "le" and a <= b))
