"""The determinant of a square matrix."""

from __future__ import annotations

from derive.kernel.terms import Term, apply, const
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.head import head

_i = type_var("i", DIM)
head("det", fun(fun(_i, _i, real), real), "determinant", "det({0})", r"\det({0})")


def determinant(a: Term) -> Term:
    """The determinant of a square matrix."""
    return apply(const("det", fun(a.type, real)), a)
