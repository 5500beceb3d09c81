"""Natural numbers and their order: (n - m) + m = n when m is at most n; m + 1 is at most n when m is less."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.tactics.induction import NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import ZERO, lib, not_le
from derive.tactics.lemma import lemma
from derive.tactics.logic import congruence, contradiction, gen, mps, not_elim, on, rewrite_concl, spec, under
from derive.tactics.prover import Prover
from derive.theory import numbers

_m, _n = var("m", nat), var("n", nat)


def _whole(m: Term, n: Term) -> Term:
    return equation(call("nat_add", call("nat_sub", n, m), m), n)


def _at_most(m: Term, n: Term) -> Term:
    return call("le", call("cast", m), call("cast", n))


def _from_sum(r: Term, m: Term, total: Theorem) -> Theorem:
    """(n - m) + m = n, from r + m = n."""
    plus = call("nat_add", r, m).fun.fun
    return rewrite_concl(total, on(under(plus, spec(numbers.nat_sub_add.theorem, m, r)), m))


def _nat_sub_add_of_le() -> Theorem:
    def at(n: Term, m: Term) -> Term:
        return implication(_at_most(m, n), _whole(m, n))

    p = Prover()
    p.add(k.assume(_at_most(_m, NAT_ZERO)))
    both = p.need(_at_most(_m, NAT_ZERO)), p.need(_at_most(NAT_ZERO, _m))
    zero = k.mp(
        spec(numbers.cast_injective.theorem, _m, NAT_ZERO), mps(spec(lib("le_antisymm"), call("cast", _m), call("cast", NAT_ZERO)), *both)
    )
    start = _from_sum(NAT_ZERO, NAT_ZERO, k.field(call("nat_add", NAT_ZERO, NAT_ZERO), NAT_ZERO))
    base = gen(k.discharge(_at_most(_m, NAT_ZERO), k.eq_mp(congruence(k.sym(zero), _m, _whole(_m, NAT_ZERO)), start)), _m)

    hypothesis = for_all(_m, at(_n, _m))
    first = _from_sum(succ(_n), NAT_ZERO, k.field(call("nat_add", succ(_n), NAT_ZERO), succ(_n)))
    q = Prover()
    q.add(k.assume(_at_most(succ(_m), succ(_n))))
    before = k.mp(spec(k.assume(hypothesis), _m), q.need(_at_most(_m, _n)))  # (n - m) + m = n
    r = call("nat_sub", _n, _m)
    total = k.trans(k.field(call("nat_add", r, succ(_m)), succ(call("nat_add", r, _m))), congruence(before, _n, succ(_n)))
    later = k.discharge(_at_most(succ(_m), succ(_n)), _from_sum(r, succ(_m), total))
    step = induction(_m, at(succ(_n), _m), k.discharge(_at_most(NAT_ZERO, succ(_n)), first), later)
    return finished(spec(induction(_n, hypothesis, base, step), _n, _m))


nat_sub_add_of_le = lemma(
    "nat_sub_add_of_le",
    implication(_at_most(_m, _n), _whole(_m, _n)),
    "a difference and what was taken away",
    _nat_sub_add_of_le,
    "rewrite",
)


def _succ_le_of_lt() -> Theorem:
    def less(m: Term, n: Term) -> Term:
        return call("lt", call("cast", m), call("cast", n))

    def at(n: Term, m: Term) -> Term:
        return implication(less(m, n), _at_most(succ(m), n))

    h = less(_m, NAT_ZERO)
    none = k.eq_mp(under(h.fun, k.field(call("cast", NAT_ZERO), ZERO)), k.assume(h))
    false = not_elim(not_le(none), spec(numbers.cast_nonneg.theorem, _m))
    base = k.generalize(_m, k.discharge(h, contradiction(false, _at_most(succ(_m), NAT_ZERO))))
    hypothesis = for_all(_m, at(_n, _m))
    first = k.discharge(less(NAT_ZERO, succ(_n)), Prover().need(_at_most(succ(NAT_ZERO), succ(_n))))
    p = Prover().child(less(succ(_m), succ(_n)))
    p.add(k.mp(spec(k.assume(hypothesis), _m), p.need(less(_m, _n))))
    later = k.discharge(less(succ(_m), succ(_n)), p.need(_at_most(succ(succ(_m)), succ(_n))))
    step = induction(_m, at(succ(_n), _m), first, later)
    return finished(spec(induction(_n, hypothesis, base, step), _n, _m))


succ_le_of_lt = lemma(
    "succ_le_of_lt",
    implication(call("lt", call("cast", _m), call("cast", _n)), _at_most(succ(_m), _n)),
    "natural numbers are apart",
    _succ_le_of_lt,
)


def _one_le_of_pos() -> Theorem:
    h = call("lt", ZERO, call("cast", _n))
    p = Prover().child(h)
    p.add(k.mp(spec(succ_le_of_lt.theorem, NAT_ZERO, _n), p.need(call("lt", call("cast", NAT_ZERO), call("cast", _n)))))
    return finished(p.need(call("le", literal(1), call("cast", _n))), h)


one_le_of_pos = lemma(
    "one_le_of_pos",
    implication(call("lt", ZERO, call("cast", _n)), call("le", literal(1), call("cast", _n))),
    "natural numbers are apart",
    _one_le_of_pos,
    auto=True,
)
