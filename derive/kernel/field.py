"""Equality of rational expressions over opaque atoms, with natural (also symbolic) exponents.
A polynomial maps monomials to coefficients; a monomial maps factors to integers, of which only those of numbers may be negative; a factor
is a pair (base, exponent): an atom with the exponent 1, or a base raised to a product of atoms of type nat. A term becomes a fraction of
two polynomials. Only expressions for which a licence is given are divided by; any other inverse is an atom. a/b = c/d is a d = c b."""
from __future__ import annotations
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache, reduce
from itertools import product
from typing import Any
from derive.errors import RuleError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, need, real

Monomial = frozenset[tuple[tuple[object, Any], int]]  # factors ((base, exponent), power); the exponent is a Monomial again
UNIT, ZERO, LIMIT = Monomial(), literal(0), 4000  # LIMIT: of pairs of monomials in one product, and of literal exponents

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
        need(n <= (100 if len(self) > 1 else LIMIT) and n * size <= 100 * LIMIT, RuleError, "field: the exponent is too large", n)
        return reduce(Poly.__mul__, [self] * n, ONE)
def _times(m: Monomial, n: Monomial) -> Monomial:  # m n; a factor (-1)^e squares to 1
    powers = Counter(dict(m)); powers.update(dict(n))
    return frozenset((f, k) for f, k in powers.items() if (k % 2 if f[0] == -1 else k))
def _number(c: Fraction | int) -> Poly: return Poly({UNIT: Fraction(c)} if c else {})
def _factor(base: object, e: Monomial = UNIT, power: int = 1) -> Poly: return Poly({frozenset({((base, e), power)}): Fraction(1)})

ONE, MINUS = _number(1), _number(-1)
Quotient = tuple[Poly, Poly]  # top / bottom, where bottom is 1 or was licensed
def _plus(x: Quotient, y: Quotient) -> Quotient:
    (a, b), (c, d) = x, y
    return (a + c, b) if b == d else (a * d + c * b, b * d)
def _raised(a: Poly, n: Poly) -> Poly:  # a to a sum, one of its terms (a number times a product e of atoms) after the other
    return reduce(Poly.__mul__, (_symbolic(a, e) ** int(count) for e, count in n.items()), ONE)
def _symbolic(a: Poly, e: Monomial) -> Poly:  # a^e: a monomial factor by factor, its coefficient prime by prime; a sum (or 0) is opaque
    if not e or len(a) != 1: return _factor(frozenset(a.items()), e) if e else a
    ((m, c),) = a.items()
    numbers = [(p, 1) for p in _primes(c.numerator)] + [(p, -1) for p in _primes(c.denominator)]  # (4/3)^n is 2^n 2^n (3^n)^-1
    factors = [_factor(base, _times(inner, e), power) for (base, inner), power in m] + [_factor(p, e, power) for p, power in numbers]
    return reduce(Poly.__mul__, factors, ONE)
def _primes(c: int) -> Iterator[int]:
    while c != 1:
        yield (p := -1 if c < 0 else next((p for p in range(2, 100) if c % p == 0), c))
        c //= p
_OPERATORS: dict[str, Callable[..., Quotient]] = {
    "add": _plus, "nat_add": _plus, "sub": lambda x, y: _plus(x, (MINUS * y[0], y[1])), "neg": lambda x: (MINUS * x[0], x[1]),
    "mul": lambda x, y: (x[0] * y[0], x[1] * y[1]), "nat_mul": lambda x, y: (x[0] * y[0], x[1] * y[1]), "cast": lambda x: x,
    "pow": lambda x, n: (_raised(x[0], n[0]), _raised(x[1], n[0]))}

def equal(a: Term, b: Term, licences: Iterable[Term] = ()) -> bool:
    """Whether a = b in every field and for every meaning of the atoms, given that the licensed terms are not 0."""
    licensed = {t.canon for t in licences}
    @cache
    def read(t: Term) -> Quotient:
        head, args = parts(t)
        if head in _OPERATORS: return _OPERATORS[head](*map(read, args))
        if head == "div": return _OPERATORS["mul"](read(args[0]), inverse(args[1]))
        return inverse(args[0]) if head == "inv" else (_number(t.value) if t.tag == LIT else _factor(t.canon), ONE)
    def inverse(t: Term) -> Quotient:
        top, bottom = read(t)
        if bottom == ONE and set(top) == {UNIT}: return _number(1 / top[UNIT]), ONE
        return (bottom, top) if t.canon in licensed else (_factor(apply(const("inv"), t).canon), ONE)
    (p, q), (r, s) = read(a), read(b)
    return a.type is b.type and a.type in (real, nat) and p * s == r * q
def holds(claim: Term) -> bool:
    """Whether this is a true a < b, a <= b or not (a = b) between two literals."""
    head, args = parts(claim)
    if head == "not": head, args = "not " + parts(args[0])[0], parts(args[0])[1]
    if [x.tag for x in args] != [LIT, LIT]: return False
    a, b = (x.value for x in args)
    return {"lt": a < b, "le": a <= b, "not eq": a != b}.get(head, False)
