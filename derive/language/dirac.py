"""Heads of point masses: the Dirac measure, the indicator of a statement, the probability of one point."""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, literal, var
from derive.kernel.types import bool_, fun, real, type_var
from derive.language.head import ATOM, REL, head
from derive.language.logic import call, lam
from derive.language.probability import integral, measure_of

_a = type_var("a")
_ma = measure_of(_a)
_mu, _x, _y, _p = var("mu", _ma), var("x", _a), var("y", _a), var("p", bool_)


def point_mass(x: Term) -> Term:
    """The Dirac measure at the point x."""
    return apply(const("dirac", fun(x.type, measure_of(x.type))), x)


def mass(mu: Term, x: Term) -> Term:
    """The probability of the point x under mu."""
    return apply(const("mass", fun(mu.type, x.type, real)), mu, x)


head("dirac", fun(_a, _ma), "Dirac measure: all mass at one point", "dirac({0})", r"\delta_{{{0}}}", prec=ATOM)
head("indicator", fun(bool_, real), "1 where a statement holds, else 0", "indicator({0})", r"\mathbf{{1}}[{0}]",
     definition=lam(_p, apply(const("If", fun(bool_, real, real, real)), _p, literal(1), literal(0))))  # fmt: skip
head("mass", fun(_ma, _a, real), "measure of one point", "mass({0}, {1})", r"{0}(\{{{1}\}})",
     definition=lam(_mu, _x, integral(_mu, lam(_y, call("indicator", equation(_y, _x))))))  # fmt: skip
head("support", fun(_ma, _a, bool_), "set of the points that have positive mass", "support({0})", r"\operatorname{{supp}} {0}", prec=REL, inner=(ATOM,),
     definition=lam(_mu, _x, call("lt", literal(0), mass(_mu, _x))))  # fmt: skip
