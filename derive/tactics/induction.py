"""Induction on a natural number, and proofs of lemmas in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, frees, literal
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.tactics.calc import close
from derive.tactics.lemma import LEMMAS, Lemma
from derive.tactics.logic import gen, hypothesis_variable, ledger, mps, spec, under
from derive.tactics.prover import Prover

NAT_ZERO, NAT_ONE = literal(0, nat), literal(1, nat)


def succ(n: Term) -> Term:
    """n + 1."""
    return call("nat_add", n, NAT_ONE)


def induction(n: Term, statement: Term, base: Theorem, step: Theorem) -> Theorem:
    """P(0), and P(n) ==> P(n + 1) proved from the assumption P(n), to: for all n, P(n)."""
    p = abstract(n, statement)
    both = k.mp(spec(ledger("induction"), p), base)
    return k.mp(both, k.generalize(n, k.discharge(statement, step)))


def induction_from(n: Term, start: int, statement: Term, base: Theorem, step: Theorem) -> Theorem:
    """P(start), and P(n) ==> P(n + 1) proved from `n >= start` and P(n), to: `n >= start` ==> P(n).

    The statement at m + start is proved by induction on m; n is (n - start) + start.
    """
    p, first, low = abstract(n, statement), literal(start, nat), at_least(n, start)
    general = k.generalize(n, k.discharge(low, k.discharge(statement, step)))
    m = hypothesis_variable("m", nat, statement, *step.hyps, *base.hyps)
    shifted = call("nat_add", m, first)
    zero = k.eq_mp(under(p, k.field(first, call("nat_add", NAT_ZERO, first))), base)
    following = mps(spec(general, shifted), Prover().need(at_least(shifted, start)), k.assume(apply(p, shifted)))
    following = k.eq_mp(under(p, k.field(succ(shifted), call("nat_add", succ(m), first))), following)
    every = induction(m, apply(p, shifted), zero, following)
    difference = call("nat_sub", n, first)
    known = Prover().child(low)
    whole = k.mp(spec(LEMMAS["nat_sub_add_of_le"].theorem, first, n), known.need(call("le", call("cast", first), call("cast", n))))
    return k.discharge(low, k.eq_mp(under(p, whole), k.specialize(every, difference)))


def at_least(n: Term, start: int) -> Term:
    """The statement n >= start."""
    return call("ge", call("cast", n), literal(start))


def inductively(n: Term, statement: Term, reasons: Sequence[Lemma | Theorem | Term] = (), prover: Prover | None = None) -> Theorem:
    """`statement` for all n, by induction with both parts closed by the reasons (the hypothesis is a reason of the step)."""
    p = abstract(n, statement)
    at = prover or Prover()
    base = close(at, apply(p, NAT_ZERO), reasons)
    inner = at.child(statement)
    step = close(inner, apply(p, succ(n)), [*reasons, k.assume(statement)])
    return induction(n, statement, base, step)


def proof(statement: Term, *hyps: Term, by: Sequence[Lemma | Theorem | Term] = ()) -> Callable[[], Theorem]:
    """The proof of a lemma: assume the hypotheses, close the statement by the reasons, generalise in alphabetical order."""

    def run() -> Theorem:
        p = Prover()
        for h in hyps:
            p.add(k.assume(h))
        return finished(close(p, statement, by), *hyps)

    return run


def finished(th: Theorem, *hyps: Term) -> Theorem:
    """Discharge the hypotheses, the last one innermost, and generalise over all free variables."""
    for h in reversed(hyps):
        th = k.discharge(h, th)
    return gen(th, *sorted(frees(th.concl), key=lambda v: v.name))
