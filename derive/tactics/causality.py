"""Causality: an action, averaged over what it may be, has no part in an expectation of what came before it."""

from __future__ import annotations

from derive.errors import DeriveError
from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, parts, var
from derive.kernel.theorem import Theorem
from derive.tactics.calc import close
from derive.tactics.integrals import _lemma
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import chain, hypothesis_variable, parts_of_eq, refl
from derive.tactics.normal import normal
from derive.tactics.prover import Prover, gen_all
from derive.tactics.rewriting import method_procedure
from derive.tactics.runs import opened_definitions


@method_procedure("causality", "integral")
def causality(p: Prover, t: Term) -> Theorem | None:
    """E[h] = 0 under the distribution of runs: the mean of h over one of the actions, given what came before it, is 0."""
    _, (mu, h) = parts(t)
    name, args = parts(mu)
    if name != "dens" or parts(args[0])[0] != "runs" or parts(args[1])[0] != "trajectory" or len(parts(args[1])[1]) != 4:
        return None
    same = opened_definitions(p, h)
    plain = parts_of_eq(same)[1]
    for index in _indices(plain):
        th = _without_mean(p, mu, plain, index)
        if th is not None:
            return th if same.rule == "refl" else chain(k.congr(refl(t.fun), same), th)
    return None


def _indices(f: Term) -> list[Term]:
    """The entries that a function of a sequence looks at."""
    v = hypothesis_variable("tau.h", f.type.args[0], f)
    found: dict[Term, Term] = {}

    def walk(s: Term) -> None:
        if s.tag == "app":
            if s.fun is v and not s.arg.loose:
                found.setdefault(s.arg.canon, s.arg)
            walk(s.fun)
            walk(s.arg)
        elif s.tag == "abs":
            walk(s.fun)

    walk(apply(f, v))
    return list(found.values())


def _without_mean(p: Prover, mu: Term, h: Term, index: Term) -> Theorem | None:
    _, (reference, density) = parts(mu)
    _, (first, second, steps) = parts(reference)
    _, (rho, dynamics, policy, _) = parts(density)
    values = {"T": steps, "h": h, "mu": first, "nu": second, "p": dynamics, "pi": policy, "rho": rho, "u": index}
    th = _lemma(LEMMAS["action_without_mean"].theorem, values)
    while parts(th.concl)[0] == "implies":
        goal = parts(th.concl)[1][0]
        name, args = parts(goal)
        fact = p.prove(goal) or (_opened_facts(p).prove(goal) if name == "integrable" else None)
        if fact is None and name == "forall":
            inner = parts(apply(args[0], var("w.h", args[0].type.args[0])))
            if inner[0] == "forall":
                fact = _for_each_state(p, goal)
        if fact is None:
            return None
        th = k.mp(th, fact)
    return th


def _opened_facts(p: Prover) -> Prover:
    """What is known to be integrable, with the symbols that are defined replaced by what they stand for."""
    q = p.child()
    for fact in list(p.everything()):
        claim = fact.concl
        while parts(claim)[0] == "forall":
            claim = parts(claim)[1][0].fun
        if parts(claim)[0] == "integrable":
            q.add(k.eq_mp(opened_definitions(p, fact.concl), fact))
    return q


def _for_each_state(p: Prover, goal: Term) -> Theorem | None:
    """A statement for all sequences and states about the mean over an action, from what is known for all states."""
    outer = parts(goal)[1][0]
    w = p.fresh(outer, goal)
    middle = parts(apply(outer, w))[1][0]
    s = p.child(equation(w, w)).fresh(middle, goal, w)
    claim = apply(middle, s)
    q = p.child()
    facts = []
    for fact in p.everything():
        general = gen_all(fact)
        f = parts(general.concl)[1][0] if parts(general.concl)[0] == "forall" else None
        if f is not None and f.type.args[0] is s.type:
            at = k.specialize(general, s)
            if parts(at.concl)[0] in ("integrable", "eq"):
                q.add(at)
                facts.append(at)
    name, args = parts(claim)
    turned = normal(q, claim if name == "integrable" else args[0])
    now = parts_of_eq(turned)[1]
    try:
        if name == "integrable":
            th = k.eq_mp(k.sym(turned), q.need(now))
        else:
            th = chain(turned, close(q, equation(now, args[1]), [LEMMAS["linearity"], *(f for f in facts if parts(f.concl)[0] == "eq")]))
    except DeriveError:
        return None
    return k.generalize(w, k.generalize(s, th))
