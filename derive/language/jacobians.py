"""Heads of calculus in several variables: total differentiability, the Jacobian matrix.

A matrix J is the Jacobian of f at u when f(v) - f(u) - J (v - u) is small against v - u; the operator takes the partial derivatives.
"""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, for_all, implication, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, real, type_var
from derive.language.calculus import _exists
from derive.language.head import REL, SUM, head
from derive.language.logic import call, lam
from derive.language.matrices import product
from derive.language.probability import _and
from derive.language.vectors import euclidean

_i, _j = type_var("i", DIM), type_var("j", DIM)
_f = var("f", fun(fun(_j, real), fun(_i, real)))
_u, _v, _J = var("u", fun(_j, real)), var("v", fun(_j, real)), var("J", fun(_i, _j, real))
_r, _s, _e, _h = var("r", _i), var("s", _j), var("e", real), var("h", real)


def is_vector_map(t: Type) -> bool:
    """Functions from vectors to vectors."""
    return (
        t.name == "fun"
        and not t.is_var
        and all(a.name == "fun" and not a.is_var and a.args[0].kind == DIM and a.args[1] is real for a in t.args)
    )


def matrix_of(t: Type) -> Type:
    """The type of the Jacobian matrices of functions of this type."""
    return fun(t.args[1].args[0], t.args[0].args[0], real)


def jacobian(f: Term) -> Term:
    """The function that takes a point to the Jacobian matrix of f there."""
    return apply(const("jacobian", fun(f.type, f.type.args[0], matrix_of(f.type))), f)


def has_jacobian(f: Term, j: Term, u: Term) -> Term:
    """The statement: f has the Jacobian j at u."""
    return apply(const("has_jacobian", fun(f.type, j.type, u.type, bool_)), f, j, u)


def differentiable_map_at(f: Term, u: Term) -> Term:
    """The statement: f is (totally) differentiable at u."""
    return apply(const("differentiable_map_at", fun(f.type, u.type, bool_)), f, u)


def differentiable_map(f: Term) -> Term:
    """The statement: f is (totally) differentiable everywhere."""
    return apply(const("differentiable_map", fun(f.type, bool_)), f)


def difference(a: Term, b: Term) -> Term:
    """a - b for vectors."""
    i = var("r", a.type.args[0])
    return lam(i, call("sub", apply(a, i), apply(b, i)))


def remainder(f: Term, j: Term, u: Term, v: Term) -> Term:
    """f(v) - f(u) - J (v - u)."""
    i = var("r", f.type.args[1].args[0])
    step = product(j, difference(v, u))
    return lam(i, call("sub", call("sub", apply(f, v, i), apply(f, u, i)), apply(step, i)))


_near = call("le", euclidean(difference(_v, _u)), _h)
_small = call("le", euclidean(remainder(_f, _J, _u, _v)), call("mul", _e, euclidean(difference(_v, _u))))
head("has_jacobian", fun(_f.type, _J.type, _u.type, bool_), "the function has this Jacobian matrix at this point", "has_jacobian({0}, {1}, {2})",
     r"{0} \text{{ has the Jacobian }} {1} \text{{ at }} {2}", prec=REL,
     definition=lam(_f, _J, _u, for_all(_e, implication(call("lt", literal(0), _e), _exists(_h, _and(call("lt", literal(0), _h), for_all(_v, implication(_near, _small))))))),
     source="Rudin, Principles of Mathematical Analysis, Definition 9.11")  # fmt: skip
head("differentiable_map_at", fun(_f.type, _u.type, bool_), "totally differentiable at a point", "differentiable_map_at({0}, {1})",
     r"{0} \text{{ is differentiable at }} {1}", prec=REL, definition=lam(_f, _u, _exists(_J, has_jacobian(_f, _J, _u))))  # fmt: skip
head("differentiable_map", fun(_f.type, bool_), "totally differentiable everywhere", "differentiable({0})", r"{0} \text{{ is differentiable}}", prec=REL, inner=(SUM,),
     definition=lam(_f, for_all(_u, differentiable_map_at(_f, _u))))  # fmt: skip
_entry = lam(_v, apply(_f, _v, _r))
head("jacobian", fun(_f.type, _u.type, _J.type), "Jacobian matrix", "D({0})({1})", r"\mathrm{{J}}_{{{0}}}({1})",
     definition=lam(_f, _u, _r, _s, apply(const("partial", fun(_entry.type, _j, _u.type, real)), _entry, _s, _u)))  # fmt: skip
