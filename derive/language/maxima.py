"""Heads of attained maxima: the set of the maximisers, the maximum, finite spaces, subsets."""

from __future__ import annotations

from derive.kernel.terms import apply, const, for_all, implication, var
from derive.kernel.types import bool_, fun, nat, real, type_var
from derive.language.calculus import _exists
from derive.language.head import PROD, REL, SUM, head
from derive.language.logic import call, lam
from derive.language.probability import _and, measurable, measure_of

_a = type_var("a")
_fa, _pa = fun(_a, real), fun(_a, bool_)
_f, _g, _s, _t = var("f", _fa), var("g", _fa), var("s", _a), var("t", _a)
_P, _Q = var("P", _pa), var("Q", _pa)
_mu, _n, _m, _e = var("mu", measure_of(_a)), var("n", nat), var("m", nat), var("e", fun(nat, _a))

head("argmax", fun(_fa, _a, bool_), "set of the maximisers", "argmax[{0.var}]({0.body})", r"\arg\max_{{{0.var}}} {0.body}", prec=PROD, inner=(PROD,),
     definition=lam(_g, _s, for_all(_t, call("le", apply(_g, _t), apply(_g, _s)))))  # fmt: skip
head("max", fun(_fa, real), "maximum: the supremum, where it is attained", "max[{0.var}]({0.body})", r"\max_{{{0.var}}} {0.body}", prec=PROD, inner=(PROD,),
     definition=lam(_g, apply(const("sup", fun(_fa, real)), _g)))  # fmt: skip
head("subset", fun(_pa, _pa, bool_), "each member of the first set is in the second", "{0} <= {1}", r"{0} \subseteq {1}", prec=REL, inner=(SUM, SUM),
     definition=lam(_P, _Q, for_all(_s, implication(apply(_P, _s), apply(_Q, _s)))))  # fmt: skip
_listed = for_all(
    _s, _exists(_m, _and(call("lt", call("cast", _m), call("cast", _n)), apply(const("eq", fun(_a, _a, bool_)), apply(_e, _m), _s)))
)
head("finite", fun(measure_of(_a), bool_), "the space of this measure has finitely many points, and all its subsets are measurable", "finite({0})", r"\text{{the space of }} {0} \text{{ is finite}}",
     prec=REL, inner=(SUM,), definition=lam(_mu, _and(_exists(_n, _exists(_e, _listed)), for_all(_f, measurable(_f)))))  # fmt: skip
