"""Heads of logic: connectives, quantifiers, equality, order. The connectives are defined from =, ==> and "for all"."""

from __future__ import annotations

from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, var
from derive.kernel.types import bool_, fun, real, type_con, type_var
from derive.language.head import AND, ATOM, IMP, NOT, OR, POW, QUANT, REL, head

_a = type_var("a")
_p, _q, _r = var("p", bool_), var("q", bool_), var("r", bool_)
_x, _y = var("x", real), var("y", real)


def lam(*args: Term) -> Term:
    """lam(x, y, body): the function of x and y with this body."""
    *variables, body = args
    for v in reversed(variables):
        body = abstract(v, body)
    return body


def call(name: str, *args: Term) -> Term:
    """A constant with fixed type applied to arguments."""
    return apply(const(name), *args)


head("eq", fun(_a, _a, bool_), "equality", "Eq({0}, {1})", "{0} = {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Eq")
head(
    "implies",
    fun(bool_, bool_, bool_),
    "implication",
    "Implies({0}, {1})",
    r"\text{{if }} {0}\text{{, }} \text{{then }} {1}",
    prec=IMP,
    inner=(IMP + 1, IMP),
    sympy="Implies",
)
head(
    "forall",
    fun(fun(_a, bool_), bool_),
    "for all",
    "forall[{0.var}]({0.body})",
    r"{0.body} \quad\text{{for all }} {0.var}",
    prec=QUANT,
    inner=(QUANT,),
)
head("and", fun(bool_, bool_, bool_), "and", "And({0}, {1})", r"{0} \text{{ and }} {1}", prec=AND, inner=(AND, AND + 1), sympy="And",
     definition=lam(_p, _q, for_all(_r, implication(implication(_p, implication(_q, _r)), _r))))  # fmt: skip
head("or", fun(bool_, bool_, bool_), "or", "Or({0}, {1})", r"{0} \text{{ or }} {1}", prec=OR, inner=(OR, OR + 1), sympy="Or",
     definition=lam(_p, _q, for_all(_r, implication(implication(_p, _r), implication(implication(_q, _r), _r)))))  # fmt: skip
head("true", bool_, "truth", "true", r"\text{{true}}", sympy="true", definition=for_all(_p, implication(_p, _p)))
head("false", bool_, "falsehood", "false", r"\text{{false}}", sympy="false", definition=for_all(_p, _p))
head("not", fun(bool_, bool_), "negation", "Not({0})", r"\text{{not }} {0}", prec=NOT, inner=(NOT,), sympy="Not")
_P = var("P", fun(_a, bool_))
_v = var("v", _a)
head("exists", fun(fun(_a, bool_), bool_), "there is", "exists[{0.var}]({0.body})", r"\text{{there is }} {0.var} \text{{ with }} {0.body}", prec=QUANT, inner=(QUANT,),
     definition=lam(_P, for_all(_q, implication(for_all(_v, implication(apply(_P, _v), _q)), _q))))  # fmt: skip
head("le", fun(real, real, bool_), "at most", "{0} <= {1}", r"{0} \le {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Le")
head("lt", fun(real, real, bool_), "less than", "{0} < {1}", "{0} < {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Lt")
head("ge", fun(real, real, bool_), "at least", "{0} >= {1}", r"{0} \ge {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Ge",
     definition=lam(_x, _y, call("le", _y, _x)))  # fmt: skip
head("gt", fun(real, real, bool_), "greater than", "{0} > {1}", "{0} > {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Gt",
     definition=lam(_x, _y, call("lt", _y, _x)))  # fmt: skip
_s, _t = var("s", _a), var("t", _a)
head("ne", fun(_a, _a, bool_), "different", "Ne({0}, {1})", r"{0} \ne {1}", prec=REL, inner=(REL + 1, REL + 1), sympy="Ne",
     definition=lam(_s, _t, call("not", equation(_s, _t))))  # fmt: skip
_b = type_var("b")
_ab = type_con("prod", (_a, _b))
head("pair", fun(_a, _b, _ab), "ordered pair", "({0}, {1})", "({0}, {1})", prec=ATOM)
head("fst", fun(_ab, _a), "first part of a pair", "fst({0})", r"\operatorname{{fst}} {0}", prec=POW, inner=(ATOM,))
head("snd", fun(_ab, _b), "second part of a pair", "snd({0})", r"\operatorname{{snd}} {0}", prec=POW, inner=(ATOM,))
head("singleton", fun(_a, _a, bool_), "the set with one element", "singleton({0})", r"\{{{0}\}}", inner=(QUANT,),
     definition=lam(_s, _t, equation(_t, _s)))  # fmt: skip
