"""Heads of probability: measures, integrals, densities, conditional densities, Markov kernels, variance.

A density belongs to a reference measure of its space, and `dens(mu, f)` is the measure with the density f. An
expectation is the integral under a probability measure; E[q(z | x)] and the integral over z are one head.
"""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, for_all, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, nat, real, type_con, type_var
from derive.language.calculus import _exists, _update
from derive.language.head import REL, head
from derive.language.logic import call, lam

_a, _b = type_var("a"), type_var("b")


def measure_of(t: Type) -> Type:
    """The type of measures on t."""
    return type_con("measure", (t,))


def integral(mu: Term, f: Term) -> Term:
    """The integral of f under mu."""
    return apply(const("integral", fun(mu.type, f.type, real)), mu, f)


def integrable(mu: Term, f: Term) -> Term:
    """f is integrable under mu."""
    return apply(const("integrable", fun(mu.type, f.type, bool_)), mu, f)


def measurable(f: Term) -> Term:
    """f is measurable."""
    return apply(const("measurable", fun(f.type, bool_)), f)


def dens(mu: Term, f: Term) -> Term:
    """The measure with density f with respect to mu."""
    return apply(const("dens", fun(mu.type, f.type, mu.type)), mu, f)


def pair(a: Term, b: Term) -> Term:
    """The ordered pair."""
    return apply(const("pair", fun(a.type, b.type, type_con("prod", (a.type, b.type)))), a, b)


def _and(*claims: Term) -> Term:
    result = claims[-1]
    for c in reversed(claims[:-1]):
        result = call("and", c, result)
    return result


_ma, _mb, _fa = measure_of(_a), measure_of(_b), fun(_a, real)
_mu, _f, _s, _c, _x = var("mu", _ma), var("f", _fa), var("s", _a), var("c", real), var("x", _a)
_nonneg = for_all(_s, call("le", literal(0), apply(_f, _s)))
head("integral", fun(_ma, _fa, real), "integral, expectation", "E[{1.var} ~ {0}]({1.body})", r"\mathbb{{E}}_{{{1.var} \sim {0}}}[{1.body}]")
head(
    "integrable",
    fun(_ma, _fa, bool_),
    "integrable",
    "integrable[{1.var} ~ {0}]({1.body})",
    r"{1.body} \text{{ is integrable under }} {1.var} \sim {0}",
    prec=REL,
)
head("measurable", fun(_fa, bool_), "measurable", "measurable({0})", r"{0} \text{{ is measurable}}", prec=REL)
head("dens", fun(_ma, _fa, _ma), "measure with a density", "dens({0}, {1})", r"{1} \cdot {0}")
head("probability", fun(_ma, bool_), "probability measure: constants are integrable and the mass is 1", "probability({0})", r"{0} \text{{ is a probability measure}}", prec=REL,
     definition=lam(_mu, _and(integrable(_mu, lam(_s, literal(1))), equation(integral(_mu, lam(_s, literal(1))), literal(1)))))  # fmt: skip
head("density", fun(_ma, _fa, bool_), "probability density", "density({0}, {1})", r"{1} \text{{ is a density with respect to }} {0}", prec=REL,
     definition=lam(_mu, _f, _and(measurable(_f), _nonneg, integrable(_mu, _f), equation(integral(_mu, _f), literal(1)))))  # fmt: skip
_K, _t = var("k", fun(_b, _ma)), var("t", _b)
head(
    "measurable_map",
    fun(fun(_b, _a), bool_),
    "measurable map between two spaces",
    "measurable_map({0})",
    r"{0} \text{{ is a measurable map}}",
    prec=REL,
)
head(
    "measurable_kernel",
    fun(fun(_b, _ma), bool_),
    "s-finite kernel: a countable sum of bounded measures, each depending measurably on the condition",
    "measurable_kernel({0})",
    r"{0} \text{{ is a measurable kernel}}",
    prec=REL,
)
head("markov", fun(fun(_b, _ma), bool_), "Markov kernel: a probability measure for each condition, depending measurably on it", "markov({0})", r"{0} \text{{ is a Markov kernel}}", prec=REL,
     definition=lam(_K, _and(apply(const("measurable_kernel", fun(_K.type, bool_)), _K), for_all(_t, apply(const("probability", fun(_ma, bool_)), apply(_K, _t))))))  # fmt: skip
