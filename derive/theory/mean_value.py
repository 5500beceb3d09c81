"""The mean value theorem: what the sign and the size of a derivative say of its function; iterates of one function."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, for_all, implication, literal
from derive.kernel.theorem import Theorem
from derive.language.expr import Eq, Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import D, Seq, symbols
from derive.tactics.induction import finished, induction
from derive.tactics.inequality import ZERO, from_not_le, le, lib, lt, not_le, weaken
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import by_contradiction, conjuncts, exists_elim, exists_term, mps, not_elim, spec
from derive.tactics.prover import Prover
from derive.theory.eventually import cited, seq, to

a, b, c, d, s, t, x, y = symbols("a b c d s t x y", Real)
f, g = symbols("f g", Real >> Real)
n = symbols("n", Natural)
u = symbols("u", Seq(Real))
_RUDIN5 = "Rudin, Principles of Mathematical Analysis, Theorem 5.10"


def _imp(*claims: Term) -> Term:
    result = claims[-1]
    for h in reversed(claims[:-1]):
        result = implication(h, result)
    return result


def _within(low: Expr, high: Expr, point: Expr, claim: Term) -> Term:
    return for_all(point.term, _imp(le(low.term, point.term), le(point.term, high.term), claim))


_between = call("and", lt(a.term, c.term), call("and", lt(c.term, b.term), Eq(f(b) - f(a), g(c) * (b - a)).term))
mean_value = axiom(
    "mean_value",
    _imp(lt(a.term, b.term), _within(a, b, t, call("has_deriv", f.term, g(t).term, t.term)), exists_term(c.term, _between)),
    "the mean value theorem",
    _RUDIN5,
)
_smooth = call("differentiable", f.term)


def _middle(p: Prover, low: Expr, high: Expr, less: Theorem) -> tuple[Theorem, list[Theorem]]:
    """There is a c with low < c < high and f(high) - f(low) = D(f)(c) (high - low); and the three parts for such a c, assumed."""
    th = k.mp(spec(lib("has_deriv_deriv"), f.term, t.term), p.need(call("differentiable_at", f.term, t.term)))
    for h in (le(t.term, high.term), le(low.term, t.term)):
        th = k.discharge(h, th)
    slope = abstract(t.term, D(f)(t).term)
    found = mps(spec(mean_value.theorem, low.term, high.term, f.term, slope), less, k.generalize(t.term, th))
    return found, conjuncts(k.assume(apply(found.concl.arg, c.term)))


def _grows(strict: bool) -> Theorem:
    sign = for_all(t.term, (lt if strict else le)(ZERO, D(f)(t).term))
    h = lt(x.term, y.term)
    p = cited(Prover(), k.assume(_smooth), k.assume(sign), k.assume(h))
    found, (_, _, equal) = _middle(p, x, y, k.assume(h))
    p.add(p.need(lt(ZERO, (y - x).term)))
    slope = k.specialize(k.assume(sign), c.term)
    q = cited(p, equal)
    rise = q.need((lt if strict else le)(ZERO, (D(f)(c) * (y - x)).term)) if strict else mps(
        spec(lib("mul_nonneg"), D(f)(c).term, (y - x).term), slope, q.need(le(ZERO, (y - x).term))
    )  # fmt: skip
    q.add(rise)
    th = exists_elim(found, c.term, q.need((lt if strict else le)(f(x).term, f(y).term)))
    return finished(th, _smooth, sign, h)


lt_of_slope_pos = lemma(
    "lt_of_slope_pos",
    _imp(_smooth, for_all(t.term, lt(ZERO, D(f)(t).term)), lt(x.term, y.term), lt(f(x).term, f(y).term)),
    "a function with positive slopes grows",
    lambda: _grows(True),
)
le_of_slope_nonneg = lemma(
    "le_of_slope_nonneg",
    _imp(_smooth, for_all(t.term, le(ZERO, D(f)(t).term)), lt(x.term, y.term), le(f(x).term, f(y).term)),
    "a function whose slopes are not negative does not fall",
    lambda: _grows(False),
)


def _chord() -> Theorem:
    """x f'(x) <= f(x) for x > 0, when f(0) = 0 and the slopes fall on [0, x]."""
    zero = Eq(f(0), 0).term
    falls = for_all(s.term, _imp(le(ZERO, s.term), le(s.term, x.term), le(D(f)(x).term, D(f)(s).term)))
    h = le(ZERO, x.term)
    base = k.assume(zero)
    p = cited(Prover(), k.assume(_smooth), base)
    goal = le((x * D(f)(x)).term, f(x).term)

    def positive(less: Theorem) -> Theorem:
        q = cited(p, less)
        found, (low, high, equal) = _middle(q, Expr(ZERO), x, less)
        r = cited(q, low, high, equal)
        slope = mps(k.specialize(k.assume(falls), c.term), r.need(le(ZERO, c.term)), r.need(le(c.term, x.term)))
        product = mps(spec(lib("mul_le_mul_of_nonneg_left"), D(f)(x).term, D(f)(c).term, x.term), slope, r.need(le(ZERO, x.term)))
        r = cited(r, product)
        return exists_elim(found, c.term, r.need(goal))

    def at_zero(back: Theorem) -> Theorem:  # x <= 0
        equal = mps(spec(lib("le_antisymm"), x.term, ZERO), back, k.assume(h))
        v = symbols("h", Real)
        pattern = abstract(v.term, le((v * D(f)(x)).term, f(v).term))
        there = cited(p, base).need(le((0 * D(f)(x)).term, f(0).term))
        return k.eq_mp(k.congr(k.refl(pattern), k.sym(equal)), there)

    from derive.tactics.logic import by_cases

    back = le(x.term, ZERO)
    no = call("not", back)
    th = by_cases(back, at_zero(k.assume(back)), positive(from_not_le(k.assume(no), ZERO, x.term)))
    return finished(th, _smooth, zero, falls, h)


