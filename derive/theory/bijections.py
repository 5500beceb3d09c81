"""Bijections that change volumes by a factor: the change of variables, as it is cited."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, equation, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.bijections import bijective, branches
from derive.language.logic import call
from derive.language.matrices import total
from derive.language.probability import integrable, integral
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, lt
from derive.tactics.lemma import lemma
from derive.tactics.logic import conjuncts, unfold
from derive.theory.letters import alpha, beta, f, f_b, imp, mu, nu, to

_back, _J = var("h", fun(beta, alpha)), var("J", fun(alpha, real))
_s = var("s", alpha)
_known = bijective(mu, nu, to, _back, _J)
_new = var("k", fun(alpha, real))
_value = equation(apply(_new, _s), call("mul", apply(f_b, apply(to, _s)), apply(_J, _s)))
_asked = (_known, integrable(nu, f_b), for_all(_s, _value))


def _moved() -> Theorem:
    whole = conjuncts(k.eq_mp(unfold(_known), k.assume(_known)))
    th = k.mp(k.specialize(whole[7], f_b), k.assume(_asked[1]))
    same = k.congr(k.refl(integral(mu, _new).fun), k.sym(k.abstr(_s, k.specialize(k.assume(_asked[2]), _s))))
    return finished(k.trans(th, same), *_asked)


change_of_variables = lemma(
    "change_of_variables", imp(*_asked, equation(integral(nu, f_b), integral(mu, _new))), "a change of variables", _moved, "intro"
)


def _inverse(number: int, point: Term) -> Theorem:
    whole = conjuncts(k.eq_mp(unfold(_known), k.assume(_known)))
    return finished(k.specialize(whole[number], point), _known)


volume_factor_pos = lemma(
    "volume_factor_pos",
    imp(_known, lt(ZERO, apply(_J, _s))),
    "volumes keep a positive size",
    lambda: _inverse(5, _s),
    auto=True,
)
_t = var("t", beta)
inverse_left = lemma(
    "inverse_left",
    imp(_known, equation(apply(_back, apply(to, _s)), _s)),
    "a map and its inverse",
    lambda: _inverse(4, _s),
    "rewrite",
)
inverse_right = lemma(
    "inverse_right",
    imp(_known, equation(apply(to, apply(_back, _t)), _t)),
    "a map and its inverse",
    lambda: _inverse(3, _t),
    "rewrite",
)


# Maps with finitely many simple roots.
_n = type_var("n", DIM)
_roots, _i = var("r", fun(_n, beta, alpha)), var("i", _n)
_many = branches(mu, nu, to, _roots, _J)
_root = apply(_roots, _i, _t)
_at_roots = total(abstract(_i, call("mul", call("inv", apply(_J, _root)), apply(f, _root))))
_over = var("k", fun(beta, real))
_needs = (_many, integrable(mu, f), for_all(_t, equation(apply(_over, _t), _at_roots)))


def _branch(number: int, *points: Term) -> Theorem:
    th = conjuncts(k.eq_mp(unfold(_many), k.assume(_many)))[number]
    for x in points:
        th = k.specialize(th, x)
    return finished(th, _many)


def _integral_over_roots() -> Theorem:
    whole = conjuncts(k.eq_mp(unfold(_many), k.assume(_many)))
    th = k.mp(k.specialize(whole[3], f), k.assume(_needs[1]))
    same = k.congr(k.refl(integral(nu, _over).fun), k.sym(k.abstr(_t, k.specialize(k.assume(_needs[2]), _t))))
    return finished(k.trans(th, same), *_needs)


root_solves = lemma(
    "root_solves", imp(_many, equation(apply(to, _root), _t)), "a root solves the equation", lambda: _branch(0, _i, _t), "rewrite"
)
root_factor_pos = lemma("root_factor_pos", imp(_many, lt(ZERO, apply(_J, _s))), "the roots are simple", lambda: _branch(1, _s), auto=True)
integral_over_roots = lemma(
    "integral_over_roots",
    imp(*_needs, equation(integral(mu, f), integral(nu, _over))),
    "a change of variables on each branch",
    _integral_over_roots,
    "intro",
)
