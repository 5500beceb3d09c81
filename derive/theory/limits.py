"""Limits of real sequences: what follows from the definition with e > 0, and from suprema."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real
from derive.language.expr import Eq, Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import Seq, forall, oo, symbols, tends
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished
from derive.tactics.inequality import ZERO, le, lib, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import (
    by_contradiction,
    conj,
    exists_elim,
    exists_intro,
    exists_term,
    left,
    mps,
    not_elim,
    right,
    spec,
    unfold,
)
from derive.tactics.prover import Prover
from derive.theory import analysis, order

_imp = order._imp
a, b, c, d, e, x, y = symbols("a b c d e x y", Real)
n, m = symbols("n m", Natural)
u, v, w = symbols("u v w", Seq(Real))
_P, _Q = var("P", fun(nat, bool_)), var("Q", fun(nat, bool_))
_N, _M, _m, _i = var("N", nat), var("M", nat), var("m", nat), var("i", nat)


def add(i: Term, j: Term) -> Term:
    """i + j, for indices."""
    return call("nat_add", i, j)


def later(p: Term) -> Term:
    """From some index on, p holds: there is an n with p(n + m) for all m."""
    return exists_term(_i, for_all(_m, apply(p, add(_i, _m))))


def _moved(th: Theorem, p: Term, index: Term) -> Theorem:
    """p(i) to p(j), for indices that are equal by arithmetic."""
    now = th.concl.arg if apply(p, index).canon is not th.concl.canon else index
    return th if now is index else k.eq_mp(k.congr(k.refl(p), k.field(now, index)), th)


def _later_and() -> Theorem:
    both = abstract(_m, call("and", apply(_P, _m), apply(_Q, _m)))
    first, second = for_all(_m, apply(_P, add(_N, _m))), for_all(_m, apply(_Q, add(_M, _m)))
    total = add(_N, _M)
    at = add(total, _m)
    one = k.eq_mp(k.congr(k.refl(_P), k.field(add(_N, add(_M, _m)), at)), k.specialize(k.assume(first), add(_M, _m)))
    two = k.eq_mp(k.congr(k.refl(_Q), k.field(add(_M, add(_N, _m)), at)), k.specialize(k.assume(second), add(_N, _m)))
    th = exists_intro(later(both), total, k.generalize(_m, conj(one, two)))
    th = exists_elim(k.assume(later(_Q)), _M, th)
    th = exists_elim(k.assume(later(_P)), _N, th)
    return finished(th, later(_P), later(_Q))


later_and = lemma(
    "later_and",
    implication(later(_P), implication(later(_Q), later(abstract(_m, call("and", apply(_P, _m), apply(_Q, _m)))))),
    "from the larger of two indices on, both hold",
    _later_and,
)


def _later_of() -> Theorem:
    step = for_all(_m, implication(apply(_P, _m), apply(_Q, _m)))
    held = for_all(_m, apply(_P, add(_N, _m)))
    at = k.mp(k.specialize(k.assume(step), add(_N, _m)), k.specialize(k.assume(held), _m))
    th = exists_elim(k.assume(later(_P)), _N, exists_intro(later(_Q), _N, k.generalize(_m, at)))
    return finished(th, step, later(_P))


later_of = lemma(
    "later_of",
    implication(for_all(_m, implication(apply(_P, _m), apply(_Q, _m))), implication(later(_P), later(_Q))),
    "from some index on",
    _later_of,
)


def to(sequence: Term, limit: Term) -> Term:
    """The statement: the sequence tends to the limit."""
    return call("tends", sequence, limit)


def seq(t: Expr | Term) -> Term:
    """The sequence of the terms t, n = 0, 1, ..."""
    return abstract(n.term, t.term if isinstance(t, Expr) else t)


def near(sequence: Term, limit: Term, e_: Term) -> Term:
    """The predicate of the index: this close to the limit."""
    return abstract(_m, le(call("abs", call("sub", apply(sequence, _m), limit)), e_))


def opened(th: Theorem, e_: Term, positive: Theorem) -> Theorem:
    """From a limit: from some index on, the sequence is within e of it."""
    return k.mp(k.specialize(k.eq_mp(unfold(th.concl), th), e_), positive)


def closed(goal: Term, prove: Callable[[Theorem], Theorem]) -> Theorem:
    """A limit, given how `0 < e` leads to: from some index on within e."""
    positive = lt(ZERO, e.term)
    th = prove(k.assume(positive))
    return k.eq_mp(k.sym(unfold(goal)), k.generalize(e.term, k.discharge(positive, th)))


def within(p: Prover, t: Term, bound: Term, *known: Theorem) -> Theorem:
    """|t| <= bound, by linear arithmetic from facts `|s| <= c`."""
    for h in known:
        s = parts(parts(h.concl)[1][0])[1][0]
        p.add(h)
        p.add(spec(lib("le_abs_self"), s))
        p.add(spec(lib("neg_le_abs"), s))
    up, down = p.need(le(t, bound)), p.need(le(call("neg", t), bound))
    return mps(spec(lib("abs_le"), bound, t), up, down)


def from_then_on(q: Term, given: list[tuple[Term, Theorem]], prove: Callable[[list[Theorem]], Theorem]) -> Theorem:
    """From some index on q, given predicates that hold from some index on and how q(m) follows from them at one m."""
    p, whole = given[0]
    for p2, th in given[1:]:
        whole = mps(spec(later_and.theorem, p, p2), whole, th)
        p = abstract(_m, call("and", apply(p, _m), apply(p2, _m)))
    held = apply(p, _m)
    rest, known = k.assume(held), []
    for _ in given[1:]:
        known.append(right(rest))
        rest = left(rest)
    th = prove([rest, *reversed(known)])
    step = k.generalize(_m, k.discharge(held, th))
    return mps(spec(later_of.theorem, p, q), step, whole)


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
        return exists_intro(later(near(seq(c), c.term, e.term)), NAT_ZERO, k.generalize(_m, at))

    return finished(closed(goal, inner))


tends_const = lemma("tends_const", to(seq(c), c.term), "a constant sequence", _const)


def _sum(name: str) -> Callable[[], Theorem]:
    def run() -> Theorem:
        s, l = seq(call(name, u[n].term, v[n].term)), call(name, a.term, b.term)
        t = call("sub", apply(s, _m), l)
        th = _combined(to(s, l), [(u.term, a.term, e / 2), (v.term, b.term, e / 2)], lambda p, known: within(p.child(), t, e.term, *known))
        return finished(th, _ua, _vb)

    return run


tends_add = lemma("tends_add", _imp(Expr(_ua), Expr(_vb), tends[n, oo](u[n] + v[n], a + b)), "limit of a sum", _sum("add"))
tends_sub = lemma("tends_sub", _imp(Expr(_ua), Expr(_vb), tends[n, oo](u[n] - v[n], a - b)), "limit of a difference", _sum("sub"))


def _scaled() -> Theorem:
    s, l = seq(c * u[n]), (c * a).term
    size = abs(c) + 1

    def at(p: Prover, known: list[Theorem]) -> Theorem:
        gap = Expr(apply(u.term, _m)) - a
        p.add(known[0])
        less = p.need(le(abs(c).term, size.term))
        product = mps(
            spec(lib("mul_le_mul"), (e / size).term, abs(c).term, size.term, abs(gap).term),
            less, known[0], p.need(le(ZERO, abs(gap).term)), p.need(le(ZERO, size.term)),
        )  # fmt: skip
        first = k.congr(k.refl(const("abs")), k.field((c * Expr(apply(u.term, _m)) - c * a).term, (c * gap).term))
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
        x_, y_ = (Expr(apply(q.term, _m)) for q in (u, v))
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


def cited(p: Prover, *facts: Theorem) -> Prover:
    """A prover that knows these facts too."""
    q = Prover(p)
    for th in facts:
        q.add(th)
    return q


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
        q = cited(p, k.specialize(k.assume(low), _m), k.specialize(k.assume(high), _m))
        return within(q, call("sub", apply(u.term, _m), c.term), e.term, *known)

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
        q = cited(p, k.specialize(k.assume(small), _m))
        return within(q, call("sub", apply(u.term, _m), a.term), e.term, *known, k.specialize(k.assume(small), _m))

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
    size, gap = Expr(apply(u.term, _m)), Expr(apply(u.term, _m)) - a

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
        from derive.tactics.inequality import not_le

        return not_elim(not_le(positive), q.need(le(x.term, ZERO)))

    goal = le(x.term, ZERO)
    contrary = call("not", goal)
    from derive.tactics.inequality import from_not_le

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
    q = abstract(_m, le((a - b).term, e.term))

    def at(known: list[Theorem]) -> Theorem:
        r = cited(p, k.specialize(k.assume(below), _m))
        for h in known:
            s = parts(parts(h.concl)[1][0])[1][0]
            for fact in (h, spec(lib("le_abs_self"), s), spec(lib("neg_le_abs"), s)):
                r.add(fact)
        return r.need(le((a - b).term, e.term))

    th = from_then_on(q, given, at)
    body = k.specialize(k.assume(for_all(_m, le((a - b).term, e.term))), NAT_ZERO)
    th = exists_elim(th, _i, body)
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
            body = for_all(other, apply(p, add(_N, other)))
            at = k.specialize(k.assume(body), other if back else add(other, shift.term))
            q = near(t, a.term, e.term)
            start = add(_N, shift.term) if back else _N
            goal = apply(q, add(start, other))
            # both sides speak of u at one index, written in two ways
            now, wanted = (parts(parts(z)[1][0])[1][0].fun.arg.arg for z in (at.concl, goal))
            hole = var("h", nat)
            pattern = abstract(hole, le(call("abs", call("sub", apply(u.term, hole), a.term)), e.term))
            at = k.eq_mp(k.congr(k.refl(pattern), k.field(now, wanted)), at)
            th = exists_intro(later(q), start, k.generalize(other, at))
            return exists_elim(held, _N, th)

        return finished(closed(second, inner), first)

    return run


_shifted = Expr(to(seq(u[n + shift]), a.term))
tends_shift = lemma("tends_shift", _imp(Expr(_ua), _shifted), "the same limit, begun later", _shift(False))
tends_of_shift = lemma("tends_of_shift", _imp(_shifted, Expr(_ua)), "the same limit, begun earlier", _shift(True))


_s, _g = analysis._s, analysis._g
_low, _high = for_all(_s, le(ZERO, apply(_g, _s))), for_all(_s, le(apply(_g, _s), c.term))


def _sup_nonneg() -> Theorem:
    definition = unfold(analysis._above)
    above = k.eq_mp(k.sym(definition), exists_intro(definition.concl.arg, c.term, k.assume(_high)))
    th = k.mp(spec(analysis.le_sup.theorem, _g, _s), above)
    return finished(mps(spec(lib("le_trans"), ZERO, *parts(th.concl)[1]), k.specialize(k.assume(_low), _s), th), _low, _high)


sup_nonneg = lemma(
    "sup_nonneg",
    implication(_low, implication(_high, le(ZERO, analysis._sup))),
    "the supremum of bounded numbers that are not negative",
    _sup_nonneg,
    "intro",
)

# The real numbers have no infinite ones: from suprema.


def _archimedes() -> Theorem:
    counting = abstract(n.term, call("cast", n.term))
    top = apply(const("sup", fun(fun(nat, real), real)), counting)
    contrary = for_all(n.term, call("not", le(x.term, call("cast", n.term))))
    from derive.tactics.inequality import from_not_le, not_le, weaken

    some_bound = apply(const("bounded_above", fun(fun(nat, real), bool_)), counting)
    each = k.generalize(n.term, weaken(from_not_le(k.specialize(k.assume(contrary), n.term), call("cast", n.term), x.term)))
    definition = unfold(some_bound)
    bounded = k.eq_mp(k.sym(definition), exists_intro(definition.concl.arg, x.term, each))
    types = {analysis._a: nat}
    succ = call("nat_add", n.term, NAT_ONE)
    th = k.mp(spec(k.instantiate_type(lib("le_sup"), types), counting, succ), bounded)  # n + 1 <= sup
    p = cited(Prover(), th)
    less = call("sub", top, literal(1))
    smaller = k.generalize(n.term, p.need(le(call("cast", n.term), less)))
    least = k.mp(spec(k.instantiate_type(lib("sup_le"), types), less, counting), smaller)
    false = not_elim(not_le(Prover().need(lt(less, top))), least)
    goal = exists_term(n.term, le(x.term, call("cast", n.term)))
    none = call("not", goal)
    at = le(x.term, call("cast", n.term))
    from derive.tactics.logic import not_intro

    denied = k.generalize(n.term, not_intro(at, not_elim(k.assume(none), exists_intro(goal, n.term, k.assume(at)))))
    return finished(by_contradiction(goal, k.mp(k.discharge(contrary, false), denied)))


archimedes = lemma(
    "archimedes",
    exists_term(n.term, le(x.term, call("cast", n.term))),
    "some natural number is larger",
    _archimedes,
)


def _bernoulli() -> Theorem:
    """c^n (1 + n (1 - c)) <= 1."""
    hyps = le(ZERO, c.term), le(c.term, literal(1))
    statement = le((c**n * (1 + n * (1 - c))).term, literal(1))
    p = Prover()
    for h in hyps:
        p.add(k.assume(h))

    base = close(p, apply(abstract(n.term, statement), NAT_ZERO))
    q = p.child(statement)
    power = q.need(le((c ** (n + 1)).term, literal(1)))
    scaled = mps(spec(lib("mul_le_mul_of_nonneg_left"), parts(statement)[1][0], literal(1), c.term), k.assume(statement), k.assume(hyps[0]))
    more = mps(spec(lib("mul_le_mul_of_nonneg_left"), (c ** (n + 1)).term, literal(1), (1 - c).term), power, q.need(le(ZERO, (1 - c).term)))
    total = mps(spec(lib("add_le_add"), *(parts(more.concl)[1][1], *parts(scaled.concl)[1], parts(more.concl)[1][0])), scaled, more)
    from derive.tactics.inequality import same

    goal = apply(abstract(n.term, statement), call("nat_add", n.term, NAT_ONE))
    step = same(total, parts(goal)[1][0], parts(goal)[1][1])
    from derive.tactics.induction import induction

    return finished(k.specialize(induction(n.term, statement, base, step), n.term), *hyps)


pow_mul_le_one = lemma(
    "pow_mul_le_one",
    implication(le(ZERO, c.term), implication(le(c.term, literal(1)), le((c**n * (1 + n * (1 - c))).term, literal(1)))),
    "Bernoulli's inequality",
    _bernoulli,
)


def _pow() -> Theorem:
    hyps = le(ZERO, c.term), lt(c.term, literal(1))
    goal = to(seq(c**n), ZERO)

    def inner(positive: Theorem) -> Theorem:
        p = cited(Prover(), positive, *(k.assume(h) for h in hyps))
        gap = 1 - c
        p.add(p.need(lt(ZERO, gap.term)))
        far = spec(archimedes.theorem, (1 / (e * gap)).term)
        held = le((1 / (e * gap)).term, call("cast", _N))
        q = cited(p, k.assume(held))
        at = Expr(add(_N, _m))
        small = mps(spec(pow_mul_le_one.theorem, c.term, at.term), k.assume(hyps[0]), q.need(le(c.term, literal(1))))
        power = c**at
        product = (e * gap).term
        ne = [q.need(call("not", equation(t, ZERO))) for t in (product,)]
        # 1 / (e (1 - c)) <= N, hence 1 <= N e (1 - c), hence c^k <= e
        wide = mps(
            spec(lib("mul_le_mul_of_nonneg_left"), (1 / (e * gap)).term, call("cast", _N), product),
            k.assume(held),
            q.need(le(ZERO, product)),
        )
        from derive.tactics.inequality import same

        one = same(wide, literal(1), (e * gap * Expr(call("cast", _N))).term, *ne)
        nonneg = q.need(le(ZERO, power.term))
        scaled = mps(spec(lib("mul_le_mul_of_nonneg_left"), *parts(one.concl)[1], power.term), one, nonneg)
        up = mps(spec(lib("mul_le_mul_of_nonneg_left"), *parts(small.concl)[1], e.term), small, q.need(le(ZERO, e.term)))
        extra = q.need(le(ZERO, (e * power * (1 + Expr(call("cast", _m)) * gap)).term))
        r = cited(Prover(), scaled, up, extra)
        th = r.need(le(power.term, e.term))
        plain = mps(spec(lib("abs_of_nonneg"), power.term), nonneg)
        same_abs = k.trans(k.congr(k.refl(const("abs")), k.field((power - 0).term, power.term)), plain)
        th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(same_abs)), k.refl(e.term)), th)
        found = exists_intro(later(near(seq(c**n), ZERO, e.term)), _N, k.generalize(_m, th))
        return exists_elim(far, _N, found)

    return finished(closed(goal, inner), *hyps)


tends_pow = lemma(
    "tends_pow",
    implication(le(ZERO, c.term), implication(lt(c.term, literal(1)), to(seq(c**n), ZERO))),
    "powers of a number below 1",
    _pow,
)

_infimum = call("and", le(c.term, a.term), call("and", for_all(n.term, le(a.term, u[n].term)), _ua))
_falls = for_all(n.term, le(u[n + 1].term, u[n].term))


def _falling() -> Theorem:
    statement = le(u[n + m].term, u[n].term)
    p = cited(Prover(), k.assume(_falls))
    base = close(p, apply(abstract(m.term, statement), NAT_ZERO))
    at = k.specialize(k.assume(_falls), (n + m).term)
    goal = apply(abstract(m.term, statement), call("nat_add", m.term, NAT_ONE))
    from derive.tactics.inequality import trans

    moved = k.congr(k.refl(u.term), k.field(parts(at.concl)[1][0].arg, parts(goal)[1][0].arg))
    at = k.eq_mp(k.congr(k.congr(k.refl(at.concl.fun.fun), moved), k.refl(at.concl.arg)), at)
    step = trans(at, k.assume(statement))
    from derive.tactics.induction import induction

    return finished(k.specialize(induction(m.term, statement, base, step), m.term), _falls)


le_of_falling = lemma("le_of_falling", implication(_falls, le(u[n + m].term, u[n].term)), "a falling sequence", _falling)


def _monotone() -> Theorem:
    floor = for_all(n.term, le(c.term, u[n].term))
    minus = seq(-u[n])
    types = {analysis._a: nat}
    top = apply(const("sup", fun(fun(nat, real), real)), minus)
    limit = call("neg", top)
    is_above = apply(const("bounded_above", fun(fun(nat, real), bool_)), minus)
    definition = unfold(is_above)
    h = k.specialize(k.assume(floor), n.term)
    each = k.generalize(n.term, cited(Prover(), h).need(le((-u[n]).term, (-c).term)))
    bounded = k.eq_mp(k.sym(definition), exists_intro(definition.concl.arg, (-c).term, each))
    upper = spec(k.instantiate_type(lib("le_sup"), types), minus)
    below = k.mp(k.specialize(upper, n.term), bounded)  # - u n <= top
    least = cited(Prover(), below).need(le(limit, u[n].term))

    def inner(positive: Theorem) -> Theorem:
        close_by = call("add", limit, e.term)
        goal = exists_term(_N, le(apply(u.term, _N), close_by))
        none = call("not", goal)
        at = le(apply(u.term, _N), close_by)
        from derive.tactics.inequality import from_not_le, not_le, weaken
        from derive.tactics.logic import not_intro

        denied = not_intro(at, not_elim(k.assume(none), exists_intro(goal, _N, k.assume(at))))
        far = weaken(from_not_le(denied, close_by, apply(u.term, _N)))  # limit + e <= u N
        lower = call("sub", top, e.term)
        smaller = k.generalize(_N, cited(Prover(), far).need(le(call("neg", apply(u.term, _N)), lower)))
        too_small = k.mp(spec(k.instantiate_type(lib("sup_le"), types), lower, minus), smaller)
        false = not_elim(not_le(positive), cited(Prover(), too_small).need(le(e.term, ZERO)))
        there = by_contradiction(goal, false)
        q = near(u.term, limit, e.term)
        falling = k.mp(spec(le_of_falling.theorem, _m, _N, u.term), k.assume(_falls))
        i = add(_N, _m)
        p = cited(Prover(), k.assume(at), falling, spec(k.generalize(n.term, least), i))
        th = within(p, call("sub", apply(u.term, i), limit), e.term)
        return exists_elim(there, _N, exists_intro(later(q), _N, k.generalize(_m, th)))

    tends_ = closed(to(u.term, limit), inner)
    above = mps(spec(le_tends.theorem, limit, c.term, u.term), k.assume(floor), tends_)
    whole = conj(above, conj(k.generalize(n.term, least), tends_))
    target = exists_term(a.term, _infimum)
    return finished(exists_intro(target, limit, whole), _falls, floor)


tends_of_falling = lemma(
    "tends_of_falling",
    implication(_falls, implication(for_all(n.term, le(c.term, u[n].term)), exists_term(a.term, _infimum))),
    "a falling sequence that is bounded below has a limit",
    _monotone,
)
