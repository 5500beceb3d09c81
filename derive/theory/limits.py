"""Limits of real sequences, from the definition with e > 0: sums, products, order, uniqueness, the squeeze."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.expr import Eq, Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import Seq, forall, oo, symbols, tends
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, finished
from derive.tactics.inequality import ZERO, from_not_le, le, lib, lt, not_le
from derive.tactics.lemma import lemma
from derive.tactics.logic import (
    by_contradiction,
    exists_elim,
    exists_intro,
    mps,
    not_elim,
    spec,
)
from derive.tactics.prover import Prover
from derive.theory import order
from derive.theory.eventually import I, N, add, cited, closed, from_then_on, later, near, opened, seq, to, within

a, b, c, e, x = symbols("a b c e x", Real)
n, m = symbols("n m", Natural)
u, v, w = symbols("u v w", Seq(Real))

_imp = order._imp


def _combined(goal: Term, limits: list[tuple[Term, Term, Expr]], prove: Callable[[Prover, list[Theorem]], Theorem], *hyps: Term) -> Theorem:
    """The limit `goal`, given limits (sequence, limit, how close) and a proof of `|u(m) - c| <= e` from the given distances."""

    def inner(positive: Theorem) -> Theorem:
        p = Prover()
        p.add(positive)
        for h in hyps:
            p.add(k.assume(h))
        given = []
        for s, l, close_to in limits:
            given.append((near(s, l, close_to.term), opened(k.assume(to(s, l)), close_to.term, p.need(lt(ZERO, close_to.term)))))
        _, (s, l) = parts(goal)
        return from_then_on(near(s, l, e.term), given, lambda known: prove(p, known))

    return closed(goal, inner)


_ua, _vb, _vc, _wc = to(u.term, a.term), to(v.term, b.term), to(v.term, c.term), to(w.term, c.term)


def _const() -> Theorem:
    goal = to(seq(c), c.term)

    def inner(positive: Theorem) -> Theorem:
        p = Prover()
        p.add(positive)
        at = close(p, le(call("abs", call("sub", c.term, c.term)), e.term))
        return exists_intro(later(near(seq(c), c.term, e.term)), NAT_ZERO, k.generalize(I, at))

    return finished(closed(goal, inner))


tends_const = lemma("tends_const", to(seq(c), c.term), "a constant sequence", _const)


def _sum(name: str) -> Callable[[], Theorem]:
    def run() -> Theorem:
        s, l = seq(call(name, u[n].term, v[n].term)), call(name, a.term, b.term)
        t = call("sub", apply(s, I), l)
        th = _combined(to(s, l), [(u.term, a.term, e / 2), (v.term, b.term, e / 2)], lambda p, known: within(p.child(), t, e.term, *known))
        return finished(th, _ua, _vb)

    return run


tends_add = lemma("tends_add", _imp(Expr(_ua), Expr(_vb), tends[n, oo](u[n] + v[n], a + b)), "limit of a sum", _sum("add"))
tends_sub = lemma("tends_sub", _imp(Expr(_ua), Expr(_vb), tends[n, oo](u[n] - v[n], a - b)), "limit of a difference", _sum("sub"))


def _scaled() -> Theorem:
    s, l = seq(c * u[n]), (c * a).term
    size = abs(c) + 1

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        gap = Expr(apply(u.term, I)) - a
        p.add(known[0])
        less = p.need(le(abs(c).term, size.term))
        product = mps(
            spec(lib("mul_le_mul"), (e / size).term, abs(c).term, size.term, abs(gap).term),
            less, known[0], p.need(le(ZERO, abs(gap).term)), p.need(le(ZERO, size.term)),
        )  # fmt: skip
        first = k.congr(k.refl(const("abs")), k.field((c * Expr(apply(u.term, I)) - c * a).term, (c * gap).term))
        second = k.trans(first, spec(lib("abs_mul"), c.term, gap.term))
        bound = k.field((size * (e / size)).term, e.term, [p.need(call("not", equation(size.term, ZERO)))])
        return k.eq_mp(k.congr(k.congr(k.refl(product.concl.fun.fun), k.sym(second)), bound), product)

    return finished(_combined(to(s, l), [(u.term, a.term, e / size)], at), _ua)


tends_mul_left = lemma("tends_mul_left", _imp(Expr(_ua), tends[n, oo](c * u[n], c * a)), "limit of a multiple", _scaled)


def _neg() -> Theorem:
    th = k.mp(spec(tends_mul_left.theorem, a.term, literal(-1), u.term), k.assume(_ua))
    same = k.abstr(n.term, k.field((-1 * u[n]).term, (-u[n]).term))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), same), k.field(th.concl.arg, (-a).term)), th)
    return finished(th, _ua)


tends_neg = lemma("tends_neg", _imp(Expr(_ua), tends[n, oo](-u[n], -a)), "limit of a negative", _neg)


def _mul_zero() -> Theorem:
    s = seq(u[n] * v[n])
    hyps = to(u.term, ZERO), to(v.term, ZERO)

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        x_, y_ = (Expr(apply(q.term, I)) for q in (u, v))
        plain = [
            k.eq_mp(
                k.congr(k.congr(k.refl(h.concl.fun.fun), k.congr(k.refl(const("abs")), k.field((z - 0).term, z.term))), k.refl(bound.term)),
                h,
            )
            for h, z, bound in zip(known, (x_, y_), (one, e), strict=True)
        ]
        product = mps(
            spec(lib("mul_le_mul"), e.term, abs(x_).term, one.term, abs(y_).term),
            *plain, p.need(le(ZERO, abs(y_).term)), p.need(le(ZERO, one.term)),
        )  # fmt: skip
        gap = k.congr(k.refl(const("abs")), k.field((x_ * y_ - 0).term, (x_ * y_).term))
        same = k.trans(gap, spec(lib("abs_mul"), x_.term, y_.term))
        moved = k.congr(k.congr(k.refl(product.concl.fun.fun), k.sym(same)), k.field(product.concl.arg, e.term))
        return k.eq_mp(moved, product)

    one = Expr(literal(1))
    return finished(_combined(to(s, ZERO), [(u.term, ZERO, one), (v.term, ZERO, e)], at), *hyps)


tends_mul_zero = lemma(
    "tends_mul_zero", _imp(tends[n, oo](u[n], 0), tends[n, oo](v[n], 0), tends[n, oo](u[n] * v[n], 0)), "limit of a product", _mul_zero
)


def _mul() -> Theorem:
    ha, hb = k.assume(_ua), k.assume(_vb)
    constant = {z: spec(tends_const.theorem, z.term) for z in (a, b)}
    shifted = []
    for h, s, z in ((ha, u, a), (hb, v, b)):
        th = mps(spec(tends_sub.theorem, z.term, z.term, s.term, seq(z)), h, constant[z])
        shifted.append(k.eq_mp(k.congr(k.refl(th.concl.fun), k.field(th.concl.arg, ZERO)), th))
    rest = mps(spec(tends_mul_zero.theorem, seq(u[n] - a), seq(v[n] - b)), *shifted)
    left_ = k.mp(spec(tends_mul_left.theorem, b.term, a.term, v.term), hb)
    right_ = k.mp(spec(tends_mul_left.theorem, a.term, b.term, u.term), ha)
    th = rest
    for more in (left_, right_, spec(tends_const.theorem, (-(a * b)).term)):
        (s, l), (t, l2) = parts(th.concl)[1], parts(more.concl)[1]
        th = mps(spec(tends_add.theorem, l, l2, s, t), th, more)
    s, l = parts(th.concl)[1]
    same = k.abstr(n.term, k.field(apply(s, n.term), (u[n] * v[n]).term))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), same), k.field(l, (a * b).term)), th)
    return finished(th, _ua, _vb)


tends_mul = lemma("tends_mul", _imp(Expr(_ua), Expr(_vb), tends[n, oo](u[n] * v[n], a * b)), "limit of a product", _mul)


def _between() -> Theorem:
    low, high = forall[n](v[n] <= u[n]).term, forall[n](u[n] <= w[n]).term
    goal = to(u.term, c.term)

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        q = cited(p, k.specialize(k.assume(low), I), k.specialize(k.assume(high), I))
        return within(q, call("sub", apply(u.term, I), c.term), e.term, *known)

    return finished(_combined(goal, [(v.term, c.term, e), (w.term, c.term, e)], at), low, high, _vc, _wc)


squeeze = lemma(
    "squeeze",
    _imp(forall[n](v[n] <= u[n]), forall[n](u[n] <= w[n]), Expr(_vc), Expr(_wc), Expr(to(u.term, c.term))),
    "squeezed between two sequences with one limit",
    _between,
)


def _of_abs() -> Theorem:
    small, zero = forall[n](abs(u[n] - a) <= v[n]).term, to(v.term, ZERO)

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        q = cited(p, k.specialize(k.assume(small), I))
        return within(q, call("sub", apply(u.term, I), a.term), e.term, *known, k.specialize(k.assume(small), I))

    return finished(_combined(_ua, [(v.term, ZERO, e)], at), small, zero)


tends_of_abs_le = lemma(
    "tends_of_abs_le",
    _imp(forall[n](abs(u[n] - a) <= v[n]), tends[n, oo](v[n], 0), Expr(_ua)),
    "the distance from the limit tends to 0",
    _of_abs,
)


_below_all = forall[e](Expr(implication(lt(ZERO, e.term), le(x.term, e.term))))


def _abs() -> Theorem:
    goal = to(seq(abs(u[n])), abs(a).term)
    size, gap = Expr(apply(u.term, I)), Expr(apply(u.term, I)) - a

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        turned = k.trans(k.congr(k.refl(const("abs")), k.field((a - size).term, (-gap).term)), spec(lib("abs_neg"), gap.term))
        up = spec(lib("abs_sub_abs_le"), size.term, a.term)
        down = spec(lib("abs_sub_abs_le"), a.term, size.term)
        down = k.eq_mp(k.congr(k.refl(down.concl.fun), turned), down)
        return within(cited(p, known[0], up, down), (abs(size) - abs(a)).term, e.term)

    return finished(_combined(goal, [(u.term, a.term, e)], at), _ua)


tends_abs = lemma("tends_abs", _imp(Expr(_ua), tends[n, oo](abs(u[n]), abs(a))), "limit of an absolute value", _abs)


def _nonpos() -> Theorem:
    h = _below_all.term

    def refute(positive: Theorem) -> Theorem:
        p = cited(Prover(), positive)
        half = p.need(lt(ZERO, (x / 2).term))
        small = k.mp(k.specialize(k.assume(h), (x / 2).term), half)
        q = cited(p, small)

        return not_elim(not_le(positive), q.need(le(x.term, ZERO)))

    goal = le(x.term, ZERO)
    contrary = call("not", goal)
    th = by_contradiction(
        goal, k.mp(k.discharge(lt(ZERO, x.term), refute(k.assume(lt(ZERO, x.term)))), from_not_le(k.assume(contrary), ZERO, x.term))
    )
    return finished(th, h)


nonpos_of_le_all = lemma("nonpos_of_le_all", _imp(_below_all, x <= 0), "a number below every positive one", _nonpos)


def _limits_le() -> Theorem:
    below = forall[n](u[n] <= v[n]).term
    positive = lt(ZERO, e.term)
    p = cited(Prover(), k.assume(positive))
    half = (e / 2).term
    given = [(near(s.term, l.term, half), opened(k.assume(h), half, p.need(lt(ZERO, half)))) for s, l, h in ((u, a, _ua), (v, b, _vb))]
    q = abstract(I, le((a - b).term, e.term))

    def at(known: list[Theorem]) -> Theorem:
        r = cited(p, k.specialize(k.assume(below), I))
        for h in known:
            s = parts(parts(h.concl)[1][0])[1][0]
            for fact in (h, spec(lib("le_abs_self"), s), spec(lib("neg_le_abs"), s)):
                r.add(fact)
        return r.need(le((a - b).term, e.term))

    th = from_then_on(q, given, at)
    body = k.specialize(k.assume(for_all(I, le((a - b).term, e.term))), NAT_ZERO)
    th = exists_elim(th, N, body)
    every = k.generalize(e.term, k.discharge(positive, th))
    small = k.mp(spec(nonpos_of_le_all.theorem, (a - b).term), every)
    return finished(cited(Prover(), small).need(le(a.term, b.term)), below, _ua, _vb)


tends_le_tends = lemma("tends_le_tends", _imp(forall[n](u[n] <= v[n]), Expr(_ua), Expr(_vb), a <= b), "limits keep the order", _limits_le)


def _tends_le(flip: bool) -> Callable[[], Theorem]:
    def run() -> Theorem:
        bound = for_all(n.term, le(c.term, u[n].term) if flip else le(u[n].term, c.term))
        held = k.assume(bound)
        constant = spec(tends_const.theorem, c.term)
        if flip:
            th = mps(spec(tends_le_tends.theorem, c.term, a.term, seq(c), u.term), held, constant, k.assume(_ua))
        else:
            th = mps(spec(tends_le_tends.theorem, a.term, c.term, u.term, seq(c)), held, k.assume(_ua), constant)
        return finished(th, bound, _ua)

    return run


tends_le = lemma("tends_le", _imp(forall[n](u[n] <= c), Expr(_ua), a <= c), "limits keep the order", _tends_le(False))
le_tends = lemma("le_tends", _imp(forall[n](c <= u[n]), Expr(_ua), c <= a), "limits keep the order", _tends_le(True))


def _unique() -> Theorem:
    _ub = to(u.term, b.term)
    same = k.generalize(n.term, spec(lib("le_refl"), u[n].term))
    up = mps(spec(tends_le_tends.theorem, a.term, b.term, u.term, u.term), same, k.assume(_ua), k.assume(_ub))
    down = mps(spec(tends_le_tends.theorem, b.term, a.term, u.term, u.term), same, k.assume(_ub), k.assume(_ua))
    return finished(mps(spec(lib("le_antisymm"), a.term, b.term), up, down), _ua, _ub)


tends_unique = lemma("tends_unique", _imp(Expr(_ua), tends[n, oo](u[n], b), Eq(a, b)), "a sequence has one limit", _unique)


shift = symbols("k", Natural)


def _shift(back: bool) -> Callable[[], Theorem]:
    shifted = seq(u[n + shift])
    first, second = (to(shifted, a.term), _ua) if back else (_ua, to(shifted, a.term))
    other = var("j", nat)

    def run() -> Theorem:
        def inner(positive: Theorem) -> Theorem:
            s, t = (shifted, u.term) if back else (u.term, shifted)
            held = opened(k.assume(first), e.term, positive)
            p = near(s, a.term, e.term)
            body = for_all(other, apply(p, add(N, other)))
            at = k.specialize(k.assume(body), other if back else add(other, shift.term))
            q = near(t, a.term, e.term)
            start = add(N, shift.term) if back else N
            goal = apply(q, add(start, other))
            # both sides speak of u at one index, written in two ways
            now, wanted = (parts(parts(z)[1][0])[1][0].fun.arg.arg for z in (at.concl, goal))
            hole = var("h", nat)
            pattern = abstract(hole, le(call("abs", call("sub", apply(u.term, hole), a.term)), e.term))
            at = k.eq_mp(k.congr(k.refl(pattern), k.field(now, wanted)), at)
            th = exists_intro(later(q), start, k.generalize(other, at))
            return exists_elim(held, N, th)

        return finished(closed(second, inner), first)

    return run


_shifted = Expr(to(seq(u[n + shift]), a.term))
tends_shift = lemma("tends_shift", _imp(Expr(_ua), _shifted), "the same limit, begun later", _shift(False))
tends_of_shift = lemma("tends_of_shift", _imp(_shifted, Expr(_ua)), "the same limit, begun earlier", _shift(True))
