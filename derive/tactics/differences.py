"""Terms with n - 1 for a natural number n that is at least 1: equal when they are equal for n = m + 1."""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import LIT, VAR, Term, abstract, apply, frees, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import chain, hypothesis_variable, spec, under
from derive.tactics.prover import Prover


def shifted(p: Prover, a: Term, b: Term, equal: Callable[[Prover, Term, Term], Theorem | None]) -> Theorem | None:
    """|- a = b with n = m + c in the place of n, when n - c occurs and n >= c is known; None when nothing is found."""
    for difference in _differences(a) | _differences(b):
        n, c = parts(difference)[1]
        known = p.prove(call("le", call("cast", c), call("cast", n)))
        if known is None:
            continue
        m = hypothesis_variable("m", nat, a, b, *p.exact)
        f, g = abstract(n, a), abstract(n, b)
        later = call("nat_add", m, c)
        same = equal(p, apply(f, later), apply(g, later))
        if same is None or any(m in frees(h) for h in same.hyps):
            continue
        there = k.specialize(k.generalize(m, same), difference)  # a at (n - c) + c = b at (n - c) + c
        whole = k.mp(spec(LEMMAS["nat_sub_add_of_le"].theorem, c, n), known)
        return chain(k.sym(under(f, whole)), there, under(g, whole))
    return None


def _differences(t: Term) -> dict[Term, None]:
    """The differences of a variable and a numeral in a term, in order of appearance."""
    name, args = parts(t)
    if name == "nat_sub" and len(args) == 2 and args[0].tag == VAR and args[1].tag == LIT and args[1].value:
        return {t: None}
    found: dict[Term, None] = {}
    for part in (t.fun, t.arg) if t.tag == "app" else (t.fun,) if t.tag == "abs" else ():
        found |= _differences(part)
    return found
