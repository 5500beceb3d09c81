"""Heads of linear algebra: sums over the indices of a dimension, products, transposes, identity, diagonal, trace.

A dimension is a finite, non-empty type (kind "dim"); a vector is a function of an index, a matrix of two. A sum over all
indices is the integral under the counting measure, so everything known of integrals holds of it. Sums of matrices and
multiples of them are taken entry by entry and have no head of their own.
"""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const, equation, literal, var
from derive.kernel.types import DIM, Type, bool_, fun, real, type_con, type_var
from derive.language.calculus import _update
from derive.language.head import ATOM, PROD, REL, head
from derive.language.logic import call, lam
from derive.language.probability import integral

_i, _j, _k = (type_var(name, DIM) for name in "ijk")


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
    return const("counting", type_con("measure", (d,)))


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
    return apply(const("matvec" if len(right) == 1 else "matmul", fun(fun(n, d, real), b.type, result)), a, b)


def transpose(a: Term) -> Term:
    """The transpose of a matrix."""
    n, d = shape(a.type)
    return apply(const("transpose", fun(a.type, fun(d, n, real))), a)


def identity(d: Type) -> Term:
    """The identity matrix."""
    return const("identity", fun(d, d, real))


def diag(v: Term) -> Term:
    """The diagonal matrix with these entries."""
    (d,) = shape(v.type)
    return apply(const("diag", fun(v.type, fun(d, d, real))), v)


def trace(a: Term) -> Term:
    """The sum of the diagonal entries."""
    return apply(const("trace", fun(a.type, real)), a)


def diagonal(a: Term) -> Term:
    """The statement: a is a diagonal matrix."""
    return apply(const("diagonal", fun(a.type, bool_)), a)


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
