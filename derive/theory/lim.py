"""The limit of a sequence as a number: what a sequence that converges tends to."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import abstract, apply, const, literal, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real
from derive.language.expr import Eq, Expr, Implies, Natural, Real
from derive.language.symbols import exists, forall, oo, symbols, tends
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, induction, succ
from derive.tactics.inequality import ZERO, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import exists_elim, exists_intro, mps, parts_of_eq, rewrite_concl, spec, unfold
from derive.theory import analysis
from derive.theory.absolute import abs_le, le_abs_self, neg_le_abs
from derive.theory.letters import predicate
from derive.theory.limits import nonpos_of_le_all
from derive.theory.lines import Lines
from derive.theory.order import le_antisymm

n, m = symbols("n m", Natural)
b, c, e = symbols("b c e", Real)
u = Expr(var("u", fun(nat, real)))
_TYPES = {analysis._a: nat}
_LE_SUP, _SUP_LE = (k.instantiate_type(rule.theorem, _TYPES) for rule in (analysis.le_sup, analysis.sup_le))


def _tail_bounded(start: Expr) -> Expr:
    return exists[b](forall[m](abs(u(start + m)) <= b))


def _from_tail() -> Theorem:
    """One member more, u_n, is bounded by b + |u_n|."""
    whole = exists[b](forall[m](abs(u(m)) <= b))
    claim = Implies(_tail_bounded(n), whole)
    zero = Expr(NAT_ZERO)
    base = Lines(_tail_bounded(zero))
    same = k.abstr(
        m.term,
        k.congr(
            k.congr(k.refl(const("le")), k.congr(k.refl(const("abs")), k.congr(k.refl(u.term), k.field((zero + m).term, m.term)))),
            k.refl(b.term),
        ),
    )
    known = k.eq_mp(k.congr(k.refl(forall[m](abs(u(zero + m)) <= b).term.fun), same), k.assume(forall[m](abs(u(zero + m)) <= b).term))
    start = exists_elim(k.assume(base.hyps[0]), b.term, exists_intro(whole.term, b.term, known))
    start = k.discharge(base.hyps[0], start)
    far = forall[m](abs(u(n + 1 + m)) <= b)
    more = b + abs(u(n))
    lines = Lines(far)
    lines.know(k.specialize(k.assume(far.term), m.term))
    lines.have(0 <= abs(u(n + 1 + m)))
    lines.have(0 <= abs(u(n)))
    each = abs(u(n + m)) <= more
    first = close(lines.prover, substitute(each.term, {m.term: NAT_ZERO}))
    moved = rewrite_concl(k.field((n + 1 + m).term, (n + (m + 1)).term), k.specialize(k.assume(far.term), m.term))
    lines.know(moved)
    next_ = close(lines.prover, substitute(each.term, {m.term: succ(m.term)}))
    tail = exists_intro(_tail_bounded(n).term, more.term, induction(m.term, each.term, first, next_))
    step = exists_elim(k.assume(_tail_bounded(n + 1).term), b.term, k.mp(k.assume(claim.term), tail))
    step = k.discharge(_tail_bounded(n + 1).term, step)
    return Lines().done(k.specialize(induction(n.term, claim.term, start, step), n.term))


limited_of_tail = lemma(
    "limited_of_tail",
    Implies(_tail_bounded(n), exists[b](forall[m](abs(u(m)) <= b))).term,
    "a sequence is bounded when its tail is",
    _from_tail,
)

_converges = tends[n, oo](u(n), c)
_lim = Expr(apply(const("lim", fun(u.term.type, real)), u.term))
_N = symbols("N", Natural)


def _above(body: Expr, index: Expr, bound: Expr, each: Theorem) -> Theorem:
    """The members of a sequence are bounded above, from the bound of each."""
    definition = unfold(predicate("bounded_above", abstract(index.term, body.term)))
    return k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], bound.term, k.generalize(index.term, each)))


def _later(e_: Expr) -> Expr:
    """From some N on, u is within e of c; the statement about N."""
    return forall[m](abs(u(_N + m) - c) <= e_)


def _opened(e_: Expr, positive: Theorem) -> Theorem:
    return k.mp(k.specialize(k.eq_mp(unfold(_converges.term), k.assume(_converges.term)), e_.term), positive)


def _limit() -> Theorem:
    one = Expr(literal(1))
    some = _opened(one, Lines().have(0 < one))
    lines = Lines(_later(one))
    lines.know(k.specialize(k.assume(_later(one).term), m.term))
    for gap in (u(_N + m) - c, c, u(_N + m)):
        for rule in (le_abs_self, neg_le_abs):
            lines.know(spec(rule.theorem, gap.term))
    bound = 1 + abs(c)
    sides = [lines.have(t <= bound) for t in (u(_N + m), -u(_N + m))]
    size = mps(spec(abs_le.theorem, bound.term, u(_N + m).term), *sides)
    tail = exists_intro(_tail_bounded(_N).term, bound.term, k.generalize(m.term, size))
    bounded = exists_elim(some, _N.term, k.mp(spec(limited_of_tail.theorem, _N.term, u.term), tail))
    known = forall[m](abs(u(m)) <= b)

    positive, later = Expr(lt(ZERO, e.term)), _later(e)
    inside = Lines(known, positive, later)
    minus = -u(n + m)
    inner = Expr(apply(const("sup", fun(u.term.type, real)), abstract(m.term, minus.term)))
    inside.know(k.specialize(k.assume(known.term), (n + m).term))
    inside.know(spec(neg_le_abs.theorem, u(n + m).term))
    tails = _above(minus, m, b, inside.have(minus <= b))  # for each n
    inside.know(k.mp(spec(_LE_SUP, abstract(m.term, minus.term), _N.term), tails))  # -u(n + N) <= sup
    at_n = rewrite_concl(k.field((_N + n).term, (n + _N).term), k.specialize(k.assume(later.term), n.term))
    inside.know(at_n)
    inside.know(spec(le_abs_self.theorem, (u(n + _N) - c).term))
    inside.know(spec(neg_le_abs.theorem, (u(n + _N) - c).term))
    each = inside.have(-inner <= c + e)
    outer = abstract(n.term, (-inner).term)
    high = k.mp(spec(_SUP_LE, (c + e).term, outer), k.generalize(n.term, each))  # lim <= c + e
    all_above = _above(-inner, n, c + e, each)
    low = k.mp(spec(_LE_SUP, outer, _N.term), all_above)  # -sup_m -u(N + m) <= lim
    last = Lines(known, positive, later)
    last.know(high)
    last.know(low)
    last.know(k.specialize(k.assume(later.term), m.term))
    last.know(spec(neg_le_abs.theorem, (u(_N + m) - c).term))
    tail_sup = abstract(m.term, (-u(_N + m)).term)
    last.know(k.mp(spec(_SUP_LE, (e - c).term, tail_sup), k.generalize(m.term, last.have(-u(_N + m) <= e - c))))
    value = Expr(parts_of_eq(unfold(_lim.term))[1])
    ends = []
    for gap in (value - c, c - value):
        th = exists_elim(_opened(e, k.assume(positive.term)), _N.term, last.have(gap <= e))
        every = k.generalize(e.term, k.discharge(positive.term, th))
        nothing = k.mp(spec(nonpos_of_le_all.theorem, gap.term), every)
        end = Lines(nothing.concl)
        ends.append(k.mp(k.discharge(nothing.concl, end.have(Expr(gap.term.fun.arg) <= Expr(gap.term.arg))), nothing))
    same = k.trans(unfold(_lim.term), mps(spec(le_antisymm.theorem, value.term, c.term), *ends))
    return Lines(_converges).done(exists_elim(bounded, b.term, same))


lim_of_tends = lemma("lim_of_tends", Implies(_converges, Eq(_lim, c)).term, "the limit is what the sequence tends to", _limit)
