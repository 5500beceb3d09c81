"""Square roots, and the comparison of numbers by their squares."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, equation, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat, real
from derive.language.logic import call
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, from_not_le, le, lt, not_le
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import by_cases, by_contradiction, chain, mps, not_elim, parts_of_eq, spec, unfold
from derive.tactics.prover import Prover
from derive.theory import analysis, order
from derive.theory.letters import imp

x, y, c = var("x", real), var("y", real), var("c", real)
ONE = literal(1)


def square(t: Term) -> Term:
    """t^2."""
    return call("pow", t, literal(2, nat))


def add(a: Term, b: Term) -> Term:
    """a + b."""
    return call("add", a, b)


def mul(a: Term, b: Term) -> Term:
    """a b."""
    return call("mul", a, b)


def sub(a: Term, b: Term) -> Term:
    """a - b."""
    return call("sub", a, b)


def div(a: Term, b: Term) -> Term:
    """a / b."""
    return call("div", a, b)


def root(t: Term) -> Term:
    """The square root."""
    return call("sqrt", t)


def prover(*hyps: Term) -> Prover:
    """A prover that knows the hypotheses."""
    p = Prover()
    for h in hyps:
        p.add(k.assume(h))
    return p


def library(name: str, *values: Term) -> Theorem:
    """A lemma at values of its variables, in the order of their names."""
    return spec(LEMMAS[name].theorem, *values)


def zero_or_positive(t: Term, nonneg: Theorem, zero: Theorem, positive: Theorem) -> Theorem:
    """One statement from t = 0 and from 0 < t, for 0 <= t."""
    from derive.tactics.inequality import from_not_lt

    nothing = mps(library("le_antisymm", t, ZERO), from_not_lt(ZERO, t), nonneg)
    return by_cases(lt(ZERO, t), positive, k.mp(k.discharge(equation(t, ZERO), zero), nothing))


def _sq_sqrt() -> Theorem:
    h = le(ZERO, x)
    opened = unfold(root(x))
    e = parts_of_eq(opened)[1].arg  # exp(-(log x / 2))
    there = k.congr(k.congr(k.refl(square(x).fun.fun), opened), k.refl(literal(2, nat)))
    p = prover(lt(ZERO, x))
    twice = spec(analysis.exp_add.theorem, e.arg, e.arg)
    log_x = call("log", x)
    halves = k.congr(k.refl(e.fun), k.field(call("neg", log_x), add(e.arg, e.arg)))
    inverse = k.sym(chain(k.sym(spec(analysis.exp_neg.theorem, log_x)), halves, twice))  # e e = 1 / exp(log x)
    back = k.mp(spec(analysis.exp_log.theorem, x), k.assume(lt(ZERO, x)))
    end = k.congr(k.refl(div(ONE, ONE).fun), back)
    whole = chain(inverse, end)  # e e = 1 / x
    body = parts_of_eq(there)[1]
    ne = p.need(call("not", equation(x, ZERO)))
    first = k.field(body, mul(square(x), mul(e, e)))
    put = k.congr(k.refl(mul(square(x), ONE).fun), whole)
    positive = chain(there, first, put, k.field(parts_of_eq(put)[1], x, [ne]))
    none = k.assume(equation(x, ZERO))
    replaced = k.congr(k.congr(k.refl(mul(x, e).fun.fun), none), k.refl(e))
    small = chain(opened, replaced, k.field(mul(ZERO, e), ZERO))
    zero = chain(k.congr(k.congr(k.refl(square(x).fun.fun), small), k.refl(literal(2, nat))), k.field(square(ZERO), ZERO), k.sym(none))
    return finished(zero_or_positive(x, k.assume(h), zero, positive), h)


sq_sqrt = lemma("sq_sqrt", imp(le(ZERO, x), equation(square(root(x)), x)), "by definition of the square root", _sq_sqrt, "rewrite")


def _sqrt_nonneg() -> Theorem:
    h = le(ZERO, x)
    p = prover(h)
    opened = unfold(root(x))
    th = p.need(le(ZERO, parts_of_eq(opened)[1]))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th), h)


sqrt_nonneg = lemma("sqrt_nonneg", imp(le(ZERO, x), le(ZERO, root(x))), "roots are not negative", _sqrt_nonneg, auto=True)


def _le_of_sq_le_sq() -> Theorem:
    hyps = (le(ZERO, y), le(square(x), square(y)))
    goal = le(x, y)
    contrary = call("not", goal)
    p = prover(*hyps)
    p.add(k.assume(contrary))
    less = from_not_le(k.assume(contrary), y, x)  # y < x
    p.add(less)
    gap = spec(order.sub_pos_of_lt.theorem, y, x)
    gap = k.mp(gap, less)
    total = p.need(lt(ZERO, add(x, y)))
    product = mps(library("mul_pos", sub(x, y), add(x, y)), gap, total)
    p.add(product)
    bigger = p.need(lt(square(y), square(x)))
    return finished(by_contradiction(goal, not_elim(not_le(bigger), k.assume(hyps[1]))), *hyps)


le_of_sq_le_sq = lemma(
    "le_of_sq_le_sq",
    imp(le(ZERO, y), le(square(x), square(y)), le(x, y)),
    "a larger square of a larger number",
    _le_of_sq_le_sq,
    "intro",
)


def _eq_of_sq_eq_sq() -> Theorem:
    hyps = (le(ZERO, x), le(ZERO, y), equation(square(x), square(y)))
    same = k.assume(hyps[2])
    up = mps(library("le_of_sq_le_sq", x, y), k.assume(hyps[1]), k.mp(library("le_of_eq", square(x), square(y)), same))
    down = mps(library("le_of_sq_le_sq", y, x), k.assume(hyps[0]), k.mp(library("ge_of_eq", square(x), square(y)), same))
    return finished(mps(library("le_antisymm", x, y), up, down), *hyps)


eq_of_sq_eq_sq = lemma(
    "eq_of_sq_eq_sq",
    imp(le(ZERO, x), le(ZERO, y), equation(square(x), square(y)), equation(x, y)),
    "equal squares of numbers that are not negative",
    _eq_of_sq_eq_sq,
    "intro",
)


def _sqrt_sq() -> Theorem:
    h = le(ZERO, x)
    p = prover(h)
    th = mps(
        library("eq_of_sq_eq_sq", root(square(x)), x),
        p.need(le(ZERO, root(square(x)))),
        k.assume(h),
        k.mp(library("sq_sqrt", square(x)), p.need(le(ZERO, square(x)))),
    )
    return finished(th, h)


sqrt_sq = lemma("sqrt_sq", imp(le(ZERO, x), equation(root(square(x)), x)), "the root of a square", _sqrt_sq, "rewrite")


def _div_le() -> Theorem:
    """x <= c y with 0 <= x, 0 <= y: x / y <= c, also where y = 0, since then x = 0."""
    hyps = (le(ZERO, x), le(ZERO, y), le(ZERO, c), le(x, mul(c, y)))
    p = prover(*hyps, lt(ZERO, y))
    ne = p.need(call("not", equation(y, ZERO)))
    th = mps(library("div_le_div_of_pos_right", x, mul(c, y), y), k.assume(hyps[3]), k.assume(lt(ZERO, y)))
    end = k.field(div(mul(c, y), y), c, [ne])
    positive = k.eq_mp(k.congr(k.refl(th.concl.fun), end), th)
    none = k.assume(equation(y, ZERO))
    high = chain(k.congr(k.refl(mul(c, y).fun), none), k.field(mul(c, ZERO), ZERO))
    low = k.eq_mp(k.congr(k.refl(le(x, x).fun), high), k.assume(hyps[3]))
    nothing = mps(library("le_antisymm", x, ZERO), low, k.assume(hyps[0]))
    quotient = chain(k.congr(k.congr(k.refl(div(x, y).fun.fun), nothing), k.refl(y)), k.field(div(ZERO, y), ZERO))
    zero = k.eq_mp(k.congr(k.congr(k.refl(le(x, x).fun.fun), k.sym(quotient)), k.refl(c)), k.assume(hyps[2]))
    return finished(zero_or_positive(y, k.assume(hyps[1]), zero, positive), *hyps)


div_le_of_le_mul = lemma(
    "div_le_of_le_mul",
    imp(le(ZERO, x), le(ZERO, y), le(ZERO, c), le(x, mul(c, y)), le(div(x, y), c)),
    "dividing an inequality",
    _div_le,
)
