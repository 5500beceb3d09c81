"""Below a sum or product over a range one may use that the index lies in the range."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import ABS, Term, abstract, apply, const, parts
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import parts_of_eq, refl, spec
from derive.tactics.prover import Prover

RANGES = ("sum", "prod")


def under_range(p: Prover, t: Term, conv: Callable[[Prover, Term], Theorem]) -> Theorem:
    """Convert the body of a range, its index being known to lie in it."""
    name, (low, high, f) = parts(t)
    rule = LEMMAS.get(f"{name}_congr")
    if f.tag != ABS:
        return refl(t)
    n = p.fresh(f, t)
    if rule is None or not rule.usable:
        body = conv(p, apply(f, n))
        return refl(t) if body.rule == "refl" else k.congr(refl(t.fun), k.abstr(n, body))
    first = call("le", apply(const("cast"), low), apply(const("cast"), n))
    second = call("le", apply(const("cast"), n), apply(const("cast"), high))
    body = conv(p.under(first).under(second), apply(f, n))
    if body.rule == "refl":
        return refl(t)
    if not any(h.canon in (first.canon, second.canon) for h in body.hyps):
        return k.congr(refl(t.fun), k.abstr(n, body))
    g = abstract(n, parts_of_eq(body)[1], f.name or None)
    everywhere = k.generalize(n, k.discharge(first, k.discharge(second, body)))
    return k.mp(spec(rule.theorem, low, high, f, g), everywhere)
