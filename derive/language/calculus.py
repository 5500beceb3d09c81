"""Heads of analysis: exp, log, derivatives, limits, suprema."""

from __future__ import annotations

from derive.kernel.terms import Term, abstract, apply, const, for_all, implication, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, nat, real, type_var
from derive.language.head import PROD, REL, head
from derive.language.logic import call, lam

_rr = fun(real, real)
_x, _y, _d, _c = var("x", real), var("y", real), var("d", real), var("c", real)
_f = var("f", _rr)
_a = type_var("a")
_g, _s, _t = var("g", fun(_a, real)), var("s", _a), var("t", _a)


def _exists(v: Term, p: Term) -> Term:
    return apply(const("exists", fun(fun(v.type, bool_), bool_)), abstract(v, p))


def _both(p: Term, q: Term) -> Term:
    return call("and", p, q)


def _exp(t: Term) -> Term:
    return call("exp", t)


_one = literal(1)
head("exp", _rr, "exponential function", "exp({0})", r"e^{{{0}}}", sympy="exp")
head("log", _rr, "natural logarithm", "log({0})", r"\log {0}", prec=PROD + 5, inner=(PROD + 6,), sympy="log")
head("sigmoid", _rr, "logistic sigmoid", "sigmoid({0})", r"\sigma({0})",
     definition=lam(_x, call("div", _one, call("add", _one, _exp(call("neg", _x))))))  # fmt: skip
head("tanh", _rr, "hyperbolic tangent", "tanh({0})", r"\tanh({0})", sympy="tanh",
     definition=lam(_x, call("div", call("sub", _exp(_x), _exp(call("neg", _x))), call("add", _exp(_x), _exp(call("neg", _x))))))  # fmt: skip
_h, _eps = var("h", real), var("e", real)
_moved = call("sub", _y, _x)
_rest = call("sub", call("sub", apply(_f, _y), apply(_f, _x)), call("mul", _d, _moved))
head("has_deriv", fun(_rr, real, real, bool_), "the function has this derivative at this point: it is close to a line there", "has_deriv({0}, {1}, {2})",
     r"{0} \text{{ has the derivative }} {1} \text{{ at }} {2}", prec=REL, source="Rudin, Principles of Mathematical Analysis, Definition 5.1 and 9.10",
     definition=lam(_f, _d, _x, for_all(_eps, implication(call("lt", literal(0), _eps), _exists(_h, _both(call("lt", literal(0), _h), for_all(_y, implication(
         call("le", call("abs", _moved), _h), call("le", call("abs", _rest), call("mul", _eps, call("abs", _moved)))))))))))  # fmt: skip
head("differentiable_at", fun(_rr, real, bool_), "differentiable at a point", "differentiable_at({0}, {1})", r"{0} \text{{ is differentiable at }} {1}", prec=REL,
     definition=lam(_f, _x, _exists(_d, call("has_deriv", _f, _d, _x))))  # fmt: skip
head("differentiable", fun(_rr, bool_), "differentiable everywhere", "differentiable({0})", r"{0} \text{{ is differentiable}}", prec=REL,
     definition=lam(_f, for_all(_x, call("differentiable_at", _f, _x))))  # fmt: skip
head("deriv", fun(_rr, _rr), "derivative", "D({0})({1})", "{0}'({1})")
_i = type_var("i", DIM)
_vec = fun(_i, real)
_k, _j, _theta, _F = var("k", _i), var("j", _i), var("theta", _vec), var("F", fun(_vec, real))
head("update", fun(_vec, _i, real, _vec), "a vector with one entry replaced", "update({0}, {1}, {2})", r"{0}[{1} := {2}]")


def _update(theta: Term, k: Term, u: Term) -> Term:
    i: Type = k.type
    return apply(const("update", fun(fun(i, real), i, real, fun(i, real))), theta, k, u)


head("partial", fun(fun(_vec, real), _i, _vec, real), "partial derivative", "D[{0.var}[{1}]]({0.body})", r"\frac{{\partial}}{{\partial {0.var}_{{{1}}}}} {0.body}", prec=PROD, inner=(PROD,),
     definition=lam(_F, _k, _theta, call("deriv", lam(_x, apply(_F, _update(_theta, _k, _x))), apply(_theta, _k))))  # fmt: skip

head("bounded_above", fun(fun(_a, real), bool_), "bounded above", "bounded_above({0})", r"{0} \text{{ is bounded above}}", prec=REL,
     definition=lam(_g, _exists(_c, for_all(_s, call("le", apply(_g, _s), _c)))))  # fmt: skip
head("sup", fun(fun(_a, real), real), "supremum", "sup[{0.var}]({0.body})", r"\sup_{{{0.var}}} {0.body}", prec=PROD, inner=(PROD,))
head("norm", fun(fun(_a, real), real), "supremum norm", "norm({0})", r"\lVert {0} \rVert_\infty",
     definition=lam(_g, apply(const("sup", fun(fun(_a, real), real)), lam(_s, call("abs", apply(_g, _s))))))  # fmt: skip
head("argmin", fun(fun(_a, real), _a, bool_), "set of the minimisers", "argmin[{0.var}]({0.body})", r"\arg\min_{{{0.var}}} {0.body}", prec=PROD, inner=(PROD,),
     definition=lam(_g, _s, for_all(_t, call("le", apply(_g, _s), apply(_g, _t)))))  # fmt: skip
_u, _n, _m, _e = var("u", fun(nat, real)), var("n", nat), var("m", nat), var("e", real)
head("tends", fun(fun(nat, real), real, bool_), "limit of a sequence", "tends[{0.var}, oo]({0.body}, {1})", r"{0.body} \to {1} \quad\text{{as }} {0.var} \to \infty", prec=REL, inner=(REL + 1, REL + 1),
     definition=lam(_u, _c, for_all(_e, implication(call("lt", literal(0), _e), _exists(_n, for_all(_m, call("le", call("abs",
         call("sub", apply(_u, call("nat_add", _n, _m)), _c)), _e)))))))  # fmt: skip
