"""Contradictions: from a claim and a proved statement to false."""

from __future__ import annotations

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, parts
from derive.kernel.theorem import Theorem
from derive.language.logic import call
from derive.tactics.calc import cite
from derive.tactics.logic import conjuncts, exists_elim, not_elim, plain_conv
from derive.tactics.prover import Prover


def absurd(p: Prover, claim: Term, known: Theorem) -> Theorem | None:
    """A theorem `claim, ... |- false`, with `known` as a fact; None when none is found."""
    name, args = parts(claim)
    if name == "exists":
        v = p.fresh(args[0], claim, known.concl, *known.hyps)
        body = absurd(p, apply(args[0], v), known)
        return None if body is None else exists_elim(k.assume(claim), v, body)
    if name == "and":
        return _from_parts(p, claim, known)
    if name == "is_big_o":
        from derive.tactics.growth import larger

        denied = larger(p, args[0], args[1], known)
        return None if denied is None else not_elim(denied, k.assume(claim))
    q = cite(p, [known]).child(claim)
    turned = plain_conv(claim)
    plain = claim if turned is None else parts(turned.concl)[1][1]
    name, args = parts(plain)
    stated = k.assume(claim) if turned is None else k.eq_mp(turned, k.assume(claim))
    try:
        if name == "eq" and args[0].type.name == "real":
            return _from_equation(q, args[0], args[1], stated)
        if name == "tends":
            from derive.tactics.limits import agreed

            q = cite(p, [known])  # the claim itself is not among what is known
            equal = agreed(q, stated)
            return None if equal is None else _from_equation(q, parts(equal.concl)[1][0], parts(equal.concl)[1][1], equal)
        if name in ("le", "lt"):
            other = call("lt" if name == "le" else "le", args[1], args[0])
            th = q.prove(other)
            return None if th is None else _clash(stated, th)
        if name == "not":
            positive = q.prove(args[0])
            return None if positive is None else not_elim(stated, positive)
        opposite = q.prove(call("not", plain))
        return None if opposite is None else not_elim(opposite, stated)
    except DeriveError:
        return None


def _from_parts(p: Prover, claim: Term, known: Theorem) -> Theorem | None:
    """p and q: one of them is absurd when the others hold."""
    found = conjuncts(k.assume(claim))
    for part in found:
        others = [other for other in found if other is not part]
        th = absurd(p.child(*(other.concl for other in others)), part.concl, known)
        if th is not None:
            for h in found:
                th = k.mp(k.discharge(h.concl, th), h)
            return th
    return None


def _from_equation(q: Prover, a: Term, b: Term, stated: Theorem) -> Theorem | None:
    """a = b against a strict inequality between a and b."""
    from derive.tactics.inequality import lib, not_le
    from derive.tactics.logic import spec

    for low, high, side in ((a, b, k.sym(stated)), (b, a, stated)):
        th = q.prove(call("lt", low, high))
        if th is None:
            continue
        back = k.mp(spec(lib("le_of_eq"), high, low), side)
        return not_elim(not_le(th), back)
    return None


def _clash(stated: Theorem, other: Theorem) -> Theorem:
    """x <= y against y < x, or x < y against y <= x."""
    from derive.tactics.inequality import not_le

    strict, weak = (other, stated) if parts(other.concl)[0] == "lt" else (stated, other)
    return not_elim(not_le(strict), weak)
