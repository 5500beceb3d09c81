"""Finitely many choices: what there is for each index there is for all of them at once; a common lower bound of positive numbers."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, for_all, implication, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, bool_, fun, real, type_var
from derive.language.logic import call, lam
from derive.language.matrices import total
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, le_or_ge, lt
from derive.tactics.lemma import axiom, lemma
from derive.tactics.logic import conj, conjs, exists_intro, exists_term, mps
from derive.theory import vectors
from derive.theory.letters import imp
from derive.theory.matrices import at
from derive.theory.roots import library, prover

_d, _a = type_var("d", DIM), type_var("a")
_P, _f = var("P", fun(_d, _a, bool_)), var("f", fun(_d, _a))
_i, _j, _s = var("i", _d), var("j", _d), var("s", _a)
finite_choice = axiom(
    "finite_choice",
    implication(for_all(_i, exists_term(_s, apply(_P, _i, _s))), exists_term(_f, for_all(_i, apply(_P, _i, apply(_f, _i))))),
    "one choice for each index",
    "Jech, Set Theory, 3rd ed., Chapter 5 (finitely many choices need no axiom of choice)",
)
_h = var("h", fun(_d, real))
_c, _x, _y = var("c", real), var("x", real), var("y", real)
_positive = for_all(_i, lt(ZERO, apply(_h, _i)))
_below = exists_term(_c, call("and", lt(ZERO, _c), for_all(_i, le(_c, apply(_h, _i)))))


def _common_lower_bound() -> Theorem:
    """1 / (the sum of all 1 / h_i)."""
    inverses = lam(_i, call("inv", apply(_h, _i)))
    size = total(inverses)
    p = prover(_positive)
    some = k.specialize(k.assume(_positive), _j)
    p.add(some)
    q = prover()
    q.add(k.specialize(k.assume(_positive), _i))
    all_nonneg = k.generalize(_i, q.need(le(ZERO, apply(inverses, _i))))
    term = k.mp(at(vectors.entry_le_total, inverses, _j), all_nonneg)  # 1 / h_j <= sum
    positive = mps(library("lt_of_lt_of_le", ZERO, apply(inverses, _j), size), p.need(lt(ZERO, apply(inverses, _j))), term)
    p.add(positive)
    bound = call("inv", size)
    hj = apply(_h, _j)
    product = mps(
        library("mul_le_mul_of_nonneg_left", apply(inverses, _j), size, call("mul", hj, bound)),
        term,
        p.need(le(ZERO, call("mul", hj, bound))),
    )
    licences = [p.need(call("not", equation(hj, ZERO))), p.need(call("not", equation(size, ZERO)))]
    small = k.eq_mp(
        k.congr(
            k.congr(k.refl(product.concl.fun.fun), k.field(product.concl.fun.arg, bound, licences)),
            k.field(product.concl.arg, hj, licences),
        ),
        product,
    )
    both = conj(p.need(lt(ZERO, bound)), k.generalize(_j, small))
    return finished(exists_intro(_below, bound, both), _positive)


common_lower_bound = lemma(
    "common_lower_bound", imp(_positive, _below), "finitely many positive numbers have a positive lower bound", _common_lower_bound
)
_two = exists_term(_c, call("and", lt(ZERO, _c), call("and", le(_c, _x), le(_c, _y))))


def _lower_bound() -> Theorem:
    hyps = lt(ZERO, _x), lt(ZERO, _y)

    def least(t: Term, positive: Term, h: Theorem) -> Theorem:
        same = library("le_refl", t)
        return exists_intro(_two, t, conjs(k.assume(positive), *((same, h) if t is _x else (h, same))))

    return finished(le_or_ge(_x, _y, lambda h: least(_x, hyps[0], h), lambda h: least(_y, hyps[1], h)), *hyps)


lower_bound = lemma("lower_bound", imp(lt(ZERO, _x), lt(ZERO, _y), _two), "two positive numbers have a positive lower bound", _lower_bound)
