"""Logic and pairs: what classical reasoning postulates."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import apply, const, equation, for_all, implication, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import bool_, fun, type_con, type_var
from derive.language.logic import call
from derive.language.probability import pair
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import spec

_p, _q = var("p", bool_), var("q", bool_)
_BOOK = "Andrews, An Introduction to Mathematical Logic and Type Theory, chapter 5"
not_def = axiom("not_def", equation(call("not", _p), implication(_p, const("false"))), "by definition of not", "definition")
excluded_middle = axiom("excluded_middle", call("or", _p, call("not", _p)), "by cases", _BOOK)
prop_ext = axiom("prop_ext", implication(implication(_p, _q), implication(implication(_q, _p), equation(_p, _q))), "both directions", _BOOK)

_a, _b = type_var("a"), type_var("b")
_ab = type_con("prod", (_a, _b))
_x, _y, _w = var("x", _a), var("y", _b), var("w", _ab)
_fst, _snd = const("fst", fun(_ab, _a)), const("snd", fun(_ab, _b))
_PAIR = "definition of ordered pairs"
fst_pair = axiom("fst_pair", equation(apply(_fst, pair(_x, _y)), _x), "first part of a pair", _PAIR, "rewrite")
snd_pair = axiom("snd_pair", equation(apply(_snd, pair(_x, _y)), _y), "second part of a pair", _PAIR, "rewrite")
pair_parts = axiom("pair_parts", equation(pair(apply(_fst, _w), apply(_snd, _w)), _w), "a pair is made of its parts", _PAIR)

_P = var("P", fun(_ab, bool_))


def _forall_pair() -> Theorem:
    h = for_all(_x, for_all(_y, apply(_P, pair(_x, _y))))
    at = spec(k.assume(h), apply(_fst, _w), apply(_snd, _w))
    th = k.eq_mp(k.congr(k.refl(_P), spec(pair_parts.theorem, _w)), at)
    return k.generalize(_P, k.discharge(h, k.generalize(_w, th)))


forall_pair = lemma(
    "forall_pair",
    implication(for_all(_x, for_all(_y, apply(_P, pair(_x, _y)))), for_all(_w, apply(_P, _w))),
    "a pair is made of its parts",
    _forall_pair,
)
