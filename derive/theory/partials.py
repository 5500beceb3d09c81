"""The Jacobian operator: its entries are partial derivatives, and it gives the Jacobian where there is one."""

from __future__ import annotations

import derive.tactics.jacobian  # noqa: F401 (the procedure of the method `differentiation`)
from derive.kernel import rules as k
from derive.kernel.terms import apply, const, equation, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.calculus import _update
from derive.language.jacobians import difference, differentiable_map_at, has_jacobian, jacobian, matrix_of, remainder
from derive.language.logic import call, lam
from derive.language.matrices import identity, product, total
from derive.language.vectors import euclidean
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import by_cases, chain, conj, conjuncts, exists_elim, exists_intro, mps, parts_of_eq, under, unfold
from derive.theory import vectors
from derive.theory.jacobians import within
from derive.theory.letters import imp
from derive.theory.matrices import at
from derive.theory.matrices import lemma as to_the_letter
from derive.theory.roots import library, mul, square, sub

_n, _d = type_var("n", DIM), type_var("d", DIM)
_f = var("f", fun(fun(_d, real), fun(_n, real)))
_J, _u = var("J", matrix_of(_f.type)), var("u", fun(_d, real))
_i, _j, _k = var("i", _n), var("j", _d), var("k", _d)
_y, _e = var("y", real), var("e", real)
ONE = literal(1)
_axis = lam(_k, apply(identity(_d), _k, _j))


def _axis_length() -> Theorem:
    """The j-th column of the identity has length 1."""
    same = equation(_k, _j)
    one = chain(k.congr(k.congr(k.refl(identity(_d)), k.assume(same)), k.refl(_j)), at(LEMMAS["identity_same"], _j))
    none = k.mp(at(LEMMAS["identity_other"], _k, _j), k.assume(call("not", same)))

    def unchanged(value: Theorem) -> Theorem:
        c = parts_of_eq(value)[1]
        return chain(k.congr(k.congr(k.refl(square(ZERO).fun.fun), value), k.refl(square(ZERO).arg)), k.field(square(c), c), k.sym(value))

    flat = under(total(_u).fun, k.abstr(_k, by_cases(same, unchanged(one), unchanged(none))))
    size = chain(at(vectors.norm_sq, _axis), flat, at(LEMMAS["counting_point"], _j), k.field(ONE, square(ONE)))
    return finished(
        mps(library("eq_of_sq_eq_sq", euclidean(_axis), ONE), at(vectors.vector_norm_nonneg, _axis), k.compare(le(ZERO, ONE)), size)
    )


axis_length = lemma("axis_length", equation(euclidean(_axis), ONE), "a unit vector", _axis_length)


def _moved_along() -> Theorem:
    """u with y at j, minus u: y - u_j times the j-th unit vector."""
    h = sub(_y, apply(_u, _j))
    new = _update(_u, _j, _y)
    same = equation(_k, _j)
    there = k.assume(same)
    left = chain(k.congr(k.refl(new), there), at(LEMMAS["update_same"], _u, _j, _y))
    left = k.congr(k.congr(k.refl(sub(ZERO, ZERO).fun.fun), left), under(_u, there))
    one = chain(k.congr(k.congr(k.refl(identity(_d)), there), k.refl(_j)), at(LEMMAS["identity_same"], _j))
    right = chain(under(mul(h, ZERO).fun, one), k.field(mul(h, ONE), h))
    yes = chain(left, k.sym(right))
    differ = k.assume(call("not", same))
    kept = k.mp(at(LEMMAS["update_other"], _u, _j, _k, _y), differ)
    left = chain(
        k.congr(k.congr(k.refl(sub(ZERO, ZERO).fun.fun), kept), k.refl(apply(_u, _k))), k.field(sub(apply(_u, _k), apply(_u, _k)), ZERO)
    )
    right = chain(under(mul(h, ZERO).fun, k.mp(at(LEMMAS["identity_other"], _k, _j), differ)), k.field(mul(h, ZERO), ZERO))
    return k.abstr(_k, by_cases(same, yes, chain(left, k.sym(right))))


