"""Heads of vectors: square root, Euclidean norm, spectral norm and radius, functions applied entry by entry.

All are definitions. The spectral norm is the largest stretch of a vector: at 0 the quotient |A 0| / |0| is 0 times something, so it is 0.
"""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, literal, var
from derive.kernel.types import DIM, fun, nat, real, type_var
from derive.language.head import QUANT, head
from derive.language.logic import call, lam
from derive.language.matrices import identity, product, total

_i, _j = type_var("i", DIM), type_var("j", DIM)
_x, _v, _w, _r = var("x", real), var("v", fun(_i, real)), var("w", fun(_j, real)), var("r", _i)
_A, _S = var("A", fun(_i, _j, real)), var("S", fun(_i, _i, real))
_phi, _n, _k = var("phi", fun(real, real)), var("n", nat), var("k", nat)


def euclidean(v: Term) -> Term:
    """The Euclidean norm of a vector."""
    return apply(const("euclidean", fun(v.type, real)), v)


def sigma_max(a: Term) -> Term:
    """The spectral norm of a matrix."""
    return apply(const("sigma_max", fun(a.type, real)), a)


def spectral_radius(a: Term) -> Term:
    """The spectral radius of a square matrix."""
    return apply(const("spectral_radius", fun(a.type, real)), a)


def each(phi: Term) -> Term:
    """A function of numbers, entry by entry on vectors: still to be given the dimension by `each_at`."""
    return apply(const("each", fun(fun(real, real), fun(_i, real), fun(_i, real))), phi)


def each_at(phi: Term, v: Term) -> Term:
    """The vector with the entries phi(v_i)."""
    return apply(const("each", fun(fun(real, real), v.type, v.type)), phi, v)


head("sqrt", fun(real, real), "square root of a number that is not negative", "sqrt({0})", r"\sqrt{{{0}}}", inner=(QUANT,), sympy="sqrt",
     definition=lam(_x, call("mul", _x, call("exp", call("neg", call("div", call("log", _x), literal(2)))))))  # fmt: skip
head("euclidean", fun(_v.type, real), "Euclidean norm", "norm({0})", r"\lVert {0} \rVert", inner=(QUANT,),
     definition=lam(_v, call("sqrt", total(lam(_r, call("pow", apply(_v, _r), literal(2, nat)))))))  # fmt: skip
_stretch = lam(_w, call("div", euclidean(product(_A, _w)), euclidean(_w)))
head("sigma_max", fun(_A.type, real), "spectral norm: the largest singular value", "sigma_max({0})", r"\sigma_{{\max}}({0})",
     definition=lam(_A, apply(const("sup", fun(_stretch.type, real)), _stretch)))  # fmt: skip
head("each", fun(fun(real, real), _v.type, _v.type), "a function of numbers applied to each entry", "each({0})({1})", "{0}({1})",
     definition=lam(_phi, _v, _r, apply(_phi, apply(_v, _r))))  # fmt: skip
_power = apply(
    const("recursion", fun(_S.type, fun(nat, _S.type, _S.type), nat, _S.type)),
    identity(_i), lam(_k, var("P", _S.type), product(var("P", _S.type), _S)), call("nat_add", _n, literal(1, nat)),
)  # fmt: skip
_size = sigma_max(_power)
_root = call(
    "mul",
    _size,
    call("exp", call("mul", call("log", _size), call("sub", call("inv", call("cast", call("nat_add", _n, literal(1, nat)))), literal(1)))),
)
head("spectral_radius", fun(_S.type, real), "spectral radius: the infimum of the n-th roots of sigma_max(A^n), which is the largest modulus of an eigenvalue",
     "spectral_radius({0})", r"\rho({0})",
     definition=lam(_S, call("neg", apply(const("sup", fun(fun(nat, real), real)), lam(_n, call("neg", _root))))), source="Horn and Johnson, Matrix Analysis, Corollary 5.6.14")  # fmt: skip
