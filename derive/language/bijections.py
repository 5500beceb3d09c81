"""Maps between measured spaces that change volumes by a factor: bijections with their inverse, and maps with finitely many branches."""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, for_all, implication, literal, var
from derive.kernel.types import DIM, bool_, fun, real, type_con, type_var
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


_n = type_var("n", DIM)
_roots, _i = var("r", fun(_n, _b, _a)), var("i", _n)
_k = var("h", fun(_a, real))
_root = apply(_roots, _i, _z)
_over_roots = integral(const("counting", type_con("measure", (_n,))), lam(_i, call("mul", call("inv", apply(_J, _root)), apply(_k, _root))))


def branches(mu: Term, nu: Term, f: Term, roots: Term, factor: Term) -> Term:
    """The statement: the roots are all solutions of f(z) = x, and f changes volumes by the factor, which is nowhere 0."""
    args = (mu, nu, f, roots, factor)
    return apply(const("branches", fun(*(t.type for t in args), bool_)), *args)


head(
    "branches",
    fun(_mu.type, _nu.type, _f.type, _roots.type, _J.type, bool_),
    "map with finitely many simple roots: the integral of h is the integral of the sum of h(z) / J(z) over the roots z of f(z) = x",
    "branches({0}, {1}, {2}, {3}, {4})",
    r"{3} \text{{ are the roots of }} {2} \text{{, which changes volumes by the factor }} {4}",
    prec=REL,
    inner=(REL + 1,) * 5,
    definition=lam(_mu, _nu, _f, _roots, _J, _and(
        for_all(_i, for_all(_z, equation(apply(_f, _root), _z))),
        for_all(_y, call("lt", literal(0), apply(_J, _y))),
        for_all(_k, implication(integrable(_mu, _k), integrable(_nu, lam(_z, _over_roots)))),
        for_all(_k, implication(integrable(_mu, _k), equation(integral(_mu, _k), integral(_nu, lam(_z, _over_roots))))))),
    source="Federer, Geometric Measure Theory, Theorem 3.2.5 (the area formula, what it says)",
)  # fmt: skip
