"""Heads of linear algebra: sums over the indices of a dimension, products, transposes, identity, diagonal, trace.

A dimension is a finite, non-empty type (kind "dim"); a vector is a function of an index, a matrix of two. A sum over all
indices is the integral under the counting measure, so everything known of integrals holds of it. Sums of matrices and
multiples of them are taken entry by entry and have no head of their own.
"""

from __future__ import annotations

from functools import lru_cache

from derive.kernel.terms import Term, apply, const, equation, for_all, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, real, type_con, type_var
from derive.language.calculus import _update
from derive.language.head import ATOM, POW, PROD, REL, SUM, head
from derive.language.logic import call, lam
from derive.language.probability import _and, integral

_i, _j, _k = (type_var(name, DIM) for name in "ijk")


_constant = lru_cache(maxsize=4096)(const)


@lru_cache(maxsize=4096)
def shape(t: Type) -> tuple[Type, ...]:
    """The dimensions of a vector (one), of a matrix (two) or of a number (none); other types have no shape: also none."""
    if t.is_var or t.name != "fun" or t.args[0].kind != DIM:
        return ()
    rows, rest = t.args
    if rest is real:
        return (rows,)
    return (rows, *shape(rest)) if len(shape(rest)) == 1 else ()


def counting(d: Type) -> Term:
    """The measure that gives each index the weight 1."""
    return _constant("counting", type_con("measure", (d,)))


def total(f: Term) -> Term:
    """The sum of a function over all indices of its dimension."""
    return integral(counting(f.type.args[0]), f)


def is_counting(mu: Term) -> bool:
    """mu is the counting measure: its integrals are sums."""
    return mu.tag == "const" and mu.name == "counting"


def product(a: Term, b: Term) -> Term:
    """A B, or A v when b is a vector."""
    (n, d), right = shape(a.type), shape(b.type)
    result = fun(n, real) if len(right) == 1 else fun(n, right[1], real)
    return apply(_constant("matvec" if len(right) == 1 else "matmul", fun(fun(n, d, real), b.type, result)), a, b)


def transpose(a: Term) -> Term:
    """The transpose of a matrix."""
    n, d = shape(a.type)
    return apply(_constant("transpose", fun(a.type, fun(d, n, real))), a)


def identity(d: Type) -> Term:
    """The identity matrix."""
    return _constant("identity", fun(d, d, real))


def diag(v: Term) -> Term:
    """The diagonal matrix with these entries."""
    (d,) = shape(v.type)
    return apply(_constant("diag", fun(v.type, fun(d, d, real))), v)


def trace(a: Term) -> Term:
    """The sum of the diagonal entries."""
    return apply(_constant("trace", fun(a.type, real)), a)


def diagonal(a: Term) -> Term:
    """The statement: a is a diagonal matrix."""
    return apply(_constant("diagonal", fun(a.type, bool_)), a)


_A, _B, _v, _w = var("A", fun(_i, _j, real)), var("B", fun(_j, _k, real)), var("v", fun(_j, real)), var("w", fun(_i, real))
_S = var("S", fun(_i, _i, real))
_r, _s, _m, _c = var("r", _i), var("s", _i), var("m", _j), var("c", _k)
head("counting", type_con("measure", (_i,)), "the measure that gives each index the weight 1", "counting", r"\#")
head("identity", _S.type, "identity matrix", "Identity", "I",
     definition=lam(_r, _s, apply(_update(lam(_r, literal(0)), _s, literal(1)), _r)))  # fmt: skip
head("matmul", fun(_A.type, _B.type, fun(_i, _k, real)), "product of two matrices", "{0} @ {1}", "{0} {1}", prec=PROD, inner=(PROD, PROD + 1),
     definition=lam(_A, _B, _r, _c, total(lam(_m, call("mul", apply(_A, _r, _m), apply(_B, _m, _c))))))  # fmt: skip
head("matvec", fun(_A.type, _v.type, fun(_i, real)), "product of a matrix and a vector", "{0} @ {1}", "{0} {1}", prec=PROD, inner=(PROD, PROD + 1),
     definition=lam(_A, _v, _r, total(lam(_m, call("mul", apply(_A, _r, _m), apply(_v, _m))))))  # fmt: skip
head("transpose", fun(_A.type, fun(_j, _i, real)), "transpose", "{0}.T", r"{0}^\top", inner=(ATOM,),
     definition=lam(_A, _m, _r, apply(_A, _r, _m)))  # fmt: skip
head("diag", fun(_w.type, _S.type), "diagonal matrix with these entries", "diag({0})", r"\operatorname{{diag}}({0})",
     definition=lam(_w, _r, _s, call("mul", apply(_w, _r), apply(identity(_i), _r, _s))))  # fmt: skip
head("trace", fun(_S.type, real), "sum of the diagonal entries", "trace({0})", r"\operatorname{{tr}}({0})",
     definition=lam(_S, total(lam(_r, apply(_S, _r, _r)))))  # fmt: skip
head("diagonal", fun(_S.type, bool_), "diagonal matrix", "diagonal({0})", r"{0} \text{{ is diagonal}}", prec=REL,
     definition=lam(_S, equation(_S, diag(lam(_r, apply(_S, _r, _r))))))  # fmt: skip
_P, _U, _D, _V = var("P", fun(_i, _j, real)), var("U", fun(_i, _k, real)), var("S", fun(_k, _k, real)), var("V", fun(_j, _k, real))
head("thin_svd", fun(_P.type, _U.type, _D.type, _V.type, bool_), "thin singular value decomposition: orthonormal columns, a diagonal of positive numbers",
     "thin_svd({0}, {1}, {2}, {3})", r"{0} = {1} {2} {3}^\top \text{{ is a thin singular value decomposition}}", prec=REL, inner=(SUM, POW, POW, ATOM),
     definition=lam(_P, _U, _D, _V, _and(
         equation(product(transpose(_U), _U), identity(_k)), equation(product(transpose(_V), _V), identity(_k)), diagonal(_D),
         for_all(_c, call("lt", literal(0), apply(_D, _c, _c))), equation(_P, product(product(_U, _D), transpose(_V))))))  # fmt: skip


def thin_svd(p: Term, u: Term, s: Term, v: Term) -> Term:
    """The statement: p = u s v^T is a thin singular value decomposition."""
    return apply(_constant("thin_svd", fun(p.type, u.type, s.type, v.type, bool_)), p, u, s, v)
