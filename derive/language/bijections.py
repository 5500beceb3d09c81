"""Bijections between measured spaces: a map, its inverse, and the factor by which it changes volumes."""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, for_all, implication, literal, var
from derive.kernel.types import bool_, fun, real, type_var
from derive.language.head import REL, head
from derive.language.logic import call, lam
from derive.language.probability import _and, integrable, integral, measurable, measure_of

_a, _b = type_var("a"), type_var("b")
_mu, _nu = var("mu", measure_of(_a)), var("nu", measure_of(_b))
_f, _g, _J = var("f", fun(_a, _b)), var("g", fun(_b, _a)), var("J", fun(_a, real))
_h, _y, _z = var("h", fun(_b, real)), var("y", _a), var("z", _b)


def _map(f: Term) -> Term:
    return apply(const("measurable_map", fun(f.type, bool_)), f)


def bijective(mu: Term, nu: Term, f: Term, g: Term, factor: Term) -> Term:
    """The statement: f is a bijection with the inverse g, and changes volumes by the factor."""
    args = (mu, nu, f, g, factor)
    return apply(const("bijective", fun(*(t.type for t in args), bool_)), *args)


_moved = lam(_y, call("mul", apply(_h, apply(_f, _y)), apply(_J, _y)))
head(
    "bijective",
    fun(_mu.type, _nu.type, _f.type, _g.type, _J.type, bool_),
    "bijection with its inverse and its volume factor: integrals of h(f(y)) J(y) are integrals of h",
    "bijective({0}, {1}, {2}, {3}, {4})",
    r"{2} \text{{ is a bijection with inverse }} {3} \text{{ and changes volumes by the factor }} {4}",
    prec=REL,
    inner=(REL + 1,) * 5,
    definition=lam(_mu, _nu, _f, _g, _J, _and(
        _map(_f), _map(_g), measurable(_J),
        for_all(_z, equation(apply(_f, apply(_g, _z)), _z)),
        for_all(_y, equation(apply(_g, apply(_f, _y)), _y)),
        for_all(_y, call("lt", literal(0), apply(_J, _y))),
        for_all(_h, implication(integrable(_nu, _h), integrable(_mu, _moved))),
        for_all(_h, implication(integrable(_nu, _h), equation(integral(_nu, _h), integral(_mu, _moved)))))),
    source="Folland, Real Analysis, Theorem 2.47 (what a change of variables says)",
)  # fmt: skip