def _entry_has_deriv() -> Theorem:
    """The entry i of f, as a function of the j-th variable, has the derivative J_ij at u_j."""
    h0 = has_jacobian(_f, _J, _u)
    along = lam(_y, apply(_f, _update(_u, _j, _y), _i))
    here = apply(_u, _j)
    goal = call("has_deriv", along, apply(_J, _i, _j), here)
    opened = unfold(goal)
    positive = lt(ZERO, _e)
    some = within(k.assume(h0), _e, k.assume(positive))
    h = var("h", real)
    pos, near = conjuncts(k.assume(apply(some.concl.arg, h)))
    wanted = parts_of_eq(opened)[1]
    claim = apply(wanted.arg, _e).arg  # exists h. 0 < h and ...
    new = _update(_u, _j, _y)
    jump, moved = sub(_y, here), _moved_along()
    length = chain(
        under(euclidean(difference(new, _u)).fun, moved),
        at(vectors.norm_smul, jump, _axis),
        under(mul(call("abs", jump), ZERO).fun, at(axis_length, _j)),
        k.field(mul(call("abs", jump), ONE), call("abs", jump)),
    )
    close_by = le(call("abs", jump), h)
    there = k.eq_mp(k.sym(k.congr(k.congr(k.refl(close_by.fun.fun), length), k.refl(h))), k.assume(close_by))
    bound = k.mp(k.specialize(near, new), there)  # |rest| <= e |new - u|
    rest = remainder(_f, _J, _u, new)
    bound = mps(
        library("le_trans", call("abs", apply(rest, _i)), euclidean(rest), bound.concl.arg), at(vectors.abs_entry_le_norm, _i, rest), bound
    )
    bound = k.eq_mp(k.congr(k.refl(bound.concl.fun), under(mul(_e, ZERO).fun, length)), bound)
    # J (new - u) at i is (y - u_j) J_ij
    image = chain(under(product(_J, _u).fun, moved), at(LEMMAS["mul_smul_vector"], _J, jump, _axis))
    image = k.congr(image, k.refl(_i))
    column = unfold(apply(product(_J, _axis), _i))
    product_ = unfold(apply(product(_J, identity(_d)), _i, _j))
    column = chain(column, k.sym(product_), k.congr(k.congr(at(LEMMAS["mul_identity"], _J), k.refl(_i)), k.refl(_j)))
    image = chain(image, under(mul(jump, ZERO).fun, column))
    body = apply(rest, _i)
    whole = under(body.fun, image)
    back = k.sym(k.congr(under(_f, at(LEMMAS["update_self"], _j, _u)), k.refl(_i)))  # f(u)_i = f(u with u_j at j)_i
    target = sub(sub(apply(along, _y), apply(along, here)), mul(apply(_J, _i, _j), jump))
    now = parts_of_eq(whole)[1]
    put = k.congr(k.congr(k.refl(now.fun.fun), under(now.fun.arg.fun, back)), k.refl(now.arg))
    whole = chain(whole, put, k.field(parts_of_eq(put)[1], target))
    bound = k.eq_mp(k.congr(k.congr(k.refl(bound.concl.fun.fun), under(const("abs"), whole)), k.refl(bound.concl.arg)), bound)
    found = exists_intro(claim, h, conj(pos, k.generalize(_y, k.discharge(close_by, bound))))
    th = k.generalize(_e, k.discharge(positive, exists_elim(some, h, found)))
    return finished(k.eq_mp(k.sym(opened), th), h0)


has_deriv_of_has_jacobian = lemma(
    "has_deriv_of_has_jacobian",
    imp(has_jacobian(_f, _J, _u), call("has_deriv", lam(_y, apply(_f, _update(_u, _j, _y), _i)), apply(_J, _i, _j), apply(_u, _j))),
    "the entries of the Jacobian are partial derivatives",
    _entry_has_deriv,
)


def _jacobian_eq() -> Theorem:
    h = has_jacobian(_f, _J, _u)
    entry = unfold(apply(jacobian(_f), _u, _i, _j))
    part = unfold(parts_of_eq(entry)[1])
    th = k.mp(at(has_deriv_of_has_jacobian, _J, _f, _i, _j, _u), k.assume(h))
    along, d, here = th.concl.fun.fun.arg, th.concl.fun.arg, th.concl.arg
    value = k.mp(library("deriv_eq", d, along, here), th)
    return finished(k.abstr(_i, k.abstr(_j, chain(entry, part, value))), h)


jacobian_eq = to_the_letter(
    "jacobian_eq",
    implication(has_jacobian(_f, _J, _u), equation(apply(jacobian(_f), _u), _J)),
    "the Jacobian matrix",
    _jacobian_eq,
    "rewrite",
)


def _has_jacobian_jacobian() -> Theorem:
    h = differentiable_map_at(_f, _u)
    opened = k.eq_mp(unfold(h), k.assume(h))
    known = k.assume(has_jacobian(_f, _J, _u))
    same = k.mp(at(jacobian_eq, _J, _f, _u), known)
    th = k.eq_mp(k.congr(k.congr(k.refl(known.concl.fun.fun), k.sym(same)), k.refl(_u)), known)
    return finished(exists_elim(opened, _J, th), h)


has_jacobian_jacobian = lemma(
    "has_jacobian_jacobian",
    implication(differentiable_map_at(_f, _u), has_jacobian(_f, apply(jacobian(_f), _u), _u)),
    "the Jacobian matrix",
    _has_jacobian_jacobian,
)
