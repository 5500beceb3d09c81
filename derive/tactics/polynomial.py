"""Polynomials over atoms that are terms, with integer (also negative) exponents: what normal forms are computed with.

Nothing here is trusted: a normal form is an equation that the kernel's `field` rule checks.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from derive.errors import StepError
from derive.kernel.terms import LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, real

Monomial = tuple[tuple[Term, int], ...]  # factors in a fixed order with their exponents
Poly = dict[Monomial, Fraction]
LIMIT = 600


@lru_cache(maxsize=200_000)
def order(t: Term) -> str:
    """A key that sorts terms without regard to memory addresses."""
    return repr(t.canon)


def order_key(m: Monomial) -> list[tuple[str, int]]:
    """Sorts monomials without regard to memory addresses."""
    return [(order(t), e) for t, e in m]


def constant(c: Fraction | int) -> Poly:
    return {(): Fraction(c)} if c else {}


def factor(t: Term, e: int = 1) -> Poly:
    return {((t, e),): Fraction(1)}


def add(a: Poly, b: Poly, scale: Fraction | int = 1) -> Poly:
    out = dict(a)
    for m, c in b.items():
        total = out.get(m, Fraction(0)) + scale * c
        if total:
            out[m] = total
        else:
            out.pop(m, None)
    return out


def times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    out: dict[Term, int] = dict(m)
    for t, e in n:
        out[t] = out.get(t, 0) + e
    return tuple(sorted(((t, e) for t, e in out.items() if e), key=lambda item: order(item[0])))


def mul(a: Poly, b: Poly) -> Poly:
    if len(a) * len(b) > LIMIT:
        raise StepError("the expression is too large to multiply out", given=f"{len(a)} times {len(b)} terms")
    out: Poly = {}
    for m, c in a.items():
        for n, d in b.items():
            key = times(m, n)
            total = out.get(key, Fraction(0)) + c * d
            if total:
                out[key] = total
            else:
                out.pop(key, None)
    return out


def power(a: Poly, n: int) -> Poly:
    if len(a) == 1:
        ((m, c),) = a.items()
        if n < 0 and c == 0:
            raise StepError("division by 0")
        return {tuple((t, e * n) for t, e in m if n): c**n}
    if n > 12:
        raise StepError("the expression is too large to multiply out", given=f"a sum to the power {n}")
    out = constant(1)
    for _ in range(n):
        out = mul(out, a)
    return out


class Reader:
    """Reads an arithmetic term; `invertible` says which factors may be divided by."""

    def __init__(self, invertible: Callable[[Term], bool]) -> None:
        self.invertible = invertible
        self.denominators: list[Term] = []

    def read(self, t: Term) -> Poly:
        head, args = parts(t)
        if t.tag == LIT:
            return constant(Fraction(t.value))
        if head == "cast":
            return self.read(args[0])
        if head in ("add", "nat_add") and len(args) == 2:
            return add(self.read(args[0]), self.read(args[1]))
        if head == "sub" and len(args) == 2:
            return add(self.read(args[0]), self.read(args[1]), -1)
        if head in ("mul", "nat_mul") and len(args) == 2:
            return mul(self.read(args[0]), self.read(args[1]))
        if head == "neg" and len(args) == 1:
            return mul(constant(-1), self.read(args[0]))
        if head == "div" and len(args) == 2:
            return mul(self.read(args[0]), self._inverse(args[1]))
        if head == "inv" and len(args) == 1:
            return self._inverse(args[0])
        if head == "pow" and len(args) == 2:
            return self._pow(args[0], self.read(args[1]))
        return factor(t.canon)

    def _inverse(self, t: Term) -> Poly:
        p = self.read(t)
        if len(p) == 1:
            ((m, _c),) = p.items()
            if all(self.invertible(f) for f, _ in m):
                if m:
                    self.denominators.append(t)
                return power(p, -1)
        return factor(apply(const("inv"), t).canon)

    def _pow(self, base: Term, exponent: Poly) -> Poly:
        p = self.read(base)
        out = constant(1)
        for m, c in sorted(exponent.items(), key=lambda item: [order(f) for f, _ in item[0]]):
            if m == ():
                out = mul(out, power(p, int(c)))
                continue
            e = term_of({m: Fraction(1)}, nat)
            if len(p) == 1:
                ((n, d),) = p.items()
                for f, i in n:
                    f_head, f_args = parts(f)
                    inner = apply(const("nat_mul"), f_args[1], e) if f_head == "pow" else e
                    raised = term_of(Reader(self.invertible).read(inner), nat)
                    out = mul(out, factor(apply(const("pow"), f_args[0] if f_head == "pow" else f, raised).canon, i * int(c)))
                for value, sign in ((d.numerator, 1), (d.denominator, -1)):
                    for prime, count in primes(value):
                        out = mul(out, factor(apply(const("pow"), literal(prime), e).canon, count * sign * int(c)))
            else:
                out = mul(out, factor(apply(const("pow"), term_of(p, real), e).canon, int(c)))
        return out


def primes(value: int) -> list[tuple[int, int]]:
    """The factors of an integer below 100, -1 for the sign, and what is left."""
    found = [(-1, 1)] if value < 0 else []
    value, p = abs(value), 2
    while value > 1 and p < 100:
        n = 0
        while value % p == 0:
            value, n = value // p, n + 1
        if n:
            found.append((p, n))
        p += 1
    return found + ([(value, 1)] if value > 1 or value == 0 else [])


def term_of(p: Poly, t: object) -> Term:
    """The term of a polynomial: monomials in a fixed order, factors in a fixed order."""
    natural = t is nat
    plus, by = ("nat_add", "nat_mul") if natural else ("add", "mul")

    def raised(f: Term, e: int) -> Term:
        f = apply(const("cast"), f) if f.type is nat and not natural else f
        if e == 1:
            return f
        if natural:
            out = f
            for _ in range(e - 1):
                out = apply(const("nat_mul"), out, f)
            return out
        return apply(const("pow"), f, literal(e, nat))

    def product(fs: list[Term]) -> Term | None:
        out: Term | None = None
        for f in fs:
            out = f if out is None else apply(const(by), out, f)
        return out

    total: Term | None = None
    for m, c in sorted(p.items(), key=lambda item: (-sum(e for _, e in item[0]), [(order(f), e) for f, e in item[0]])):
        top = product([raised(f, e) for f, e in m if e > 0])
        bottom = product([raised(f, -e) for f, e in m if e < 0])
        number = literal(c, nat if natural else real)
        piece = number if top is None else top if c == 1 else apply(const(by), number, top)
        if bottom is not None:
            piece = apply(const("div"), piece, bottom)
        total = piece if total is None else apply(const(plus), total, piece)
    return total if total is not None else literal(0, nat if natural else real)


def invertible_denominators(t: Term) -> list[Term]:
    """All denominators in a normal form."""
    head, args = parts(t)
    found = [args[1]] if head == "div" and len(args) == 2 else []
    if head in ("add", "mul", "sub", "div", "neg", "pow"):
        for a in args:
            if a.type is real:
                found += invertible_denominators(a)
    return found
