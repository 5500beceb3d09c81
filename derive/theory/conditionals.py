"""Definition by cases."""

from __future__ import annotations

from derive.kernel.terms import apply, const, equation, implication, var
from derive.kernel.types import bool_, fun, type_var
from derive.language.logic import call
from derive.tactics.lemma import axiom, method

_a = type_var("a")
_c, _x, _y = var("c", bool_), var("x", _a), var("y", _a)
_if = apply(const("If", fun(bool_, _a, _a, _a)), _c, _x, _y)
_BOOK = "Gordon and Melham, Introduction to HOL, Section 20.6 (the conditional, a definition)"
if_true = axiom("if_true", implication(_c, equation(_if, _x)), "in this case", _BOOK, "rewrite")
if_false = axiom("if_false", implication(call("not", _c), equation(_if, _y)), "in the other case", _BOOK, "rewrite")
cases = method("cases", "in this case", parts=(if_true, if_false))
