"""Derivatives: computed from the structure of a function and proved on the way; differentiability by the same route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import ABS, LIT, Term, abstract, apply, const, for_all, frees, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real
from derive.language.calculus import _update
from derive.language.logic import call
from derive.tactics.inequality import lib
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import chain, exists_intro, hypothesis_variable, mps, parts_of_eq, spec, under, unfold
from derive.tactics.prover import Prover
from derive.tactics.rewriting import method_procedure, rewrite
from derive.tactics.rule import Match


def has_deriv(p: Prover, f: Term, x: Term) -> Theorem:
    """|- f has the derivative d at x, with d computed by the rules of differentiation.

    Raises:
        StepError: a part is not known to be differentiable, or a denominator not to be different from 0.
    """
    p.spend()
    y = p.fresh(f, x)
    body = apply(f, y)
    if y not in frees(body):
        return spec(lib("has_deriv_const"), body, x)
    if body is y:
        return spec(lib("has_deriv_id"), x)
    name, args = parts(body)
    if name in ("add", "sub", "mul") and len(args) == 2:
        u, v = (abstract(y, a) for a in args)
        a, b = has_deriv(p, u, x), has_deriv(p, v, x)
        return mps(spec(lib(f"has_deriv_{name}"), parts(a.concl)[1][1], parts(b.concl)[1][1], u, v, x), a, b)
    if name in ("neg", "inv") and len(args) == 1:
        u = abstract(y, args[0])
        a = has_deriv(p, u, x)
        start = spec(lib(f"has_deriv_{name}"), parts(a.concl)[1][1], u, x)
        return mps(start, a) if name == "neg" else mps(start, a, _not_zero(p, apply(u, x)))
    if name == "div" and len(args) == 2:
        u, v = (abstract(y, a) for a in args)
        a, b = has_deriv(p, u, x), has_deriv(p, v, x)
        return mps(spec(lib("has_deriv_div"), parts(a.concl)[1][1], parts(b.concl)[1][1], u, v, x), a, b, _not_zero(p, apply(v, x)))
    if name == "pow" and len(args) == 2 and y not in frees(args[1]):
        return _power(p, f, y, args[0], args[1], x)
    if body.tag == "app" and y not in frees(body.fun) and body.arg.type is real:
        outer, inner = body.fun, abstract(y, body.arg)
        at = apply(inner, x)
        a = _outer(p, outer, at)
        if body.arg is y:
            return a
        b = has_deriv(p, inner, x)
        return mps(spec(lib("has_deriv_comp"), parts(a.concl)[1][1], parts(b.concl)[1][1], inner, outer, x), a, b)
    return _known(p, f, x)


def _not_zero(p: Prover, t: Term) -> Theorem:
    from derive.tactics.normal import nonzero

    th = nonzero(p, t)
    if th is None:
        from derive.kernel.terms import equation

        goal = call("not", equation(t, literal(0)))
        p.missing.append(goal)
        raise StepError("a condition is missing", needed=str(goal))
    return th


def _power(p: Prover, f: Term, y: Term, base: Term, n: Term, x: Term) -> Theorem:
    u = abstract(y, base)
    if n.tag == LIT and n.value >= 1:
        before = literal(int(n.value) - 1, nat)
    elif parts(n)[0] == "nat_add" and parts(n)[1][1].tag == LIT and parts(n)[1][1].value == 1:
        before = parts(n)[1][0]
    else:
        raise StepError("this power has no derivative rule", given=str(n), needed="an exponent of the form n + 1, or a number")
    a = has_deriv(p, u, x)
    th = mps(spec(lib("has_deriv_pow"), parts(a.concl)[1][1], u, before, x), a)
    stated = parts(th.concl)[1][0]
    body = apply(stated, y)
    same = k.abstr(y, k.field(body, apply(f, y)))
    return k.eq_mp(k.congr(k.congr(k.congr(k.refl(const("has_deriv")), same), k.refl(parts(th.concl)[1][1])), k.refl(x)), th)


def _outer(p: Prover, g: Term, at: Term) -> Theorem:
    """The derivative of a function that is one symbol."""
    name, args = parts(g)
    if name in ("exp", "log") and not args:
        th = spec(lib(f"has_deriv_{name}"), at)
        return th if name == "exp" else k.mp(th, _positive(p, at))
    return _known(p, g, at)


def _positive(p: Prover, t: Term) -> Theorem:
    """0 < t, if need be for the normal form of t."""
    from derive.tactics.normal import normal

    goal = call("lt", literal(0), t)
    th = p.prove(goal)
    if th is None:
        turned = normal(p, t)
        now = parts_of_eq(turned)[1]
        th = p.prove(call("lt", literal(0), now)) if now.canon is not t.canon else None
        th = None if th is None else k.eq_mp(k.sym(k.congr(k.refl(goal.fun), turned)), th)
    return p.need(goal) if th is None else th


def _known(p: Prover, g: Term, at: Term) -> Theorem:
    """By the cited definition of g, or because g is known to be differentiable."""
    if g.tag != ABS:
        y = p.fresh(g, at)
        opened = rewrite(p, apply(g, y))
        now = parts_of_eq(opened)[1]
        if now.canon is not apply(g, y).canon:
            same = k.abstr(y, opened)
            th = has_deriv(p, abstract(y, now), at)
            return k.eq_mp(
                k.congr(k.congr(k.congr(k.refl(const("has_deriv")), k.sym(same)), k.refl(parts(th.concl)[1][1])), k.refl(at)), th
            )
    ok = p.prove(call("differentiable_at", g, at))
    if ok is None:
        whole = g.tag != ABS and g.type is fun(real, real)
        goal = apply(const("differentiable"), g) if whole else call("differentiable_at", g, at)
        p.missing.append(goal)
        raise StepError("a condition is missing", needed=str(goal))
    return k.mp(spec(lib("has_deriv_deriv"), g, at), ok)


@method_procedure("differentiation", "deriv")
def differentiate(p: Prover, t: Term) -> Theorem | None:
    """deriv f x = its derivative, computed."""
    _, args = parts(t)
    if len(args) != 2:
        return None
    th = has_deriv(p, args[0], args[1])
    _, (f, d, x) = parts(th.concl)
    return k.mp(spec(lib("deriv_eq"), d, f, x), th)


def differentiable(p: Prover, goal: Term) -> Theorem | None:
    """differentiable_at f x, from the structure of f; a member of a recursively defined sequence by induction."""
    _, (f, x) = parts(goal)
    th = by_recursion(p, f, x, lambda g, at: call("differentiable_at", g, at))
    if th is not None:
        return th
    if f.tag != ABS and parts(f)[0] not in ("exp", "log"):
        from derive.tactics.logic import definition_at, is_defined

        if f.tag == "const" and is_defined(f.name):
            same = definition_at(f)
            inner = p.prove(call("differentiable_at", parts_of_eq(same)[1], x))
            return None if inner is None else k.eq_mp(k.congr(k.congr(k.refl(const("differentiable_at")), k.sym(same)), k.refl(x)), inner)
        for equal in p.definitions_of(f):
            inner = p.prove(call("differentiable_at", parts_of_eq(equal)[1], x))
            if inner is not None:
                return k.eq_mp(k.congr(k.congr(k.refl(const("differentiable_at")), k.sym(equal)), k.refl(x)), inner)
        return None
    try:
        th = has_deriv(p, f, x)
    except StepError:
        return _by_domination(p, f, x)
    return exists_intro_deriv(th, goal)


def _by_domination(p: Prover, f: Term, x: Term) -> Theorem | None:
    """f = F(theta with the entry k replaced)(s) at theta_k, where it is known for all s that the derivative of F is dominated."""
    from derive.tactics.integrals import _lemma

    if f.tag != ABS or "differentiable_of_dominated" not in LEMMAS:
        return None
    u = p.fresh(f, x)
    body = apply(f, u)
    for rule in p._rules("dominated"):
        _, (mu, whole, k_, theta) = parts(rule.conclusion)
        y = var("v.y", mu.type.args[0])
        pattern = apply(whole, _update(theta, k_, u), y)
        m = Match(replace(rule, variables=(*rule.variables, y)))
        if apply(theta, k_).canon is not x.canon or not m.match(pattern, body) or y not in m.terms:
            continue
        goal = m.instance(rule.conclusion)
        known = None if goal is None else p.prove(goal)
        if known is not None:
            values = dict(zip(("mu", "F", "k", "theta"), parts(known.concl)[1], strict=True))
            th = k.mp(_lemma(LEMMAS["differentiable_of_dominated"].theorem, {**values, "s": m.terms[y]}), known)
            if parts(th.concl)[1][0].canon is f.canon:
                return th
    return None


def exists_intro_deriv(th: Theorem, goal: Term) -> Theorem:
    """From `f has the derivative d at x` to `f is differentiable at x`."""
    definition = unfold(goal)
    target = parts_of_eq(definition)[1]
    return k.eq_mp(k.sym(definition), exists_intro(target, parts(th.concl)[1][1], th))


def by_recursion(p: Prover, f: Term, x: Term, said: Callable[[Term, Term], Term]) -> Theorem | None:
    """differentiable_at (F n) x for a sequence F given by F 0 = .. and F (n + 1) = ..: by induction, for all x.

    `said` is the statement of a function and a point: for functions of numbers, or for maps of vectors.
    """
    if f.tag != "app" or f.arg.type is not nat:
        return None
    sequence, index = f.fun, f.arg
    equations = p.recursion_of(sequence)
    if equations is None or index.tag == LIT:
        return None
    from derive.tactics.induction import NAT_ONE, NAT_ZERO, induction, succ

    n = hypothesis_variable("n.r", nat, f, x)
    y = hypothesis_variable("x.r", x.type, f, x)
    zero, step = equations
    first_place = parts_of_eq(zero)[0].arg
    late = first_place.value == 1  # it begins at 1: the statement is shown at n + 1

    def claim(m: Term) -> Term:
        return for_all(y, said(apply(sequence, succ(m) if late else m), y))

    def moved(function: Theorem, th: Theorem) -> Theorem:
        return k.generalize(y, k.eq_mp(k.congr(k.congr(shape, k.sym(function)), k.refl(y)), th))

    shape = k.refl(said(f, x).fun.fun)
    first = p.prove(said(parts_of_eq(zero)[1], y), 6)
    if first is None:
        return None
    if late:
        zero = chain(under(sequence, k.field(succ(NAT_ZERO), first_place)), zero)
    base = moved(zero, first)
    inner = p.child(claim(n))
    at = k.specialize(step, n)
    second = inner.prove(said(parts_of_eq(at)[1], y), 6)
    if second is None:
        return None
    every = induction(n, claim(n), base, moved(at, second))
    if not late:
        return spec(every, index, x)
    name, args = parts(index)
    if name == "nat_add" and args[1] is NAT_ONE:
        return spec(every, args[0], x)
    low = p.prove(call("le", call("cast", NAT_ONE), call("cast", index)), 6)
    if low is None:
        return None
    whole = k.mp(spec(lib("nat_sub_add_of_le"), NAT_ONE, index), low)
    m = hypothesis_variable("m.r", nat, f, x)
    return k.eq_mp(under(abstract(m, said(apply(sequence, m), x)), whole), spec(every, call("nat_sub", index, NAT_ONE), x))