chord_above_tangent = lemma(
    "chord_above_tangent",
    _imp(
        _smooth,
        Eq(f(0), 0).term,
        for_all(s.term, _imp(le(ZERO, s.term), le(s.term, x.term), le(D(f)(x).term, D(f)(s).term))),
        le(ZERO, x.term),
        le((x * D(f)(x)).term, f(x).term),
    ),
    "where slopes fall, the chord from 0 is steeper than the tangent",
    _chord,
    "bound",
)


def _below_identity() -> Theorem:
    """f(x) < x for x > 0, when f(0) = 0 and f'(t) < 1 for t > 0."""
    zero = Eq(f(0), 0).term
    flat = for_all(t.term, _imp(lt(ZERO, t.term), lt(D(f)(t).term, literal(1))))
    h = lt(ZERO, x.term)
    p = cited(Prover(), k.assume(_smooth), k.assume(zero), k.assume(h))
    found, (low, _, equal) = _middle(p, Expr(ZERO), x, k.assume(h))
    q = cited(p, low, equal)
    slope = k.mp(k.specialize(k.assume(flat), c.term), low)
    q.add(slope)
    gap = q.need(lt(ZERO, (1 - D(f)(c)).term))
    product = mps(spec(lib("mul_pos"), x.term, (1 - D(f)(c)).term), k.assume(h), gap)
    q.add(product)
    return finished(exists_elim(found, c.term, q.need(lt(f(x).term, x.term))), _smooth, zero, flat, h)


lt_self_of_slope_lt_one = lemma(
    "lt_self_of_slope_lt_one",
    _imp(
        _smooth,
        Eq(f(0), 0).term,
        for_all(t.term, _imp(lt(ZERO, t.term), lt(D(f)(t).term, literal(1)))),
        lt(ZERO, x.term),
        lt(f(x).term, x.term),
    ),
    "a function with slopes below 1 falls behind the identity",
    _below_identity,
    "bound",
)


_gentle = for_all(t.term, le(D(f)(t).term, literal(1)))


def _slow() -> Theorem:
    """f(y) - f(x) <= y - x for x <= y."""
    h = le(x.term, y.term)
    goal = le((f(y) - f(x)).term, (y - x).term)
    p = cited(Prover(), k.assume(_smooth))
    less = lt(x.term, y.term)
    found, (_, _, equal) = _middle(p, x, y, k.assume(less))
    gap = p.child(less).need(le(ZERO, (y - x).term))
    product = mps(
        spec(lib("mul_le_mul_of_nonneg_left"), D(f)(c).term, literal(1), (y - x).term), k.specialize(k.assume(_gentle), c.term), gap
    )
    rise = exists_elim(found, c.term, cited(p, equal, product).need(goal))
    back = le(y.term, x.term)
    same = mps(spec(lib("le_antisymm"), x.term, y.term), k.assume(h), k.assume(back))
    v = symbols("h", Real)
    pattern = abstract(v.term, le((f(v) - f(x)).term, (v - x).term))
    flat = k.eq_mp(k.congr(k.refl(pattern), same), Prover().need(le((f(x) - f(x)).term, (x - x).term)))
    from derive.tactics.logic import by_cases

    th = by_cases(back, flat, k.mp(k.discharge(less, rise), from_not_le(k.assume(call("not", back)), x.term, y.term)))
    return finished(th, _smooth, _gentle, h)


