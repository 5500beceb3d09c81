"""Functions applied to each entry: their Jacobian is the diagonal matrix of the derivatives."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, for_all, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.jacobians import difference, has_jacobian, remainder
from derive.language.logic import call, lam
from derive.language.matrices import diag
from derive.language.vectors import each_at, euclidean
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import (
    chain,
    conj,
    conjuncts,
    exists_elim,
    exists_intro,
    exists_term,
    left,
    mps,
    parts_of_eq,
    right,
    under,
    unfold,
)
from derive.theory import choice, spectral, vectors
from derive.theory.jacobians import by_definition, step
from derive.theory.letters import imp
from derive.theory.matrices import at
from derive.theory.roots import library, mul, prover, square, sub

_d = type_var("d", DIM)
_phi, _v, _w, _s = var("phi", fun(real, real)), var("v", fun(_d, real)), var("w", fun(_d, real)), var("s", fun(_d, real))
_i = var("i", _d)
_h, _x, _y = var("h", real), var("x", real), var("y", real)

each_entry = lemma(
    "each_entry",
    equation(apply(each_at(_phi, _v), _i), apply(_phi, apply(_v, _i))),
    "entry by entry",
    lambda: finished(unfold(apply(each_at(_phi, _v), _i))),
    "rewrite",
)
_slopes = for_all(_i, call("has_deriv", _phi, apply(_s, _i), apply(_v, _i)))


def _line(i: Term, h: Term, e: Term) -> Term:
    """phi is close to a line near v_i, as far as h."""
    x, d = apply(_v, i), apply(_s, i)
    moved = sub(_y, x)
    rest = sub(sub(apply(_phi, _y), apply(_phi, x)), mul(d, moved))
    near = for_all(_y, imp(le(call("abs", moved), h), le(call("abs", rest), mul(e, call("abs", moved)))))
    return call("and", lt(ZERO, h), near)


def _has_jacobian_each() -> Theorem:
    f, j = lam(_v, each_at(_phi, _v)), diag(_s)

    def proof(e: Term, positive: Theorem) -> Theorem:
        slope = k.specialize(k.assume(_slopes), _i)
        each = k.mp(k.specialize(k.eq_mp(unfold(slope.concl), slope), e), positive)
        p = lam(_i, _h, _line(_i, _h, e))
        hs = var("h", fun(_d, real))
        chosen = k.mp(at(choice.finite_choice, p), k.generalize(_i, each))
        known = k.assume(apply(chosen.concl.arg, hs))
        least = k.mp(at(choice.common_lower_bound, hs), k.generalize(_i, left(k.specialize(known, _i))))
        c = var("c", real)
        pos, below = conjuncts(k.assume(apply(least.concl.arg, c)))
        goal = _within_goal(f, j, e)
        w = var("v'", fun(_d, real))
        near = le(step(_v, w), c)
        jump, rest = difference(w, _v), remainder(f, j, _v, w)
        entry = sub(apply(w, _i), apply(_v, _i))
        # |w_i - v_i| <= |w - v| <= c <= h_i
        steps = (at(vectors.abs_entry_le_norm, _i, jump), k.assume(near), k.specialize(below, _i))
        inside = mps(library("le_trans", call("abs", entry), step(_v, w), c), steps[0], steps[1])
        inside = mps(library("le_trans", call("abs", entry), c, apply(hs, _i)), inside, steps[2])
        small = k.mp(k.specialize(right(k.specialize(known, _i)), apply(w, _i)), inside)  # |rest_i| <= e |w_i - v_i|
        size = mul(e, step(_v, w))
        q = prover()
        q.add(positive)
        q.add(small)
        a, b = small.concl.fun.arg, small.concl.arg
        squared = close(q, le(square(a), square(b)), [small])
        line = a.arg
        image = at(spectral.diag_mul_entry, _i, _s, jump)
        body = apply(rest, _i)
        whole = k.congr(k.refl(body.fun), image)
        phis = k.congr(k.congr(k.refl(sub(ZERO, ZERO).fun.fun), unfold(apply(each_at(_phi, w), _i))), unfold(apply(each_at(_phi, _v), _i)))
        now = parts_of_eq(whole)[1]
        whole = chain(whole, k.congr(k.congr(k.refl(now.fun.fun), phis), k.refl(now.arg)))
        if parts_of_eq(whole)[1].canon is not line.canon:
            raise ValueError("the remainder has changed")
        left_side = k.congr(k.congr(k.refl(square(ZERO).fun.fun), whole), k.refl(square(ZERO).arg))
        left_side = chain(left_side, close(prover(), equation(square(line), square(a)), [LEMMAS["abs_sq"]]))
        size_i = call("abs", entry)
        same = close(prover(), equation(square(size_i), square(entry)), [LEMMAS["abs_sq"]])
        right_side = chain(k.field(square(b), mul(square(e), square(size_i))), under(mul(square(e), ZERO).fun, same))
        squared = k.eq_mp(k.congr(k.congr(k.refl(squared.concl.fun.fun), k.sym(left_side)), right_side), squared)
        f1, f2 = lam(_i, square(apply(rest, _i))), lam(_i, mul(square(e), square(entry)))
        total_ = k.mp(at(vectors.total_mono, f1, f2), k.generalize(_i, squared))
        out = at(LEMMAS["total_mul"], square(e), lam(_i, square(entry)))
        back = k.congr(k.refl(mul(square(e), ZERO).fun), k.sym(at(vectors.norm_sq, jump)))
        out = chain(out, back, k.field(parts_of_eq(back)[1], square(size)))
        total_ = k.eq_mp(k.congr(k.congr(k.refl(total_.concl.fun.fun), k.sym(at(vectors.norm_sq, rest))), out), total_)
        q = prover()
        q.add(positive)
        th = mps(library("le_of_sq_le_sq", euclidean(rest), size), q.need(le(ZERO, size)), total_)
        found = exists_intro(goal, c, conj(pos, k.generalize(w, k.discharge(near, th))))
        return exists_elim(chosen, hs, exists_elim(least, c, found))

    return finished(by_definition(f, j, _v, proof), _slopes)


def _within_goal(f: Term, j: Term, e: Term) -> Term:
    w = var("v'", fun(_d, real))
    claim = for_all(w, imp(le(step(_v, w), _h), le(euclidean(remainder(f, j, _v, w)), mul(e, step(_v, w)))))
    return exists_term(_h, call("and", lt(ZERO, _h), claim))


_map = lam(_v, each_at(_phi, _v))
has_jacobian_each = lemma(
    "has_jacobian_each",
    imp(_slopes, has_jacobian(_map, diag(_s), _v)),
    "a function of each entry has a diagonal Jacobian",
    _has_jacobian_each,
)
