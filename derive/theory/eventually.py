"""What holds from some index on: two such things hold together from the larger index on. The tools for proofs about limits."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, for_all, implication, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, nat
from derive.language.expr import Expr, Natural, Real
from derive.language.logic import call
from derive.language.symbols import Seq, symbols
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lib, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import (
    conj,
    exists_elim,
    exists_intro,
    exists_term,
    left,
    mps,
    right,
    spec,
    unfold,
)
from derive.tactics.prover import Prover

a, b, c, e, x = symbols("a b c e x", Real)
n, m = symbols("n m", Natural)
u, v, w = symbols("u v w", Seq(Real))
P, Q = var("P", fun(nat, bool_)), var("Q", fun(nat, bool_))
N, M, I = var("N", nat), var("M", nat), var("m", nat)
_i = var("i", nat)


def add(i: Term, j: Term) -> Term:
    """i + j, for indices."""
    return call("nat_add", i, j)


def later(p: Term) -> Term:
    """From some index on, p holds: there is an n with p(n + m) for all m."""
    return exists_term(_i, for_all(I, apply(p, add(_i, I))))


def _later_and() -> Theorem:
    both = abstract(I, call("and", apply(P, I), apply(Q, I)))
    first, second = for_all(I, apply(P, add(N, I))), for_all(I, apply(Q, add(M, I)))
    total = add(N, M)
    at = add(total, I)
    one = k.eq_mp(k.congr(k.refl(P), k.field(add(N, add(M, I)), at)), k.specialize(k.assume(first), add(M, I)))
    two = k.eq_mp(k.congr(k.refl(Q), k.field(add(M, add(N, I)), at)), k.specialize(k.assume(second), add(N, I)))
    th = exists_intro(later(both), total, k.generalize(I, conj(one, two)))
    th = exists_elim(k.assume(later(Q)), M, th)
    th = exists_elim(k.assume(later(P)), N, th)
    return finished(th, later(P), later(Q))


later_and = lemma(
    "later_and",
    implication(later(P), implication(later(Q), later(abstract(I, call("and", apply(P, I), apply(Q, I)))))),
    "from the larger of two indices on, both hold",
    _later_and,
)


def _later_of() -> Theorem:
    step = for_all(I, implication(apply(P, I), apply(Q, I)))
    held = for_all(I, apply(P, add(N, I)))
    at = k.mp(k.specialize(k.assume(step), add(N, I)), k.specialize(k.assume(held), I))
    th = exists_elim(k.assume(later(P)), N, exists_intro(later(Q), N, k.generalize(I, at)))
    return finished(th, step, later(P))


later_of = lemma(
    "later_of",
    implication(for_all(I, implication(apply(P, I), apply(Q, I))), implication(later(P), later(Q))),
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
    return abstract(I, le(call("abs", call("sub", apply(sequence, I), limit)), e_))


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
        p = abstract(I, call("and", apply(p, I), apply(p2, I)))
    held = apply(p, I)
    rest, known = k.assume(held), []
    for _ in given[1:]:
        known.append(right(rest))
        rest = left(rest)
    th = prove([rest, *reversed(known)])
    step = k.generalize(I, k.discharge(held, th))
    return mps(spec(later_of.theorem, p, q), step, whole)


def cited(p: Prover, *facts: Theorem) -> Prover:
    """A prover that knows these facts too."""
    q = Prover(p)
    for th in facts:
        q.add(th)
    return q