sub_le_sub_of_slope_le_one = lemma(
    "sub_le_sub_of_slope_le_one",
    _imp(_smooth, _gentle, le(x.term, y.term), le((f(y) - f(x)).term, (y - x).term)),
    "a function with slopes up to 1 grows no faster than the identity",
    _slow,
    "bound",
)


def _at_most_self() -> Theorem:
    zero, h = Eq(f(0), 0).term, le(ZERO, x.term)
    slow = mps(spec(sub_le_sub_of_slope_le_one.theorem, f.term, ZERO, x.term), k.assume(_smooth), k.assume(_gentle), k.assume(h))
    return finished(cited(Prover(), slow, k.assume(zero)).need(le(f(x).term, x.term)), _smooth, zero, _gentle, h)


le_self_of_slope_le_one = lemma(
    "le_self_of_slope_le_one",
    _imp(_smooth, Eq(f(0), 0).term, _gentle, le(ZERO, x.term), le(f(x).term, x.term)),
    "a function with slopes up to 1 grows no faster than the identity",
    _at_most_self,
    "bound",
)


def _iterates() -> Theorem:
    """The limit a of the falling iterates has a <= f(a), as u(n + 1) <= f(a) + u(n) - a; so a is not positive."""
    iterated = for_all(n.term, Eq(u[n + 1], f(u[n])).term)
    start = lt(ZERO, u[0].term)
    inside = for_all(t.term, _imp(lt(ZERO, t.term), lt(ZERO, f(t).term)))
    shrinks = for_all(t.term, _imp(lt(ZERO, t.term), lt(f(t).term, t.term)))
    next_is = k.specialize(k.assume(iterated), n.term)

    positive = lt(ZERO, u[n].term)
    step = k.mp(k.specialize(k.assume(inside), u[n].term), k.assume(positive))
    step = k.eq_mp(k.congr(k.refl(step.concl.fun), k.sym(next_is)), step)
    at = k.specialize(induction(n.term, positive, k.assume(start), step), n.term)
    floor = k.generalize(n.term, weaken(at))
    less = weaken(k.mp(k.specialize(k.assume(shrinks), u[n].term), at))
    falls = k.generalize(n.term, k.eq_mp(k.congr(k.congr(k.refl(less.concl.fun.fun), k.sym(next_is)), k.refl(u[n].term)), less))
    found = mps(spec(lib("tends_of_falling"), ZERO, u.term), falls, floor)
    above, below, limit = conjuncts(k.assume(apply(found.concl.arg, a.term)))
    slow = mps(
        spec(sub_le_sub_of_slope_le_one.theorem, f.term, a.term, u[n].term),
        k.assume(_smooth), k.assume(_gentle), k.specialize(below, n.term),
    )  # fmt: skip
    bound = cited(Prover(), slow, next_is).need(le((u[n + 1] - u[n]).term, (f(a) - a).term))
    shifted = mps(spec(lib("tends_shift"), a.term, literal(1, n.term.type), u.term), limit)
    drop = mps(spec(lib("tends_sub"), a.term, a.term, seq(u[n + 1]), u.term), shifted, limit)
    gap = mps(spec(lib("tends_le"), (a - a).term, (f(a) - a).term, seq(u[n + 1] - u[n])), k.generalize(n.term, bound), drop)
    contrary = call("not", le(a.term, ZERO))
    strict = k.mp(k.specialize(k.assume(shrinks), a.term), from_not_le(k.assume(contrary), ZERO, a.term))
    false = not_elim(not_le(strict), cited(Prover(), gap).need(le(a.term, f(a).term)))
    zero = mps(spec(lib("le_antisymm"), a.term, ZERO), by_contradiction(le(a.term, ZERO), false), above)
    th = k.eq_mp(k.congr(k.refl(limit.concl.fun), zero), limit)
    return finished(exists_elim(found, a.term, th), iterated, _smooth, _gentle, inside, shrinks, start)


iterates_to_zero = lemma(
    "iterates_to_zero",
    _imp(
        for_all(n.term, Eq(u[n + 1], f(u[n])).term),
        _smooth,
        _gentle,
        for_all(t.term, _imp(lt(ZERO, t.term), lt(ZERO, f(t).term))),
        for_all(t.term, _imp(lt(ZERO, t.term), lt(f(t).term, t.term))),
        lt(ZERO, u[0].term),
        to(u.term, ZERO),
    ),
    "falling iterates tend to the fixed point",
    _iterates,
    "intro",
)
