"""Jacobians: computed from the structure of a map of vectors and proved on the way; differentiability by the same route."""

from __future__ import annotations

from collections.abc import Callable

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, Term, abstract, apply, const, frees, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun
from derive.language.jacobians import differentiable_map, differentiable_map_at
from derive.language.logic import call
from derive.language.matrices import shape
from derive.language.vectors import each_at
from derive.tactics.deriv import by_recursion
from derive.tactics.logic import exists_intro, mps, parts_of_eq, unfold
from derive.tactics.matrix import lemma_at
from derive.tactics.prover import Prover
from derive.tactics.rewriting import method_procedure, rewrite


def has_jacobian(p: Prover, f: Term, u: Term) -> Theorem:
    """|- f has the Jacobian J at u, with J computed by the rules of differentiation.

    Raises:
        StepError: a part is not known to be differentiable.
    """
    p.spend()
    y = p.fresh(f, u)
    body = apply(f, y)
    if y not in frees(body):
        return lemma_at("has_jacobian_const", {"u": u, "w": body})
    if body is y:
        return lemma_at("has_jacobian_id", {"u": u})
    name, args = parts(body)
    if name == "matvec" and len(args) == 2 and y not in frees(args[0]):
        return _composed(p, lambda at: lemma_at("has_jacobian_linear", {"J": args[0], "u": at}), y, args[1], u)
    if name == "each" and len(args) == 2 and y not in frees(args[0]):
        return _composed(p, lambda at: _each(p, args[0], at), y, args[1], u)
    if body.tag == ABS:
        found = _entries(p, y, body, u)
        if found is not None:
            return found
    if body.tag == "app" and y not in frees(body.fun) and len(shape(body.arg.type)) == 1:
        return _composed(p, lambda at: _known(p, body.fun, at), y, body.arg, u)
    return _known(p, f, u)


def _composed(p: Prover, outer: Callable[[Term], Theorem], y: Term, inside: Term, u: Term) -> Theorem:
    """The chain rule, for g(inside) as a function of y; `outer` gives the Jacobian of g at a point."""
    inner = abstract(y, inside)
    a = outer(apply(inner, u))
    if inside is y:
        return a
    b = has_jacobian(p, inner, u)
    _, (g, big, _at) = parts(a.concl)
    return mps(lemma_at("has_jacobian_comp", {"B": big, "J": parts(b.concl)[1][1], "f": inner, "g": g, "u": u}), a, b)


def _each(p: Prover, phi: Term, at: Term) -> Theorem:
    """each(phi) has the Jacobian diag(each(phi')(v)) at v."""
    i = p.fresh(at, phi, at) if at.tag == ABS else _index(p, at, phi)
    slope, entry = call("deriv", phi), apply(at, i)
    slopes = each_at(slope, at)
    goal = call("differentiable_at", phi, entry)
    ok = p.prove(goal)
    if ok is None:
        whole = apply(const("differentiable", fun(phi.type, goal.type)), phi)
        p.missing.append(whole)
        raise StepError("a condition is missing", needed=str(whole))
    th = k.mp(lemma_at("has_deriv_deriv", {"f": phi, "x": entry}), ok)
    back = k.sym(unfold(apply(slopes, i)))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), back), k.refl(entry)), th)
    everywhere = k.generalize(i, th)
    return k.mp(lemma_at("has_jacobian_each", {"phi": phi, "s": slopes, "v": at}), everywhere)


def _index(p: Prover, at: Term, *avoid: Term) -> Term:
    """A new index of a vector."""
    return p.fresh(abstract(var("i", at.type.args[0]), apply(at, var("i", at.type.args[0]))), at, *avoid)


def _entries(p: Prover, y: Term, body: Term, u: Term) -> Theorem | None:
    """a + b, a - b, c a, -a, given by their entries."""
    i = p.fresh(body, y, u)
    name, args = parts(apply(body, i))
    if name in ("add", "sub") and len(args) == 2:
        f, g = (abstract(y, abstract(i, a)) for a in args)
        a, b = has_jacobian(p, f, u), has_jacobian(p, g, u)
        return mps(lemma_at(f"has_jacobian_{name}", {"J": parts(a.concl)[1][1], "J'": parts(b.concl)[1][1], "f": f, "f'": g, "u": u}), a, b)
    if name == "mul" and len(args) == 2 and frees(args[0]).isdisjoint((y, i)):
        f = abstract(y, abstract(i, args[1]))
        a = has_jacobian(p, f, u)
        return k.mp(lemma_at("has_jacobian_smul", {"J": parts(a.concl)[1][1], "c": args[0], "f": f, "u": u}), a)
    short = body.canon
    return has_jacobian(p, abstract(y, short), u) if short.tag != ABS else None


def _known(p: Prover, f: Term, at: Term) -> Theorem:
    """By a hypothesis, by the cited definition of f, or because f is known to be differentiable."""
    for fact in p.facts():
        name, args = parts(fact.concl)
        if name == "has_jacobian" and args[0].canon is f.canon and args[2].canon is at.canon:
            return fact
    if f.tag != ABS:
        y = p.fresh(f, at)
        opened = rewrite(p, apply(f, y))
        now = parts_of_eq(opened)[1]
        if now.canon is not apply(f, y).canon:
            th = has_jacobian(p, abstract(y, now), at)
            head, (_, j, _u) = th.concl, parts(th.concl)[1]
            return k.eq_mp(k.congr(k.congr(k.congr(k.refl(head.fun.fun.fun), k.sym(k.abstr(y, opened))), k.refl(j)), k.refl(at)), th)
    ok = p.prove(differentiable_map_at(f, at))
    if ok is None:
        goal = differentiable_map(f) if f.tag != ABS else differentiable_map_at(f, at)
        p.missing.append(goal)
        raise StepError("a condition is missing", needed=str(goal))
    return k.mp(lemma_at("has_jacobian_jacobian", {"f": f, "u": at}), ok)


@method_procedure("differentiation", "jacobian")
def differentiate(p: Prover, t: Term) -> Theorem | None:
    """D(f)(u) = its Jacobian matrix, computed."""
    _, args = parts(t)
    if len(args) != 2:
        return None
    th = has_jacobian(p, args[0], args[1])
    _, (f, j, u) = parts(th.concl)
    return k.mp(lemma_at("jacobian_eq", {"J": j, "f": f, "u": u}), th)


def differentiable(p: Prover, goal: Term) -> Theorem | None:
    """f is differentiable at u, from the structure of f; a member of a recursively defined sequence by induction."""
    _, (f, u) = parts(goal)
    th = by_recursion(p, f, u, differentiable_map_at)
    if th is not None:
        return th
    if f.tag != ABS and parts(f)[0] not in ("each", "matvec"):
        for equal in p.definitions_of(f):
            inner = p.prove(differentiable_map_at(parts_of_eq(equal)[1], u))
            if inner is not None:
                return k.eq_mp(k.congr(k.congr(k.refl(goal.fun.fun), k.sym(equal)), k.refl(u)), inner)
        return None
    try:
        th = has_jacobian(p, f, u)
    except StepError:
        return None
    definition = unfold(goal)
    return k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], parts(th.concl)[1][1], th))