head("bounded", fun(_fa, bool_), "measurable and bounded", "bounded({0})", r"{0} \text{{ is bounded and measurable}}", prec=REL,
     definition=lam(_f, _and(measurable(_f), _exists(_c, for_all(_s, call("le", call("abs", apply(_f, _s)), _c))))))  # fmt: skip
_mean = integral(_mu, _f)
head("variance", fun(_ma, _fa, real), "variance E[f^2] - E[f]^2", "Var[{1.var} ~ {0}]({1.body})", r"\operatorname{{Var}}_{{{1.var} \sim {0}}}[{1.body}]",
     definition=lam(_mu, _f, call("sub", integral(_mu, lam(_s, call("pow", apply(_f, _s), literal(2, nat)))),
                                  call("pow", _mean, literal(2, nat)))))  # fmt: skip

# Joint densities: the marginals and the conditionals of one function of two arguments.
_ab = type_con("prod", (_a, _b))
_p, _y, _nu = var("p", fun(_ab, real)), var("y", _b), var("nu", _mb)
_joint = apply(_p, pair(_x, _y))
_left = integral(_nu, lam(_y, _joint))
_right = integral(_mu, lam(_x, _joint))
head(
    "marginal_left",
    fun(_mb, fun(_ab, real), _a, real),
    "marginal density of the first part",
    "{1}({2})",
    "{1}({2})",
    definition=lam(_nu, _p, _x, _left),
)
head(
    "marginal_right",
    fun(_ma, fun(_ab, real), _b, real),
    "marginal density of the second part",
    "{1}({2})",
    "{1}({2})",
    definition=lam(_mu, _p, _y, _right),
)
head("given_left", fun(_mb, fun(_ab, real), _a, _b, real), "conditional density of the second part given the first", "{1}({3} | {2})", r"{1}({3} \mid {2})",
     definition=lam(_nu, _p, _x, _y, call("div", _joint, apply(const("marginal_left", fun(_mb, fun(_ab, real), _a, real)), _nu, _p, _x))))  # fmt: skip
head("given_right", fun(_ma, fun(_ab, real), _b, _a, real), "conditional density of the first part given the second", "{1}({3} | {2})", r"{1}({3} \mid {2})",
     definition=lam(_mu, _p, _y, _x, call("div", _joint, apply(const("marginal_right", fun(_ma, fun(_ab, real), _b, real)), _mu, _p, _y))))  # fmt: skip
head("joint_density", fun(_ma, _mb, fun(_ab, real), bool_), "joint density, with finite marginals", "joint_density({0}, {1}, {2})", r"{2} \text{{ is a joint density with finite marginals with respect to }} {0} \text{{ and }} {1}",
     prec=REL, definition=lam(_mu, _nu, _p, _and(
         measurable(_p), for_all(_x, for_all(_y, call("le", literal(0), _joint))), for_all(_x, integrable(_nu, lam(_y, _joint))), for_all(_y, integrable(_mu, lam(_x, _joint))),
         integrable(_mu, lam(_x, _left)), equation(integral(_mu, lam(_x, _left)), literal(1)))))  # fmt: skip

# Differentiation under the integral.
_i = type_var("i", DIM)
_vec = fun(_i, real)
_F, _k, _theta, _h, _e, _u = var("F", fun(_vec, _a, real)), var("k", _i), var("theta", _vec), var("h", _fa), var("e", real), var("u", real)
_at_u = lam(_u, apply(_F, _update(_theta, _k, _u), _s))
_near = call("lt", call("abs", call("sub", _u, apply(_theta, _k))), _e)
head("dominated", fun(_ma, fun(_vec, _a, real), _i, _vec, bool_), "near the point, the integrand is integrable and differentiable, and its derivative is dominated by an integrable function",
     "dominated({0}, {1}, {2}, {3})", r"\operatorname{{dominated}}({0}, {1}, {2}, {3})", prec=REL,
     definition=lam(_mu, _F, _k, _theta, _exists(_e, _exists(_h, _and(call("lt", literal(0), _e), integrable(_mu, _h), for_all(_u, call("implies", _near, _and(
         integrable(_mu, apply(_F, _update(_theta, _k, _u))),
         for_all(_s, _and(call("differentiable_at", _at_u, _u), call("le", call("abs", call("deriv", _at_u, _u)), apply(_h, _s)))))))))))
     , source="Folland, Real Analysis, Theorem 2.27 (hypotheses)")  # fmt: skip
