"""Limits of sequences: computed from the structure of their terms and proved on the way."""

from __future__ import annotations

from collections.abc import Iterator

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, APP, LIT, Term, abstract, apply, frees, literal, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat
from derive.language.logic import call
from derive.tactics.inequality import ZERO, lib, lt
from derive.tactics.logic import mps, replace_term, spec
from derive.tactics.prover import Prover
from derive.tactics.rule import Match, Rule


def tends(p: Prover, goal: Term) -> Theorem | None:
    """A theorem that says `goal`, which is a limit: the limit is computed and compared with the one that is asked for."""
    sequence, c = parts(goal)[1]
    th = limit(p, sequence)
    if th is None:
        return None
    found = parts(th.concl)[1][1]
    if found.canon is c.canon:
        return th
    from derive.tactics.normal import equal

    same = equal(p, found, c)
    return None if same is None else k.eq_mp(k.congr(k.refl(th.concl.fun), same), th)


def limit(p: Prover, sequence: Term) -> Theorem | None:
    """|- the sequence tends to c, with c found; None when its form does not show a limit.

    A sequence of which a fact or a cited lemma tells the limit, constants, powers of numbers in [0, 1), and sums, differences,
    products, quotients by constants, absolute values and natural powers of such sequences.
    """
    p.spend()
    n = p.fresh(sequence)
    body = apply(sequence, n)
    if n not in frees(body):
        return k.specialize(lib("tends_const"), body)
    known = _known(p, sequence) or _later(p, n, body)
    if known is not None:
        return known
    name, args = parts(body)
    if name in ("add", "sub", "mul") and len(args) == 2:
        both = [limit(p, abstract(n, a)) for a in args]
        if both[0] is None or both[1] is None:
            return None
        (u, a), (v, b) = (parts(th.concl)[1] for th in both if th is not None)
        return mps(spec(lib(f"tends_{name}"), a, b, u, v), both[0], both[1])
    if name in ("neg", "abs") and len(args) == 1:
        inner = limit(p, abstract(n, args[0]))
        if inner is None:
            return None
        u, a = parts(inner.concl)[1]
        return k.mp(spec(lib(f"tends_{name}"), a, u), inner)
    if name == "div" and n not in frees(args[1]):
        return _restated(p, n, body, call("mul", call("inv", args[1]), args[0]), sequence)
    if name == "pow" and len(args) == 2:
        return _power(p, n, body, args[0], args[1], sequence)
    return None


def _power(p: Prover, n: Term, body: Term, base: Term, exponent: Term, sequence: Term) -> Theorem | None:
    if n not in frees(base):
        if exponent is n:
            small = p.prove(call("le", ZERO, base)), p.prove(lt(base, literal(1)))
            if small[0] is None or small[1] is None:
                p.missing += [t for t, th in zip((call("le", ZERO, base), lt(base, literal(1))), small, strict=True) if th is None]
                return None
            return mps(k.specialize(lib("tends_pow"), base), small[0], small[1])
        if parts(exponent)[0] == "nat_add":
            i, j = parts(exponent)[1]
            return _restated(p, n, body, call("mul", call("pow", base, i), call("pow", base, j)), sequence)
        return None
    if exponent.tag == LIT and exponent.value >= 1:
        less = literal(int(exponent.value) - 1, nat)
        rest = call("pow", base, less) if less.value else literal(1)
        return _restated(p, n, body, call("mul", base, rest), sequence)
    return None


def _restated(p: Prover, n: Term, body: Term, other: Term, sequence: Term) -> Theorem | None:
    """The limit of a sequence, through its terms in another arrangement."""
    inner = limit(p, abstract(n, other))
    if inner is None:
        return None
    try:
        same = k.abstr(n, k.field(body, other))
    except DeriveError:
        return None
    return along(k.sym(same), inner)


def along(same: Theorem, th: Theorem) -> Theorem:
    """From f = g, and f tends to c, to g tends to c."""
    head = th.concl.fun.fun
    return k.eq_mp(k.congr(k.congr(k.refl(head), same), k.refl(th.concl.arg)), th)


def _known(p: Prover, sequence: Term) -> Theorem | None:
    """A fact or a cited rule about this sequence, whatever the limit is."""
    for fact in p.facts():
        name, args = parts(fact.concl)
        if name == "tends" and args[0].canon is sequence.canon:
            return fact
    for rule in _rules(p):
        name, args = parts(rule.conclusion)
        if name != "tends":
            continue
        m = Match(rule)
        if m.match(args[0], sequence):
            th = p.finish(m, cited=True)
            if th is not None and parts(th.concl)[1][0].canon is sequence.canon:
                return th
    return None


def _later(p: Prover, n: Term, body: Term) -> Theorem | None:
    """The limit of u(n + k), from that of u, when each n stands in n + k."""
    shifts = {parts(t)[1][1] for t in _around(n, body)}
    if len(shifts) != 1:
        return None
    (shift,) = shifts
    begun = abstract(n, replace_term(body, call("nat_add", n, shift), n))
    if apply(begun, call("nat_add", n, shift)).canon is not body.canon:
        return None
    th = _known(p, begun)
    return None if th is None else k.mp(spec(lib("tends_shift"), parts(th.concl)[1][1], shift, begun), th)


def _around(n: Term, t: Term) -> list[Term]:
    """The parts n + k of t, k a numeral."""
    name, args = parts(t)
    if name == "nat_add" and len(args) == 2 and args[0] is n and args[1].tag == LIT:
        return [t]
    found = [u for inner in ((t.fun, t.arg) if t.tag == APP else (t.fun,) if t.tag == ABS else ()) for u in _around(n, inner)]
    return found


def _rules(p: Prover) -> Iterator[Rule]:
    place: Prover | None = p
    while place is not None:
        yield from place.index.get("tends", ())
        place = place.parent
    yield from p.cited.get("tends", ())


def squeezed(low: Theorem, high: Theorem, below: Theorem, above: Theorem) -> Theorem:
    """From v -> c, w -> c, and for all n: v n <= u n, u n <= w n, to u -> c."""
    (v, c), (w, _) = parts(low.concl)[1], parts(high.concl)[1]
    u = abstract_left(above.concl)
    return mps(spec(lib("squeeze"), c, u, v, w), below, above, low, high)


def abstract_left(t: Term) -> Term:
    """The sequence u, from `for all n: u n <= ...`."""
    from derive.tactics.logic import hypothesis_variable

    f = parts(t)[1][0]
    n = hypothesis_variable(f.name or "n", nat, f)
    return abstract(n, parts(apply(f, n))[1][0])


def agreed(p: Prover, claimed: Theorem) -> Theorem | None:
    """a = c, from a claimed limit c and another limit a of the same sequence that is known; None when there is none."""
    sequence, c = parts(claimed.concl)[1]
    th = limit(p, sequence)
    return None if th is None else mps(spec(lib("tends_unique"), parts(th.concl)[1][1], c, sequence), th, claimed)
