"""What suprema give: a natural number above each number, powers that vanish, limits of falling sequences."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import abstract, apply, const, equation, for_all, implication, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat, real
from derive.language.expr import Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import Seq, symbols
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished, induction
from derive.tactics.inequality import ZERO, from_not_le, le, lib, lt, not_le, same, trans, weaken
from derive.tactics.lemma import lemma
from derive.tactics.logic import (
    by_contradiction,
    conj,
    exists_elim,
    exists_intro,
    exists_term,
    mps,
    not_elim,
    not_intro,
    spec,
    unfold,
)
from derive.tactics.prover import Prover
from derive.theory import analysis
from derive.theory.eventually import I, N, add, cited, closed, later, near, seq, to, within

a, b, c, e, x = symbols("a b c e x", Real)
n, m = symbols("n m", Natural)
u, v, w = symbols("u v w", Seq(Real))
_ua = to(u.term, a.term)
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
    goal = apply(abstract(n.term, statement), call("nat_add", n.term, NAT_ONE))
    step = same(total, parts(goal)[1][0], parts(goal)[1][1])
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
        held = le((1 / (e * gap)).term, call("cast", N))
        q = cited(p, k.assume(held))
        at = Expr(add(N, I))
        small = mps(spec(pow_mul_le_one.theorem, c.term, at.term), k.assume(hyps[0]), q.need(le(c.term, literal(1))))
        power = c**at
        product = (e * gap).term
        ne = [q.need(call("not", equation(t, ZERO))) for t in (product,)]
        # 1 / (e (1 - c)) <= N, hence 1 <= N e (1 - c), hence c^k <= e
        wide = mps(
            spec(lib("mul_le_mul_of_nonneg_left"), (1 / (e * gap)).term, call("cast", N), product),
            k.assume(held),
            q.need(le(ZERO, product)),
        )
        from derive.tactics.inequality import same

        one = same(wide, literal(1), (e * gap * Expr(call("cast", N))).term, *ne)
        nonneg = q.need(le(ZERO, power.term))
        scaled = mps(spec(lib("mul_le_mul_of_nonneg_left"), *parts(one.concl)[1], power.term), one, nonneg)
        up = mps(spec(lib("mul_le_mul_of_nonneg_left"), *parts(small.concl)[1], e.term), small, q.need(le(ZERO, e.term)))
        extra = q.need(le(ZERO, (e * power * (1 + Expr(call("cast", I)) * gap)).term))
        r = cited(Prover(), scaled, up, extra)
        th = r.need(le(power.term, e.term))
        plain = mps(spec(lib("abs_of_nonneg"), power.term), nonneg)
        same_abs = k.trans(k.congr(k.refl(const("abs")), k.field((power - 0).term, power.term)), plain)
        th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(same_abs)), k.refl(e.term)), th)
        found = exists_intro(later(near(seq(c**n), ZERO, e.term)), N, k.generalize(I, th))
        return exists_elim(far, N, found)

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
    moved = k.congr(k.refl(u.term), k.field(parts(at.concl)[1][0].arg, parts(goal)[1][0].arg))
    at = k.eq_mp(k.congr(k.congr(k.refl(at.concl.fun.fun), moved), k.refl(at.concl.arg)), at)
    step = trans(at, k.assume(statement))
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
        goal = exists_term(N, le(apply(u.term, N), close_by))
        none = call("not", goal)
        at = le(apply(u.term, N), close_by)
        from derive.tactics.inequality import from_not_le, not_le, weaken
        from derive.tactics.logic import not_intro

        denied = not_intro(at, not_elim(k.assume(none), exists_intro(goal, N, k.assume(at))))
        far = weaken(from_not_le(denied, close_by, apply(u.term, N)))  # limit + e <= u N
        lower = call("sub", top, e.term)
        smaller = k.generalize(N, cited(Prover(), far).need(le(call("neg", apply(u.term, N)), lower)))
        too_small = k.mp(spec(k.instantiate_type(lib("sup_le"), types), lower, minus), smaller)
        false = not_elim(not_le(positive), cited(Prover(), too_small).need(le(e.term, ZERO)))
        there = by_contradiction(goal, false)
        q = near(u.term, limit, e.term)
        falling = k.mp(spec(le_of_falling.theorem, I, N, u.term), k.assume(_falls))
        i = add(N, I)
        p = cited(Prover(), k.assume(at), falling, spec(k.generalize(n.term, least), i))
        th = within(p, call("sub", apply(u.term, i), limit), e.term)
        return exists_elim(there, N, exists_intro(later(q), N, k.generalize(I, th)))

    tends_ = closed(to(u.term, limit), inner)
    above = mps(spec(lib("le_tends"), limit, c.term, u.term), k.assume(floor), tends_)
    whole = conj(above, conj(k.generalize(n.term, least), tends_))
    target = exists_term(a.term, _infimum)
    return finished(exists_intro(target, limit, whole), _falls, floor)


tends_of_falling = lemma(
    "tends_of_falling",
    implication(_falls, implication(for_all(n.term, le(c.term, u[n].term)), exists_term(a.term, _infimum))),
    "a falling sequence that is bounded below has a limit",
    _monotone,
)
