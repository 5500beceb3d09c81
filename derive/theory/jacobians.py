"""Jacobian matrices: proved from the definition of total differentiability, with the norm and no further axioms.

A map is close to a matrix near a point; constants, linear maps, sums and multiples, the chain rule, functions of each entry;
the operator, whose entries are partial derivatives.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, equation, for_all, literal, type_vars, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, Type, fun, real, type_var
from derive.language.jacobians import difference, has_jacobian, matrix_of, remainder
from derive.language.logic import call, lam
from derive.language.matrices import identity, product
from derive.language.vectors import euclidean, sigma_max
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import chain, conj, conjuncts, exists_elim, exists_intro, exists_term, mps, parts_of_eq, under, unfold
from derive.theory import choice as choice
from derive.theory import spectral, vectors
from derive.theory.letters import imp
from derive.theory.matrices import at, plus, times
from derive.theory.roots import add, div, library, mul, prover, sub

_n, _d, _l = (type_var(name, DIM) for name in "ndl")
_vec = fun(_d, real)
_f, _f2 = var("f", fun(_vec, fun(_n, real))), var("f'", fun(_vec, fun(_n, real)))
_J, _J2 = var("J", matrix_of(_f.type)), var("J'", matrix_of(_f.type))
_u, _v, _w = var("u", _vec), var("v", _vec), var("w", fun(_n, real))
_e, _h, _c = var("e", real), var("h", real), var("c", real)
_i, _j = var("i", _n), var("j", _d)
ONE = literal(1)


def step(u: Term, v: Term) -> Term:
    """|v - u|."""
    return euclidean(difference(v, u))


def rest(f: Term, j: Term, u: Term, v: Term) -> Term:
    """|f(v) - f(u) - J (v - u)|."""
    return euclidean(remainder(f, j, u, v))


def nearby(u: Term, h: Term, claim: Callable[[Term], Term]) -> Term:
    """For all v with |v - u| <= h: the claim."""
    v = var("v", u.type)
    return for_all(v, imp(le(step(u, v), h), claim(v)))


def _within(f: Term, j: Term, u: Term, e: Term) -> Term:
    """There is a h > 0 with |f(v) - f(u) - J (v - u)| <= e |v - u| as long as |v - u| <= h."""
    close = nearby(u, _h, lambda v: le(rest(f, j, u, v), mul(e, step(u, v))))
    return exists_term(_h, call("and", lt(ZERO, _h), close))


def within(th: Theorem, e: Term, positive: Theorem) -> Theorem:
    """From `f has the Jacobian J at u` and 0 < e to the h for this e."""
    return k.mp(k.specialize(k.eq_mp(unfold(th.concl), th), e), positive)


def by_definition(f: Term, j: Term, u: Term, proof: Callable[[Term, Theorem], Theorem]) -> Theorem:
    """|- f has the Jacobian j at u, from a proof of the existence of h for each e > 0."""
    positive = lt(ZERO, _e)
    th = k.generalize(_e, k.discharge(positive, proof(_e, k.assume(positive))))
    return k.eq_mp(k.sym(unfold(has_jacobian(f, j, u))), th)


def _found(goal: Term, h: Term, positive: Theorem, u: Term, proof: Callable[[Term, Theorem], Theorem]) -> Theorem:
    """The h of the goal, from a proof of the claim at v with |v - u| <= h."""
    v = var("v", u.type)
    near = le(step(u, v), h)
    everywhere = k.generalize(v, k.discharge(near, proof(v, k.assume(near))))
    return exists_intro(goal, h, conj(positive, everywhere))


def _no_length(d: Type) -> Theorem:
    """|0| = 0 for the vectors of a dimension."""
    th = vectors.norm_zero.theorem
    (own,) = type_vars(th.concl)
    return th if own is d else k.instantiate_type(th, {own: d})


def _exact(f: Term, j: Term, u: Term, entry: Callable[[Term, Term], Theorem]) -> Theorem:
    """When f(v) - f(u) - J (v - u) is 0 for all v, entry by entry."""

    def proof(e: Term, positive: Theorem) -> Theorem:
        def at_v(v: Term, near: Theorem) -> Theorem:
            i = var("r", f.type.args[1].args[0])
            gone = k.abstr(i, entry(v, i))
            length = chain(under(euclidean(remainder(f, j, u, v)).fun, gone), _no_length(i.type))
            p = prover()
            p.add(positive)
            size = mul(e, step(u, v))
            th = mps(library("mul_nonneg", e, step(u, v)), p.need(le(ZERO, e)), at(vectors.vector_norm_nonneg, difference(v, u)))
            if th.concl.arg.canon is not size.canon:
                raise ValueError("the bound has changed")
            return k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(length)), k.refl(size)), th)

        return _found(_within(f, j, u, e), ONE, k.compare(lt(ZERO, ONE)), u, at_v)

    return by_definition(f, j, u, proof)


_constant = lam(_v, _w)
_zeros = lam(_i, _j, ZERO)


def _has_jacobian_const() -> Theorem:
    def entry(v: Term, i: Term) -> Theorem:
        body = apply(remainder(_constant, _zeros, _u, v), i)
        gone = k.congr(at(LEMMAS["zero_mul_vector"], difference(v, _u)), k.refl(i))
        first = k.congr(k.refl(body.fun), gone)
        return chain(first, k.field(parts_of_eq(first)[1], ZERO))

    return finished(_exact(_constant, _zeros, _u, entry))


has_jacobian_const = lemma("has_jacobian_const", has_jacobian(_constant, _zeros, _u), "rules of differentiation", _has_jacobian_const)


def _has_jacobian_linear() -> Theorem:
    f = lam(_v, product(_J, _v))

    def entry(v: Term, i: Term) -> Theorem:
        # J (v - u) = J v + J (-1 u) = J v - J u
        body = apply(remainder(f, _J, _u, v), i)
        m = var("r", _d)
        split = k.abstr(m, k.field(sub(apply(v, m), apply(_u, m)), add(apply(v, m), mul(literal(-1), apply(_u, m)))))
        moved = under(product(_J, v).fun, split)
        first = at(LEMMAS["mul_add_vector"], _J, v, times(literal(-1), _u))
        second = at(LEMMAS["mul_smul_vector"], _J, literal(-1), _u)
        image = k.congr(chain(moved, first), k.refl(i))
        inner = k.congr(k.refl(add(apply(product(_J, v), i), ZERO).fun), k.congr(second, k.refl(i)))
        image = chain(image, inner)
        last = k.congr(k.refl(body.fun), image)
        return chain(last, k.field(parts_of_eq(last)[1], ZERO))

    return finished(_exact(f, _J, _u, entry))


has_jacobian_linear = lemma(
    "has_jacobian_linear", has_jacobian(lam(_v, product(_J, _v)), _J, _u), "rules of differentiation", _has_jacobian_linear
)


def _has_jacobian_id() -> Theorem:
    th = at(has_jacobian_linear, identity(_d), _u)
    same = k.abstr(_v, at(LEMMAS["identity_mul_vector"], _v))
    return finished(k.eq_mp(k.congr(k.congr(k.congr(k.refl(_head(th.concl)), same), k.refl(identity(_d))), k.refl(_u)), th))


def _head(t: Term) -> Term:
    while t.tag == "app":
        t = t.fun
    return t


has_jacobian_id = lemma("has_jacobian_id", has_jacobian(lam(_v, _v), identity(_d), _u), "rules of differentiation", _has_jacobian_id)


# A bound that is a multiple of e is enough.
_K = var("K", real)


def _scaled_claim(f: Term, j: Term, u: Term, c: Term) -> Term:
    """For all e > 0: within c e."""
    return for_all(_e, imp(lt(ZERO, _e), _within(f, j, u, mul(c, _e))))


def _has_jacobian_of_scaled() -> Theorem:
    hyps = lt(ZERO, _K), _scaled_claim(_f, _J, _u, _K)

    def proof(e: Term, positive: Theorem) -> Theorem:
        p = prover(hyps[0])
        p.add(positive)
        smaller = div(e, _K)
        th = k.mp(k.specialize(k.assume(hyps[1]), smaller), p.need(lt(ZERO, smaller)))
        same = k.field(mul(_K, smaller), e, [p.need(call("not", equation(_K, ZERO)))])
        hole = var("hole.0", real)
        return k.eq_mp(under(abstract(hole, _within(_f, _J, _u, hole)), same), th)

    return finished(by_definition(_f, _J, _u, proof), *hyps)


has_jacobian_of_scaled = lemma(
    "has_jacobian_of_scaled",
    imp(lt(ZERO, _K), _scaled_claim(_f, _J, _u, _K), has_jacobian(_f, _J, _u)),
    "a multiple of a small number is small",
    _has_jacobian_of_scaled,
)


# Sums and multiples.
def _has_jacobian_add() -> Theorem:
    hyps = has_jacobian(_f, _J, _u), has_jacobian(_f2, _J2, _u)
    f, j = lam(_v, plus(apply(_f, _v), apply(_f2, _v))), plus(_J, _J2)
    two = literal(2)
    claim = _scaled_claim(f, j, _u, two)
    positive = lt(ZERO, _e)
    h1, h2, h3 = (var(name, real) for name in ("h.1", "h.2", "h.3"))
    first, second = (within(k.assume(h), _e, k.assume(positive)) for h in hyps)
    one, other = (k.assume(apply(th.concl.arg, h)) for th, h in ((first, h1), (second, h2)))
    (pos1, near1), (pos2, near2) = conjuncts(one), conjuncts(other)
    least = mps(library("lower_bound", h1, h2), pos1, pos2)
    third = k.assume(apply(least.concl.arg, h3))
    pos3, below1, below2 = conjuncts(third)
    goal = _within(f, j, _u, mul(two, _e))

    def at_v(v: Term, near: Theorem) -> Theorem:
        steps = [mps(library("le_trans", step(_u, v), h3, h), near, below) for h, below in ((h1, below1), (h2, below2))]
        bounds = [k.mp(k.specialize(close, v), s) for close, s in zip((near1, near2), steps, strict=True)]
        a, b = remainder(_f, _J, _u, v), remainder(_f2, _J2, _u, v)
        whole = remainder(f, j, _u, v)
        r = var("r", _n)
        image = k.congr(at(LEMMAS["add_mul_vector"], _J, _J2, difference(v, _u)), k.refl(r))
        body = apply(whole, r)
        opened = k.congr(k.refl(body.fun), image)
        same = k.abstr(r, chain(opened, k.field(parts_of_eq(opened)[1], add(apply(a, r), apply(b, r)))))
        total_ = at(vectors.norm_add_le, a, b)
        total_ = k.eq_mp(
            k.congr(k.congr(k.refl(total_.concl.fun.fun), k.sym(under(euclidean(whole).fun, same))), k.refl(total_.concl.arg)), total_
        )
        p = prover()
        for th in (*bounds, total_):
            p.add(th)
        return p.need(le(euclidean(whole), mul(mul(two, _e), step(_u, v))))

    th = _found(goal, h3, pos3, _u, at_v)
    th = exists_elim(least, h3, th)
    th = exists_elim(first, h1, exists_elim(second, h2, th))
    scaled = k.generalize(_e, k.discharge(positive, th))
    if scaled.concl.canon is not claim.canon:
        raise ValueError("the claim has changed")
    return finished(mps(at(has_jacobian_of_scaled, j, two, f, _u), k.compare(lt(ZERO, two)), scaled), *hyps)


has_jacobian_add = lemma(
    "has_jacobian_add",
    imp(
        has_jacobian(_f, _J, _u),
        has_jacobian(_f2, _J2, _u),
        has_jacobian(lam(_v, plus(apply(_f, _v), apply(_f2, _v))), plus(_J, _J2), _u),
    ),
    "rules of differentiation",
    _has_jacobian_add,
)


# The chain rule.
def _lipschitz(f: Term, j: Term, u: Term, h: Theorem, v: Term) -> Theorem:
    """|f(v) - f(u)| <= (sigma_max(J) + 1) |v - u|, from |rest| <= 1 |v - u|."""
    image, small = product(j, difference(v, u)), remainder(f, j, u, v)
    whole = difference(apply(f, v), apply(f, u))
    r = var("r", f.type.args[1].args[0])
    same = k.abstr(r, k.field(apply(whole, r), add(apply(image, r), apply(small, r))))
    th = at(vectors.norm_add_le, image, small)
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(under(euclidean(whole).fun, same))), k.refl(th.concl.arg)), th)
    p = prover()
    for fact in (th, h, at(spectral.norm_mul_le, j, difference(v, u))):
        p.add(fact)
    return p.need(le(euclidean(whole), mul(add(sigma_max(j), ONE), step(u, v))))


_g, _B = var("g", fun(fun(_n, real), fun(_l, real))), var("B", fun(_l, _n, real))


def _has_jacobian_comp() -> Theorem:
    hyps = has_jacobian(_g, _B, apply(_f, _u)), has_jacobian(_f, _J, _u)
    f, j = lam(_v, apply(_g, apply(_f, _v))), product(_B, _J)
    a, b, here = sigma_max(_J), sigma_max(_B), apply(_f, _u)
    slope = add(a, ONE)
    factor = add(slope, b)
    positive = lt(ZERO, _e)
    h0, h1, h2, h3, h4 = (var(f"h.{i}", real) for i in range(5))
    outer = within(k.assume(hyps[0]), _e, k.assume(positive))
    inner_ = within(k.assume(hyps[1]), _e, k.assume(positive))
    steep = within(k.assume(hyps[1]), ONE, k.compare(lt(ZERO, ONE)))
    p0, near0 = conjuncts(k.assume(apply(steep.concl.arg, h0)))
    p1, near1 = conjuncts(k.assume(apply(inner_.concl.arg, h1)))
    p2, near2 = conjuncts(k.assume(apply(outer.concl.arg, h2)))
    p = prover()
    p.add(p2)
    for th in (at(spectral.sigma_max_nonneg, _J), at(spectral.sigma_max_nonneg, _B)):
        p.add(th)
    slope_pos = p.need(lt(ZERO, slope))
    ne = p.need(call("not", equation(slope, ZERO)))
    shorter = div(h2, slope)
    least = mps(library("lower_bound", h0, h1), p0, p1)
    p3, below0, below1 = conjuncts(k.assume(apply(least.concl.arg, h3)))
    all_three = mps(library("lower_bound", h3, shorter), p3, p.need(lt(ZERO, shorter)))
    p4, below3, below2 = conjuncts(k.assume(apply(all_three.concl.arg, h4)))
    goal = _within(f, j, _u, mul(factor, _e))

    def at_v(v: Term, near: Theorem) -> Theorem:
        size = step(_u, v)
        to_h3 = mps(library("le_trans", size, h4, h3), near, below3)
        bound0 = k.mp(k.specialize(near0, v), mps(library("le_trans", size, h3, h0), to_h3, below0))
        bound1 = k.mp(k.specialize(near1, v), mps(library("le_trans", size, h3, h1), to_h3, below1))
        moved = _lipschitz(_f, _J, _u, bound0, v)  # |f(v) - f(u)| <= (a + 1) |v - u|
        to_h2 = mps(library("le_trans", size, h4, shorter), near, below2)
        scaled = mps(library("mul_le_mul_of_nonneg_left", size, shorter, slope), to_h2, k.mp(library("le_of_lt", ZERO, slope), slope_pos))
        scaled = k.eq_mp(k.congr(k.refl(scaled.concl.fun), k.field(scaled.concl.arg, h2, [ne])), scaled)
        there = mps(library("le_trans", moved.concl.fun.arg, scaled.concl.fun.arg, h2), moved, scaled)
        bound2 = k.mp(k.specialize(near2, apply(_f, v)), there)
        # the rest of the composition is the rest of g at f(v), and B times the rest of f
        first, second = remainder(_g, _B, here, apply(_f, v)), remainder(_f, _J, _u, v)
        whole = remainder(f, j, _u, v)
        r, m = var("r", _l), var("r", _n)
        image = product(_B, second)
        jump, line = difference(apply(_f, v), here), product(_J, difference(v, _u))
        split = k.abstr(m, k.field(apply(second, m), add(apply(jump, m), mul(literal(-1), apply(line, m)))))
        spread = under(product(_B, second).fun, split)
        spread = chain(spread, at(LEMMAS["mul_add_vector"], _B, jump, times(literal(-1), line)))
        spread = k.congr(spread, k.refl(r))
        back = k.congr(at(LEMMAS["mul_smul_vector"], _B, literal(-1), line), k.refl(r))
        spread = chain(spread, k.congr(k.refl(add(apply(product(_B, jump), r), ZERO).fun), back))
        grouped = k.congr(k.sym(at(LEMMAS["matvec_assoc"], _B, _J, difference(v, _u))), k.refl(r))
        minus = k.congr(k.refl(mul(literal(-1), ZERO).fun), grouped)
        spread = chain(spread, k.congr(k.refl(add(apply(product(_B, jump), r), ZERO).fun), minus))
        sum_ = k.congr(k.refl(add(apply(first, r), ZERO).fun), spread)  # first_r + (B second)_r
        entry = chain(k.field(apply(whole, r), parts_of_eq(sum_)[1]), k.sym(sum_))
        same = under(euclidean(whole).fun, k.abstr(r, entry))
        th = at(vectors.norm_add_le, first, image)
        th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(same)), k.refl(th.concl.arg)), th)
        stretched = at(spectral.norm_mul_le, _B, second)  # |B rest| <= b |rest|
        small = mps(
            library("mul_le_mul_of_nonneg_left", bound1.concl.fun.arg, bound1.concl.arg, b), bound1, at(spectral.sigma_max_nonneg, _B)
        )
        q = prover(positive)
        far = mps(library("mul_le_mul_of_nonneg_left", moved.concl.fun.arg, moved.concl.arg, _e), moved, q.need(le(ZERO, _e)))
        q = prover()
        for fact in (th, stretched, small, far, bound2):
            q.add(fact)
        return q.need(le(euclidean(whole), mul(mul(factor, _e), size)))

    th = _found(goal, h4, p4, _u, at_v)
    th = exists_elim(least, h3, exists_elim(all_three, h4, th))
    th = exists_elim(steep, h0, exists_elim(inner_, h1, exists_elim(outer, h2, th)))
    scaled_ = k.generalize(_e, k.discharge(positive, th))
    q = prover()
    for fact in (at(spectral.sigma_max_nonneg, _J), at(spectral.sigma_max_nonneg, _B)):
        q.add(fact)
    return finished(mps(at(has_jacobian_of_scaled, j, factor, f, _u), q.need(lt(ZERO, factor)), scaled_), *hyps)


has_jacobian_comp = lemma(
    "has_jacobian_comp",
    imp(
        has_jacobian(_g, _B, apply(_f, _u)),
        has_jacobian(_f, _J, _u),
        has_jacobian(lam(_v, apply(_g, apply(_f, _v))), product(_B, _J), _u),
    ),
    "the chain rule",
    _has_jacobian_comp,
)


def _has_jacobian_smul() -> Theorem:
    """c f is f, then the linear map c I."""
    h = has_jacobian(_f, _J, _u)
    row, column = var("r", _n), var("m", _n)
    scale = lam(row, column, mul(_c, apply(identity(_n), row, column)))
    w = var("w", fun(_n, real))
    image = at(LEMMAS["smul_mul_vector"], identity(_n), _c, w)  # (c I) w = c (I w)
    i = var("r", _n)
    entry = under(mul(_c, ZERO).fun, k.congr(at(LEMMAS["identity_mul_vector"], w), k.refl(i)))
    image = chain(image, k.abstr(i, entry))
    linear = at(has_jacobian_linear, scale, apply(_f, _u))
    th = mps(at(has_jacobian_comp, scale, _J, _f, lam(w, product(scale, w)), _u), linear, k.assume(h))
    first = k.abstr(_v, k.instantiate(image, {w: apply(_f, _v)}))
    second = at(LEMMAS["smul_mul"], identity(_n), _J, _c)
    m = var("m", _d)
    plain = under(mul(_c, ZERO).fun, k.congr(k.congr(at(LEMMAS["identity_mul"], _J), k.refl(i)), k.refl(m)))
    second = chain(second, k.abstr(i, k.abstr(m, plain)))
    head = th.concl.fun.fun.fun
    return finished(k.eq_mp(k.congr(k.congr(k.congr(k.refl(head), first), second), k.refl(_u)), th), h)


has_jacobian_smul = lemma(
    "has_jacobian_smul",
    imp(has_jacobian(_f, _J, _u), has_jacobian(lam(_v, times(_c, apply(_f, _v))), times(_c, _J), _u)),
    "rules of differentiation",
    _has_jacobian_smul,
)


def _minus(a: Term, b: Term) -> Term:
    """a - b for vectors or matrices."""
    if a.type is real:
        return sub(a, b)
    i = var({_n: "r", _d: "m"}[a.type.args[0]], a.type.args[0])
    return lam(i, _minus(apply(a, i), apply(b, i)))


def _has_jacobian_sub() -> Theorem:
    hyps = has_jacobian(_f, _J, _u), has_jacobian(_f2, _J2, _u)
    minus = literal(-1)
    other = k.mp(at(has_jacobian_smul, _J2, minus, _f2, _u), k.assume(hyps[1]))
    f2, j2 = other.concl.fun.fun.arg, other.concl.fun.arg
    th = mps(at(has_jacobian_add, _J, j2, _f, f2, _u), k.assume(hyps[0]), other)
    i, m = var("r", _n), var("m", _d)
    a, b = apply(_f, _v, i), apply(_f2, _v, i)
    first = k.abstr(_v, k.abstr(i, k.field(add(a, mul(minus, b)), sub(a, b))))
    a, b = apply(_J, i, m), apply(_J2, i, m)
    second = k.abstr(i, k.abstr(m, k.field(add(a, mul(minus, b)), sub(a, b))))
    head = th.concl.fun.fun.fun
    return finished(k.eq_mp(k.congr(k.congr(k.congr(k.refl(head), first), second), k.refl(_u)), th), *hyps)


has_jacobian_sub = lemma(
    "has_jacobian_sub",
    imp(
        has_jacobian(_f, _J, _u),
        has_jacobian(_f2, _J2, _u),
        has_jacobian(lam(_v, _minus(apply(_f, _v), apply(_f2, _v))), _minus(_J, _J2), _u),
    ),
    "rules of differentiation",
    _has_jacobian_sub,
)
