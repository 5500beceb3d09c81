"""Natural numbers in order, products that reach their bound, squares that are 0."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.expr import Eq, Iff, Natural, Real
from derive.language.logic import call
from derive.language.symbols import Prod, Seq, forall, symbols
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ONE, NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import ZERO, from_not_le, le, lib, lt, not_le, same, strict, trans
from derive.tactics.lemma import lemma
from derive.tactics.logic import by_contradiction, conj, iff_intro, left, mps, not_elim, or_elim, or_left, or_right, right, spec
from derive.tactics.prover import Prover

n, l = symbols("n l", Natural)
g = symbols("g", Seq(Real))
c = symbols("c", Real)
_m = var("m", nat)


def _cast(i: Term) -> Term:
    return call("cast", i)


def _known(*facts: Theorem) -> Prover:
    p = Prover()
    for th in facts:
        p.add(th)
    return p


def _either(m: Term, k_: Term) -> Term:
    return call("or", le(_cast(m), _cast(k_)), le(_cast(succ(k_)), _cast(m)))


def _le_or_succ_le() -> Theorem:
    """By induction on n, and inside on m."""
    claim = for_all(_m, _either(_m, n.term))

    def by_successor(statement: Term, at_zero: Theorem, at_next: Theorem) -> Theorem:
        return induction(_m, statement, at_zero, at_next)

    zero = _either(_m, NAT_ZERO)
    first = or_left(Prover().need(le(_cast(NAT_ZERO), _cast(NAT_ZERO))), le(_cast(succ(NAT_ZERO)), _cast(NAT_ZERO)))
    second = or_right(
        le(_cast(succ(_m)), _cast(NAT_ZERO)), _known(spec(lib("cast_nonneg"), _m)).need(le(_cast(succ(NAT_ZERO)), _cast(succ(_m))))
    )
    base = by_successor(zero, first, second)
    following = _either(_m, succ(n.term))
    least = or_left(
        _known(spec(lib("cast_nonneg"), n.term)).need(le(_cast(NAT_ZERO), _cast(succ(n.term)))),
        le(_cast(succ(succ(n.term))), _cast(NAT_ZERO)),
    )
    before = k.specialize(k.assume(claim), _m)
    low, high = le(_cast(_m), _cast(n.term)), le(_cast(succ(n.term)), _cast(_m))
    up, down = le(_cast(succ(_m)), _cast(succ(n.term))), le(_cast(succ(succ(n.term))), _cast(succ(_m)))
    one = or_left(_known(k.assume(low)).need(up), down)
    two = or_right(up, _known(k.assume(high)).need(down))
    step = by_successor(following, least, or_elim(before, one, two))
    th = induction(n.term, claim, base, step)
    return finished(spec(th, n.term, _m))


le_or_succ_le = lemma("le_or_succ_le", _either(_m, n.term), "natural numbers are apart by 1", _le_or_succ_le)

_nonneg, _below = for_all(l.term, le(ZERO, g[l].term)), for_all(l.term, le(g[l].term, c.term))
_positive = lt(ZERO, c.term)
_reached = Eq(Prod[l, 1, n](g[l]), c**n).term
_each = forall[l, 1, n](Eq(g[l], c)).term


def _at(statement: Term, index: Term) -> Term:
    return apply(abstract(n.term, statement), index)


def _facts() -> Prover:
    return _known(*(k.assume(h) for h in (_nonneg, _below, _positive)))


def _forward() -> Theorem:
    """A product that reaches c^n has factors that are all c."""
    statement = implication(_reached, _each)
    nothing = apply(_at(_each, NAT_ZERO).arg, l.term)  # 1 <= l and l <= 0 ==> ...
    empty = nothing.fun.arg
    h = k.assume(empty)
    from derive.tactics.logic import contradiction

    absurd = not_elim(not_le(k.compare(lt(ZERO, literal(1)))), same(trans(left(h), right(h)), literal(1), ZERO))
    base = k.discharge(_at(_reached, NAT_ZERO), k.generalize(l.term, k.discharge(empty, contradiction(absurd, nothing.arg))))

    p = _facts()
    whole = k.assume(_at(_reached, succ(n.term)))
    unrolled = k.sym(spec(lib("prod_succ"), g.term, n.term))
    product, last = Prod[l, 1, n](g[l]).term, g[n + 1].term
    equal = k.trans(k.trans(unrolled, whole), k.field((c ** (n + 1)).term, (c**n * c).term))  # P g = c^n c
    cn = (c**n).term
    equal_sides = equal.concl.fun.arg, equal.concl.arg
    nonneg = p.need(le(ZERO, product))
    power = p.need(lt(ZERO, cn))
    small_last = k.specialize(k.assume(_below), succ(n.term))
    bound = _bound(p)  # P <= c^n
    # P < c^n would give P g <= P c < c^n c
    contrary = call("not", le(cn, product))
    less = from_not_le(k.assume(contrary), product, cn)
    q = _known(less, k.assume(_positive))
    gap = q.need(lt(ZERO, call("sub", cn, product)))
    strict = mps(spec(lib("mul_pos"), call("sub", cn, product), c.term), gap, k.assume(_positive))
    weak = mps(spec(lib("mul_le_mul_of_nonneg_left"), last, c.term, product), small_last, nonneg)
    r = _known(strict, weak)
    false = not_elim(not_le(r.need(lt(*equal_sides))), k.mp(spec(lib("ge_of_eq"), *equal_sides), equal))
    above = by_contradiction(le(cn, product), false)
    reached = mps(spec(lib("le_antisymm"), product, cn), bound, above)
    # c^n g = c^n c
    moved = k.trans(k.sym(k.congr(k.congr(k.refl(call("mul", product, last).fun.fun), reached), k.refl(last))), equal)
    ne = k.mp(spec(lib("ne_zero_of_pos"), cn), power)
    scaled = k.congr(k.refl(call("mul", call("inv", cn), cn).fun), moved)
    last_is = k.trans(k.trans(k.field(last, scaled.concl.fun.arg, [ne]), scaled), k.field(scaled.concl.arg, c.term, [ne]))
    before = mps(k.assume(statement), reached)

    goal = apply(_at(_each, succ(n.term)).arg, l.term)
    held = goal.fun.arg
    hl = k.assume(held)
    either = spec(lib("le_or_succ_le"), l.term, n.term)
    early, late = either.concl.fun.arg, either.concl.arg
    old = k.specialize(before, l.term)
    first = mps(old, conj(left(hl), k.assume(early)))
    index = mps(spec(lib("le_antisymm"), _cast(l.term), _cast(succ(n.term))), right(hl), k.assume(late))
    same_index = k.mp(spec(lib("cast_injective"), l.term, succ(n.term)), index)
    second = k.trans(k.congr(k.refl(g.term), same_index), last_is)
    every = k.generalize(l.term, k.discharge(held, or_elim(either, first, second)))
    step = k.discharge(_at(_reached, succ(n.term)), every)
    return k.specialize(induction(n.term, statement, base, step), n.term)


def _bound(p: Prover) -> Theorem:
    """The product of n numbers between 0 and c is at most c^n."""
    th = mps(spec(lib("prod_le_prod"), NAT_ONE, n.term, g.term, abstract(l.term, c.term)), k.assume(_below), k.assume(_nonneg))
    return k.eq_mp(k.congr(k.refl(th.concl.fun), spec(lib("prod_const"), c.term, n.term)), th)


def _backward() -> Theorem:
    """Factors that are all c make the product c^n."""
    statement = implication(_each, _reached)
    base_eq = close(Prover(), _at(_reached, NAT_ZERO))
    base = k.discharge(_at(_each, NAT_ZERO), base_eq)
    every = k.assume(_at(_each, succ(n.term)))
    at = apply(_each.arg, l.term)
    hl = k.assume(at.fun.arg)
    narrow = k.specialize(every, l.term)
    wider = _known(right(hl)).need(le(_cast(l.term), _cast(succ(n.term))))
    earlier = k.generalize(l.term, k.discharge(at.fun.arg, mps(narrow, conj(left(hl), wider))))
    before = k.mp(k.assume(statement), earlier)
    last = k.specialize(every, succ(n.term))
    first = last.concl.fun.arg.fun.arg
    one = _known(spec(lib("cast_nonneg"), n.term)).need(first)
    last_is = mps(last, conj(one, spec(lib("le_refl"), _cast(succ(n.term)))))
    unrolled = spec(lib("prod_succ"), g.term, n.term)
    now = unrolled.concl.arg
    th = k.trans(unrolled, k.congr(k.congr(k.refl(now.fun.fun), before), last_is))
    step = k.discharge(every.concl, k.trans(th, k.field(th.concl.arg, (c ** (n + 1)).term)))
    return k.specialize(induction(n.term, statement, base, step), n.term)


def _iff() -> Theorem:
    forward = k.mp(_forward(), k.assume(_reached))
    backward = k.mp(_backward(), k.assume(_each))
    return finished(iff_intro(forward, backward, _reached, _each), _nonneg, _below, _positive)


prod_eq_pow_iff = lemma(
    "prod_eq_pow_iff",
    implication(_nonneg, implication(_below, implication(_positive, equation(_reached, _each)))),
    "a product of numbers between 0 and c reaches its bound when all are c",
    _iff,
    "rewrite",
)

x, y = symbols("x y", Real)


def _square_zero() -> Theorem:
    square, zero = Eq(x**2, 0).term, Eq(x, 0).term
    contrary = k.assume(call("not", zero))
    two = literal(2, nat)
    false = not_elim(k.mp(spec(lib("pow_ne_zero"), two, x.term), contrary), k.assume(square))
    forward = by_contradiction(zero, false)
    v = var("h", x.term.type)
    pattern = abstract(v, call("pow", v, two))
    backward = k.trans(k.congr(k.refl(pattern), k.assume(zero)), k.field(call("pow", ZERO, two), ZERO))
    return finished(iff_intro(forward, backward, square, zero))


sq_eq_zero_iff = lemma("sq_eq_zero_iff", Iff(Eq(x**2, 0), Eq(x, 0)).term, "a square is 0 only at 0", _square_zero, "rewrite")


def _abs_pos() -> Theorem:
    h = call("not", Eq(x, 0).term)
    zero = lib("abs_nonneg")

    def refute(back: Theorem) -> Theorem:
        p = _known(spec(lib("le_abs_self"), x.term), spec(lib("neg_le_abs"), x.term), back, spec(zero, x.term))
        return not_elim(k.assume(h), mps(spec(lib("le_antisymm"), x.term, ZERO), p.need(le(x.term, ZERO)), p.need(le(ZERO, x.term))))

    return finished(strict(ZERO, abs(x).term, refute), h)


abs_pos = lemma(
    "abs_pos", implication(call("not", Eq(x, 0).term), lt(ZERO, abs(x).term)), "numbers other than 0 have a size", _abs_pos, auto=True
)
