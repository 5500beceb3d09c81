"""Inequalities between fractions: bring both sides to one denominator that is positive, and compare numerators."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from derive.errors import DeriveError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import LIT, Term, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat, real
from derive.language.logic import call
from derive.tactics import polynomial as poly
from derive.tactics.inequality import ZERO, lib, same
from derive.tactics.logic import mps, spec
from derive.tactics.prover import Prover

Quotient = tuple[poly.Poly, dict[Term, int]]  # numerator, and the denominator as factors with powers


def compare_fractions(p: Prover, goal: Term) -> Theorem | None:
    """A theorem that says `goal` (a <= b or a < b), when b - a is a fraction with a positive denominator."""
    name, (a, b) = parts(goal)
    try:
        top, bottom = _minus(_read(p, b), _read(p, a))
    except DeriveError:
        return None
    if not bottom:
        return None
    content = Fraction(gcd(*(c.numerator for c in top.values())) or 1) if top else Fraction(1)
    numerator = poly.term_of({m: c / content for m, c in top.items()}, real)
    denominator: Term | None = None
    for f, e in sorted(bottom.items(), key=lambda item: poly.order(item[0])):
        piece = f if e == 1 else call("pow", f, literal(e, nat))
        denominator = piece if denominator is None else call("mul", denominator, piece)
    if denominator is None:
        return None
    below = p.prove(call("lt", ZERO, denominator), 7)
    above = p.prove(call(name, ZERO, numerator), 8) if below is not None else None
    if below is None or above is None:
        return None
    quotient = mps(spec(lib("div_nonneg" if name == "le" else "div_pos"), numerator, denominator), above, below)
    if content != 1:
        c = literal(content)
        number = k.compare(call(name, ZERO, c))
        quotient = mps(spec(lib("mul_nonneg" if name == "le" else "mul_pos"), c, quotient.concl.arg), number, quotient)
    shift = lib("add_le_add_right" if name == "le" else "add_lt_add_right")
    moved = k.mp(spec(shift, ZERO, quotient.concl.arg, a), quotient)
    from derive.tactics.normal import licences

    try:
        return same(moved, a, b, *licences(p, quotient.concl.arg, a, b))
    except DeriveError:
        return None


def _read(p: Prover, t: Term) -> Quotient:
    head, args = parts(t)
    if head in ("add", "sub") and len(args) == 2:
        x, y = _read(p, args[0]), _read(p, args[1])
        return _plus(x, y) if head == "add" else _minus(x, y)
    if head == "mul" and len(args) == 2:
        (a, b), (c, d) = _read(p, args[0]), _read(p, args[1])
        return poly.mul(a, c), _merged(b, d)
    if head == "neg" and len(args) == 1:
        a, b = _read(p, args[0])
        return poly.mul(poly.constant(-1), a), b
    if (head == "div" and len(args) == 2) or (head == "inv" and len(args) == 1):
        return _divided(p, _read(p, args[0]) if head == "div" else (poly.constant(1), {}), args[-1])
    if head == "pow" and len(args) == 2 and args[1].tag == LIT:
        a, b = _read(p, args[0])
        n = int(args[1].value)
        return poly.power(a, n), {f: e * n for f, e in b.items() if n}
    return _flat(t), {}


def _divided(p: Prover, x: Quotient, d: Term) -> Quotient:
    from derive.tactics.normal import nonzero

    a, b = x
    if d.tag == LIT and d.value:
        return poly.mul(poly.constant(1 / Fraction(d.value)), a), b
    top, bottom = _read(p, d)
    if nonzero(p, d) is None:
        raise StepError("a denominator that may be 0")
    if not bottom:
        return a, _merged(b, _factors(d))
    inverse = poly.constant(1)  # 1 / (x / y) = y / x
    for f, e in bottom.items():
        inverse = poly.mul(inverse, poly.power(_flat(f), e))
    return poly.mul(a, inverse), _merged(b, {poly.term_of(top, real): 1})


def _flat(t: Term) -> poly.Poly:
    return poly.Reader(lambda f: False).read(t)


def _factors(d: Term) -> dict[Term, int]:
    """The factors of a denominator as they are written."""
    head, args = parts(d)
    if head == "mul" and len(args) == 2:
        return _merged(_factors(args[0]), _factors(args[1]))
    if head == "pow" and len(args) == 2 and args[1].tag == LIT and args[1].value:
        return {f: e * int(args[1].value) for f, e in _factors(args[0]).items()}
    return {d.canon: 1}


def _merged(a: dict[Term, int], b: dict[Term, int]) -> dict[Term, int]:
    return {f: a.get(f, 0) + b.get(f, 0) for f in (*a, *(g for g in b if g not in a))}


def _plus(x: Quotient, y: Quotient, sign: int = 1) -> Quotient:
    (a, b), (c, d) = x, y
    common = {f: max(b.get(f, 0), d.get(f, 0)) for f in (*b, *(g for g in d if g not in b))}
    for f, e in common.items():
        a = poly.mul(a, poly.power(_flat(f), e - b.get(f, 0)))
        c = poly.mul(c, poly.power(_flat(f), e - d.get(f, 0)))
    return poly.add(a, c, sign), common


def _minus(x: Quotient, y: Quotient) -> Quotient:
    return _plus(x, y, -1)


def proportional(p: Prover, a: Term, b: Term, given: Theorem) -> Theorem | None:
    """a = b, from u = v: as fractions, a - b is a multiple of u - v, by one monomial and the denominators."""
    from derive.tactics.calc import _quotients
    from derive.tactics.normal import licences

    u, v = parts(given.concl)[1]
    try:
        (top, bottom), (first, below) = _minus(_read(p, a), _read(p, b)), _minus(_read(p, u), _read(p, v))
    except DeriveError:
        return None
    if not top or not first or not (bottom or below):
        return None
    for factor in _quotients(top, first):
        scale = call("div", call("mul", poly.term_of(factor, real), _product(below)), _product(bottom))
        whole = call("add", b, call("mul", scale, call("sub", u, v)))
        hole = call("sub", v, v)
        moved = k.congr(k.congr(k.refl(call("sub", u, v).fun.fun), given), k.refl(v))
        try:
            start = k.field(a, whole, licences(p, a, whole))
            step = k.congr(k.refl(whole.fun), k.congr(k.refl(call("mul", scale, hole).fun), moved))
            return k.trans(k.trans(start, step), k.field(step.concl.arg, b))
        except DeriveError:
            continue
    return None


def _product(factors: dict[Term, int]) -> Term:
    """A denominator, written out."""
    out: Term = literal(1)
    for f, e in sorted(factors.items(), key=lambda item: poly.order(item[0])):
        out = call("mul", out, f if e == 1 else call("pow", f, literal(e, nat)))
    return out
