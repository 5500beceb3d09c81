"""Heads of arithmetic: real and natural numbers, absolute value, powers, finite sums and products, recursion."""

from __future__ import annotations

from derive.kernel.terms import apply, const, literal, var
from derive.kernel.types import fun, nat, real, type_var
from derive.language.head import ATOM, NEG, POW, PROD, SUM, head
from derive.language.logic import lam

_rr = fun(real, real)
head("add", fun(real, real, real), "sum", "{0} + {1}", "{0} + {1}", prec=SUM, inner=(SUM, SUM + 1), sympy="Add")
head("sub", fun(real, real, real), "difference", "{0} - {1}", "{0} - {1}", prec=SUM, inner=(SUM, SUM + 1))
head("mul", fun(real, real, real), "product", "{0} * {1}", r"{0} \, {1}", prec=PROD, inner=(PROD, PROD + 1), sympy="Mul")
head("div", fun(real, real, real), "quotient", "{0} / {1}", r"\frac{{{0}}}{{{1}}}", prec=PROD, inner=(PROD, PROD + 1))
head("neg", _rr, "negative", "-{0}", "-{0}", prec=NEG, inner=(PROD,))
head("inv", _rr, "inverse", "{0}**-1", "{0}^{{-1}}", prec=POW, inner=(ATOM,))
head("pow", fun(real, nat, real), "power with a natural exponent", "{0}**{1}", "{0}^{{{1}}}", prec=POW, inner=(ATOM, ATOM), sympy="Pow")
head("abs", _rr, "absolute value", "abs({0})", r"\lvert {0} \rvert", sympy="Abs")
head("cast", fun(nat, real), "a natural number as a real number", "{0}", "{0}")
head("nat_add", fun(nat, nat, nat), "sum", "{0} + {1}", "{0} + {1}", prec=SUM, inner=(SUM, SUM + 1))
head("nat_mul", fun(nat, nat, nat), "product", "{0} * {1}", r"{0} \, {1}", prec=PROD, inner=(PROD, PROD + 1))
head("nat_sub", fun(nat, nat, nat), "difference, 0 when it would be negative", "{0} - {1}", "{0} - {1}", prec=SUM, inner=(SUM, SUM + 1))
_a = type_var("a")
head(
    "recursion",
    fun(_a, fun(nat, _a, _a), nat, _a),
    "recursion on a natural number",
    "recursion({0}, {1}, {2})",
    r"\operatorname{{rec}}({0}, {1}, {2})",
)

_i, _lo, _hi, _acc = var("i", nat), var("a", nat), var("b", nat), var("acc", real)
_f = var("f", fun(nat, real))
_rec = const("recursion", fun(real, fun(nat, real, real), nat, real))
_count = apply(const("nat_sub"), apply(const("nat_add"), _hi, literal(1, nat)), _lo)
_term = apply(_f, apply(const("nat_add"), _lo, _i))
_range = fun(nat, nat, fun(nat, real), real)
head("sum", _range, "sum over a range; 0 when it is empty", "Sum[{2.var}, {0}, {1}]({2.body})", r"\sum_{{{2.var}={0}}}^{{{1}}} {2.body}", prec=PROD, inner=(SUM, SUM, PROD),
     sympy="Sum", definition=lam(_lo, _hi, _f, apply(_rec, literal(0), lam(_i, _acc, apply(const("add"), _acc, _term)), _count)))  # fmt: skip
head("prod", _range, "product over a range; 1 when it is empty", "Prod[{2.var}, {0}, {1}]({2.body})", r"\prod_{{{2.var}={0}}}^{{{1}}} {2.body}", prec=PROD, inner=(SUM, SUM, PROD),
     sympy="Product", definition=lam(_lo, _hi, _f, apply(_rec, literal(1), lam(_i, _acc, apply(const("mul"), _acc, _term)), _count)))  # fmt: skip
