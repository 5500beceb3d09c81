"""The spectral norm: the least c with |A v| <= c |v| for all v; products, multiples, the identity, diagonal and orthogonal matrices."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, const, equation, for_all, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, bool_, fun, real, type_var
from derive.language.logic import call, lam
from derive.language.matrices import diag, identity, product, total, transpose
from derive.language.vectors import euclidean, sigma_max
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt, weaken
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import by_cases, chain, contradiction, exists_intro, iff_intro, mps, not_elim, parts_of_eq, under, unfold
from derive.theory import vectors
from derive.theory.letters import imp
from derive.theory.matrices import at, times
from derive.theory.roots import div, library, mul, prover, root, square, zero_or_positive

_n, _d, _l = (type_var(name, DIM) for name in "ndl")
_A, _B = var("A", fun(_n, _d, real)), var("B", fun(_d, _l, real))
_v, _z, _c = var("v", fun(_d, real)), var("z", fun(_l, real)), var("c", real)
_i, _j = var("i", _d), var("j", _d)
_length = const("euclidean", fun(fun(_n, real), real))
ONE = literal(1)


def stretch(a: Term, v: Term) -> Term:
    """|A v|."""
    return euclidean(product(a, v))


def bounded_by(a: Term, c: Term) -> Term:
    """|A v| <= c |v| for all v."""
    v = var("v", fun(a.type.args[1].args[0], real))
    return for_all(v, le(stretch(a, v), mul(c, euclidean(v))))


def _quotients(a: Term) -> Term:
    v = var("w", fun(a.type.args[1].args[0], real))
    return lam(v, div(stretch(a, v), euclidean(v)))


def _by_frobenius(a: Term, v: Term) -> Theorem:
    """|A v| <= F |v| with F the root of the sum of the squares of all entries."""
    r = var("r", a.type.args[0])
    entries = total(lam(r, vectors.squares(apply(a, r))))
    inside = lam(r, vectors.squares(apply(a, r)))
    nonneg = k.mp(at(vectors.total_nonneg, inside), k.generalize(r, vectors.squares_nonneg(apply(a, r))))
    size = mul(root(entries), euclidean(v))
    squared = k.congr(
        k.congr(k.refl(mul(ZERO, ZERO).fun.fun), k.sym(k.mp(library("sq_sqrt", entries), nonneg))), k.refl(square(euclidean(v)))
    )
    squared = chain(squared, k.field(parts_of_eq(squared)[1], square(size)))
    th = at(vectors.norm_mul_le_frobenius, a, v)
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), squared), th)
    root_nonneg = k.mp(library("sqrt_nonneg", entries), nonneg)
    size_nonneg = mps(library("mul_nonneg", root(entries), euclidean(v)), root_nonneg, at(vectors.vector_norm_nonneg, v))
    return mps(library("le_of_sq_le_sq", stretch(a, v), size), size_nonneg, th)


def _quotient_le(a: Term, v: Term, c: Term, nonneg: Theorem, bound: Theorem) -> Theorem:
    """|A v| / |v| <= c, from |A v| <= c |v|."""
    norms = (at(vectors.vector_norm_nonneg, product(a, v)), at(vectors.vector_norm_nonneg, v))
    return mps(library("div_le_of_le_mul", c, stretch(a, v), euclidean(v)), *norms, nonneg, bound)


def _bounded(a: Term) -> Theorem:
    """The quotients |A v| / |v| are bounded above."""
    v, r = var("v", fun(a.type.args[1].args[0], real)), var("r", a.type.args[0])
    inside = lam(r, vectors.squares(apply(a, r)))
    nonneg = k.mp(at(vectors.total_nonneg, inside), k.generalize(r, vectors.squares_nonneg(apply(a, r))))
    bound = k.mp(library("sqrt_nonneg", total(inside)), nonneg)
    q = _quotients(a)
    everywhere = k.generalize(v, _quotient_le(a, v, root(total(inside)), bound, _by_frobenius(a, v)))
    definition = unfold(apply(const("bounded_above", fun(q.type, bool_)), q))
    return k.eq_mp(k.sym(definition), exists_intro(parts_of_eq(definition)[1], root(total(inside)), everywhere))


def _largest(a: Term, v: Term) -> Theorem:
    """|A v| / |v| <= sigma_max(A)."""
    q = _quotients(a)
    th = k.mp(at(LEMMAS["le_sup"], q, v), _bounded(a))
    return k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(unfold(sigma_max(a)))), th)


def _norm_mul_le() -> Theorem:
    size = euclidean(_v)
    goal = le(stretch(_A, _v), mul(sigma_max(_A), size))
    p = prover(lt(ZERO, size))
    ne = p.need(call("not", equation(size, ZERO)))
    th = mps(
        library("mul_le_mul_of_nonneg_left", div(stretch(_A, _v), size), sigma_max(_A), size),
        _largest(_A, _v),
        weaken(k.assume(lt(ZERO, size))),
    )
    left = k.field(th.concl.fun.arg, stretch(_A, _v), [ne])
    right = k.field(th.concl.arg, mul(sigma_max(_A), size))
    positive = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), left), right), th)
    none = k.assume(equation(size, ZERO))
    bound = _by_frobenius(_A, _v)
    factor = bound.concl.arg.fun.arg
    right = chain(k.congr(k.refl(mul(factor, ZERO).fun), none), k.field(mul(factor, ZERO), ZERO))
    small = k.eq_mp(k.congr(k.refl(bound.concl.fun), right), bound)
    back = chain(k.congr(k.refl(mul(sigma_max(_A), ZERO).fun), none), k.field(mul(sigma_max(_A), ZERO), ZERO))
    zero = k.eq_mp(k.congr(k.refl(goal.fun), k.sym(back)), small)
    return finished(zero_or_positive(size, at(vectors.vector_norm_nonneg, _v), zero, positive))


norm_mul_le = lemma(
    "norm_mul_le",
    le(stretch(_A, _v), mul(sigma_max(_A), euclidean(_v))),
    "no vector is stretched more than by the largest singular value",
    _norm_mul_le,
    "bound",
)


def _ones_positive(d: Term) -> tuple[Term, Theorem]:
    """A vector of positive length: all entries are 1."""
    ones = lam(d, ONE)
    size = euclidean(ones)
    goal, zero = lt(ZERO, size), equation(size, ZERO)
    entry = k.mp(at(vectors.entry_of_zero_norm, d, ones), k.assume(zero))  # 1 = 0
    absurd = contradiction(not_elim(k.compare(call("not", equation(ONE, ZERO))), entry), goal)
    return ones, zero_or_positive(size, at(vectors.vector_norm_nonneg, ones), absurd, k.assume(goal))


def _factor_nonneg(a: Term, c: Term, bound: Theorem) -> Theorem:
    """0 <= c, when |A v| <= c |v| for all v: some v has a length."""
    j = var("j", a.type.args[1].args[0])
    ones, positive = _ones_positive(j)
    size = euclidean(ones)
    th = mps(
        library("le_trans", ZERO, stretch(a, ones), mul(c, size)),
        at(vectors.vector_norm_nonneg, product(a, ones)),
        k.specialize(bound, ones),
    )
    p = prover()
    p.add(positive)
    ne = p.need(call("not", equation(size, ZERO)))
    inverse = call("inv", size)
    scaled = mps(library("mul_nonneg", inverse, mul(c, size)), p.need(le(ZERO, inverse)), th)
    return k.eq_mp(k.congr(k.refl(scaled.concl.fun), k.field(scaled.concl.arg, c, [ne])), scaled)


def _sigma_max_le() -> Theorem:
    h = bounded_by(_A, _c)
    bound = k.assume(h)
    nonneg = _factor_nonneg(_A, _c, bound)
    q = _quotients(_A)
    v = var("v", fun(_d, real))
    everywhere = k.generalize(v, _quotient_le(_A, v, _c, nonneg, k.specialize(bound, v)))
    th = k.mp(at(LEMMAS["sup_le"], _c, q), everywhere)
    return finished(k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(unfold(sigma_max(_A)))), k.refl(_c)), th), h)


sigma_max_le = lemma(
    "sigma_max_le",
    imp(bounded_by(_A, _c), le(sigma_max(_A), _c)),
    "the largest singular value is the least such bound",
    _sigma_max_le,
    "intro",
)


def _shortens(a: Term) -> Term:
    """|A v| <= |v| for all v."""
    v = var("v", fun(a.type.args[1].args[0], real))
    return for_all(v, le(stretch(a, v), euclidean(v)))


def _sigma_max_le_one() -> Theorem:
    h = _shortens(_A)
    th = k.specialize(k.assume(h), _v)
    th = k.eq_mp(under(th.concl.fun, k.field(euclidean(_v), mul(ONE, euclidean(_v)))), th)
    return finished(k.mp(at(sigma_max_le, _A, ONE), k.generalize(_v, th)), h)


sigma_max_le_one = lemma(
    "sigma_max_le_one",
    imp(_shortens(_A), le(sigma_max(_A), ONE)),
    "no vector becomes longer",
    _sigma_max_le_one,
    "intro",
)


def _sigma_max_le_iff() -> Theorem:
    p, q = le(sigma_max(_A), _c), bounded_by(_A, _c)
    v = var("v", fun(_d, real))
    wider = mps(library("mul_le_mul_of_nonneg_left", sigma_max(_A), _c, euclidean(v)), k.assume(p), at(vectors.vector_norm_nonneg, v))
    left, right = wider.concl.fun.arg, wider.concl.arg
    wider = k.eq_mp(
        k.congr(
            k.congr(k.refl(wider.concl.fun.fun), k.field(left, mul(sigma_max(_A), euclidean(v)))), k.field(right, mul(_c, euclidean(v)))
        ),
        wider,
    )
    forward = k.generalize(
        v,
        mps(library("le_trans", stretch(_A, v), mul(sigma_max(_A), euclidean(v)), mul(_c, euclidean(v))), at(norm_mul_le, _A, v), wider),
    )
    backward = k.mp(at(sigma_max_le, _A, _c), k.assume(q))
    return finished(iff_intro(forward, backward, p, q))


sigma_max_le_iff = lemma(
    "sigma_max_le_iff",
    equation(le(sigma_max(_A), _c), bounded_by(_A, _c)),
    "the largest singular value is the least such bound",
    _sigma_max_le_iff,
    "rewrite",
)


def _sigma_max_nonneg() -> Theorem:
    th = k.generalize(_v, at(norm_mul_le, _A, _v))
    return finished(_factor_nonneg(_A, sigma_max(_A), th))


sigma_max_nonneg = lemma(
    "sigma_max_nonneg", le(ZERO, sigma_max(_A)), "singular values are not negative", _sigma_max_nonneg, "bound", auto=True
)


def _sigma_max_mul_le() -> Theorem:
    a, b = sigma_max(_A), sigma_max(_B)
    inner = product(_B, _z)
    first = at(norm_mul_le, _A, inner)  # |A (B z)| <= a |B z|
    second = mps(
        library("mul_le_mul_of_nonneg_left", euclidean(inner), mul(b, euclidean(_z)), a), at(norm_mul_le, _B, _z), at(sigma_max_nonneg, _A)
    )
    th = mps(library("le_trans", stretch(_A, inner), mul(a, euclidean(inner)), mul(a, mul(b, euclidean(_z)))), first, second)
    grouped = k.congr(k.refl(_length), k.sym(at(LEMMAS["matvec_assoc"], _A, _B, _z)))
    right = k.field(th.concl.arg, mul(mul(a, b), euclidean(_z)))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), grouped), right), th)
    return finished(k.mp(at(sigma_max_le, product(_A, _B), mul(a, b)), k.generalize(_z, th)))


sigma_max_mul_le = lemma(
    "sigma_max_mul_le",
    le(sigma_max(product(_A, _B)), mul(sigma_max(_A), sigma_max(_B))),
    "the largest singular value of a product",
    _sigma_max_mul_le,
    "bound",
)


def isometry(a: Term, c: Term) -> Term:
    """|A v| = c |v| for all v."""
    v = var("v", fun(a.type.args[1].args[0], real))
    return for_all(v, equation(stretch(a, v), mul(c, euclidean(v))))


def _of_isometry() -> Theorem:
    h = isometry(_A, _c)
    v = var("v", fun(_d, real))
    same = k.assume(h)
    up = k.generalize(v, k.mp(library("le_of_eq", stretch(_A, v), mul(_c, euclidean(v))), k.specialize(same, v)))
    high = k.mp(at(sigma_max_le, _A, _c), up)
    ones, positive = _ones_positive(_j)
    size = euclidean(ones)
    there = at(norm_mul_le, _A, ones)
    there = k.eq_mp(k.congr(k.congr(k.refl(there.concl.fun.fun), k.specialize(same, ones)), k.refl(there.concl.arg)), there)
    p = prover()
    p.add(positive)
    ne = p.need(call("not", equation(size, ZERO)))
    low = mps(library("div_le_div_of_pos_right", mul(_c, size), mul(sigma_max(_A), size), size), there, positive)
    low = k.eq_mp(
        k.congr(k.congr(k.refl(low.concl.fun.fun), k.field(low.concl.fun.arg, _c, [ne])), k.field(low.concl.arg, sigma_max(_A), [ne])),
        low,
    )
    return finished(mps(library("le_antisymm", sigma_max(_A), _c), high, low), h)


sigma_max_of_isometry = lemma(
    "sigma_max_of_isometry",
    imp(isometry(_A, _c), equation(sigma_max(_A), _c)),
    "all vectors are stretched alike",
    _of_isometry,
    "intro",
)


def _sigma_max_identity() -> Theorem:
    one = identity(_d)
    same = k.congr(k.refl(euclidean(_v).fun), at(LEMMAS["identity_mul_vector"], _v))
    same = chain(same, k.field(euclidean(_v), mul(ONE, euclidean(_v))))
    return finished(k.mp(at(sigma_max_of_isometry, one, ONE), k.generalize(_v, same)))


sigma_max_identity = lemma(
    "sigma_max_identity", equation(sigma_max(identity(_d)), ONE), "the identity changes no vector", _sigma_max_identity, "rewrite"
)


def _sigma_max_smul_le(c: Term, a: Term) -> Theorem:
    """sigma_max(c A) <= |c| sigma_max(A)."""
    scaled, size = times(c, a), call("abs", c)
    p = prover()
    moved = k.congr(k.refl(_length), at(LEMMAS["smul_mul_vector"], a, c, _v))
    moved = chain(moved, at(vectors.norm_smul, c, product(a, _v)))
    th = mps(
        library("mul_le_mul_of_nonneg_left", stretch(a, _v), mul(sigma_max(a), euclidean(_v)), size),
        at(norm_mul_le, a, _v),
        p.need(le(ZERO, size)),
    )
    right = k.field(th.concl.arg, mul(mul(size, sigma_max(a)), euclidean(_v)))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(moved)), right), th)
    return k.mp(at(sigma_max_le, scaled, mul(size, sigma_max(a))), k.generalize(_v, th))


def _sigma_max_smul() -> Theorem:
    """Below by the same with 1/c, unless c = 0, where the right side is 0."""
    scaled, size = times(_c, _A), call("abs", _c)
    goal = equation(sigma_max(scaled), mul(size, sigma_max(_A)))
    up = _sigma_max_smul_le(_c, _A)
    none = equation(_c, ZERO)
    p = prover(none)
    at_zero = close(p, equation(mul(size, sigma_max(_A)), ZERO), [k.assume(none)])
    low = k.eq_mp(k.congr(k.congr(k.refl(up.concl.fun.fun), k.sym(at_zero)), k.refl(sigma_max(scaled))), at(sigma_max_nonneg, scaled))
    zero = mps(library("le_antisymm", sigma_max(scaled), mul(size, sigma_max(_A))), up, low)
    some = call("not", none)
    q = prover(some)
    inverse = call("inv", _c)
    back = _sigma_max_smul_le(inverse, scaled)  # sigma_max(1/c (c A)) <= |1/c| sigma_max(c A)
    r, m = var("r", _n), var("m", _d)
    again = k.abstr(r, k.abstr(m, k.field(mul(inverse, mul(_c, apply(_A, r, m))), apply(_A, r, m), [k.assume(some)])))
    same = k.congr(k.refl(sigma_max(_A).fun), again)
    back = k.eq_mp(k.congr(k.congr(k.refl(back.concl.fun.fun), same), k.refl(back.concl.arg)), back)
    th = mps(library("mul_le_mul_of_nonneg_left", sigma_max(_A), back.concl.arg, size), back, q.need(le(ZERO, size)))
    unit = _unit(_c, some)
    right = k.field(th.concl.arg, mul(mul(size, call("abs", inverse)), sigma_max(scaled)))
    gone = k.congr(k.congr(k.refl(mul(ONE, ONE).fun.fun), unit), k.refl(sigma_max(scaled)))
    right = chain(right, gone, k.field(parts_of_eq(gone)[1], sigma_max(scaled)))
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), right), th)
    other = mps(library("le_antisymm", sigma_max(scaled), mul(size, sigma_max(_A))), up, th)
    if other.concl.canon is not goal.canon:
        raise ValueError("the two sides have changed")
    return finished(by_cases(none, zero, other))


def _unit(c: Term, some: Term) -> Theorem:
    """|c| |1/c| = 1."""
    inverse = call("inv", c)
    product_ = close(prover(), equation(call("abs", mul(c, inverse)), mul(call("abs", c), call("abs", inverse))), [LEMMAS["abs_mul"]])
    one = k.congr(k.refl(call("abs", ONE).fun), k.field(mul(c, inverse), ONE, [k.assume(some)]))
    return chain(k.sym(product_), one, close(prover(), equation(call("abs", ONE), ONE)))


sigma_max_smul = lemma(
    "sigma_max_smul",
    equation(sigma_max(times(_c, _A)), mul(call("abs", _c), sigma_max(_A))),
    "the largest singular value of a multiple",
    _sigma_max_smul,
    "rewrite",
)


def _diag_entry(v: Term, w: Term, i: Term) -> Theorem:
    """(diag(v) w)_i = v_i w_i."""
    m = var("m", i.type)
    start = unfold(apply(product(diag(v), w), i))
    entry = unfold(apply(diag(v), i, m))
    body = k.congr(k.congr(k.refl(mul(ZERO, ZERO).fun.fun), entry), k.refl(apply(w, m)))
    one = apply(identity(i.type), i, m)
    body = chain(body, k.field(parts_of_eq(body)[1], mul(apply(v, i), mul(one, apply(w, m)))))
    inside = k.congr(k.refl(total(w).fun), k.abstr(m, body))
    out = at(LEMMAS["total_mul"], apply(v, i), lam(m, mul(one, apply(w, m))))
    end = k.congr(k.refl(mul(apply(v, i), ZERO).fun), at(LEMMAS["identity_sum"], w, i))
    return chain(start, inside, out, end)


_w = var("w", fun(_d, real))
diag_mul_entry = lemma(
    "diag_mul_entry",
    equation(apply(product(diag(_v), _w), _i), mul(apply(_v, _i), apply(_w, _i))),
    "a diagonal matrix multiplies each entry",
    lambda: finished(_diag_entry(_v, _w, _i)),
    "rewrite",
)


def _sigma_max_diag_le() -> Theorem:
    h = for_all(_i, le(call("abs", apply(_v, _i)), _c))
    size = mul(_c, euclidean(_w))
    p = prover(h)
    nonneg = mps(
        library("le_trans", ZERO, call("abs", apply(_v, _i)), _c), library("abs_nonneg", apply(_v, _i)), k.specialize(k.assume(h), _i)
    )
    p.add(nonneg)
    entry = at(diag_mul_entry, _i, _v, _w)
    a, x = apply(_v, _i), apply(_w, _i)
    absolute = close(p, equation(square(a), square(call("abs", a))), [LEMMAS["abs_sq"]])
    q = prover()
    q.add(k.specialize(k.assume(h), _i))
    q.add(nonneg)
    small = close(q, le(square(call("abs", a)), square(_c)), [k.specialize(k.assume(h), _i)])
    small = k.eq_mp(k.congr(k.congr(k.refl(small.concl.fun.fun), k.sym(absolute)), k.refl(square(_c))), small)
    th = mps(library("mul_le_mul_of_nonneg_left", square(a), square(_c), square(x)), small, library("sq_nonneg", x))
    left = k.congr(k.congr(k.refl(square(ZERO).fun.fun), entry), k.refl(square(ZERO).arg))
    left = chain(left, k.field(parts_of_eq(left)[1], th.concl.fun.arg))
    right = k.field(th.concl.arg, mul(square(_c), square(x)))
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(left)), right), th)
    f, g = lam(_i, square(apply(product(diag(_v), _w), _i))), lam(_i, mul(square(_c), square(x)))
    summed = k.mp(at(vectors.total_mono, f, g), k.generalize(_i, th))
    out = at(LEMMAS["total_mul"], square(_c), lam(_i, square(x)))
    back = k.congr(k.refl(mul(square(_c), ZERO).fun), k.sym(at(vectors.norm_sq, _w)))
    out = chain(out, back, k.field(parts_of_eq(back)[1], square(size)))
    summed = k.eq_mp(k.congr(k.congr(k.refl(summed.concl.fun.fun), k.sym(at(vectors.norm_sq, product(diag(_v), _w)))), out), summed)
    whole = mps(library("le_of_sq_le_sq", stretch(diag(_v), _w), size), p.need(le(ZERO, size)), summed)
    return finished(k.mp(at(sigma_max_le, diag(_v), _c), k.generalize(_w, whole)), h)


sigma_max_diag_le = lemma(
    "sigma_max_diag_le",
    imp(for_all(_i, le(call("abs", apply(_v, _i)), _c)), le(sigma_max(diag(_v)), _c)),
    "a diagonal matrix stretches by its largest entry at most",
    _sigma_max_diag_le,
    "intro",
)


# Orthonormal columns.
_u, _m, _r = var("u", fun(_n, real)), var("m", _d), var("r", _n)


def _inner_mul() -> Theorem:
    """The sum over r of (sum over m of A_rm v_m) u_r is the sum over m of v_m (sum over r of A_rm u_r)."""
    a, v, u = apply(_A, _r, _m), apply(_v, _m), apply(_u, _r)
    both = mul(mul(a, v), u)
    row = k.congr(k.congr(k.refl(mul(ZERO, ZERO).fun.fun), unfold(apply(product(_A, _v), _r))), k.refl(u))
    row = chain(row, k.field(parts_of_eq(row)[1], mul(u, parts_of_eq(row)[1].fun.arg)))
    row = chain(row, k.sym(at(LEMMAS["total_mul"], u, lam(_m, mul(a, v)))))
    row = chain(row, k.congr(k.refl(total(_v).fun), k.abstr(_m, k.field(mul(u, mul(a, v)), both))))
    first = k.congr(k.refl(total(_u).fun), k.abstr(_r, row))
    turned = unfold(apply(transpose(_A), _m, _r))
    column = unfold(apply(product(transpose(_A), _u), _m))
    inside = k.congr(k.congr(k.refl(mul(ZERO, ZERO).fun.fun), turned), k.refl(u))
    column = chain(column, k.congr(k.refl(total(_u).fun), k.abstr(_r, inside)))
    column = k.congr(k.refl(mul(v, ZERO).fun), column)
    column = chain(column, k.sym(at(LEMMAS["total_mul"], v, lam(_r, mul(a, u)))))
    column = chain(column, k.congr(k.refl(total(_u).fun), k.abstr(_r, k.field(mul(v, mul(a, u)), both))))
    second = k.congr(k.refl(total(_v).fun), k.abstr(_m, column))
    swapped = at(LEMMAS["total_swap"], lam(_m, _r, both))
    return finished(chain(first, swapped, k.sym(second)))


inner_mul = lemma(
    "inner_mul",
    equation(vectors.inner(product(_A, _v), _u), vectors.inner(_v, product(transpose(_A), _u))),
    "a matrix is moved to the other side",
    _inner_mul,
)


def _norm_of_gram() -> Theorem:
    """|A v|^2 = v (A^T A v) = c^2 |v|^2."""
    gram = times_identity(_c)
    hyps = equation(product(transpose(_A), _A), gram), le(ZERO, _c)
    av = product(_A, _v)
    i, j = var("i", _n), var("i", _d)
    start = at(vectors.norm_sq, av)
    flat = under(total(_u).fun, k.abstr(i, k.field(square(apply(av, i)), mul(apply(av, i), apply(av, i)))))
    moved = at(inner_mul, _A, av, _v)
    grouped = k.sym(at(LEMMAS["matvec_assoc"], transpose(_A), _A, _v))
    put = k.congr(under(product(gram, _v).fun.fun, k.assume(hyps[0])), k.refl(_v))
    scaled = at(LEMMAS["smul_mul_vector"], identity(_d), square(_c), _v)
    one = k.congr(chain(grouped, put, scaled), k.refl(j))
    plain = under(mul(square(_c), ZERO).fun, k.congr(at(LEMMAS["identity_mul_vector"], _v), k.refl(j)))
    entry = under(mul(apply(_v, j), ZERO).fun, chain(one, plain))
    entry = chain(entry, k.field(parts_of_eq(entry)[1], mul(square(_c), square(apply(_v, j)))))
    last = under(total(_v).fun, k.abstr(j, entry))
    out = at(LEMMAS["total_mul"], square(_c), lam(j, square(apply(_v, j))))
    back = under(mul(square(_c), ZERO).fun, k.sym(at(vectors.norm_sq, _v)))
    size = mul(_c, euclidean(_v))
    whole = chain(start, flat, moved, last, out, back, k.field(parts_of_eq(back)[1], square(size)))
    p = prover(hyps[1])
    norms = at(vectors.vector_norm_nonneg, av), p.need(le(ZERO, size))
    return finished(mps(library("eq_of_sq_eq_sq", euclidean(av), size), *norms, whole), *hyps)


def times_identity(c: Term) -> Term:
    """c^2 I."""
    return lam(_i, _j, mul(square(c), apply(identity(_d), _i, _j)))


norm_of_gram = lemma(
    "norm_of_gram",
    imp(
        equation(product(transpose(_A), _A), times_identity(_c)),
        le(ZERO, _c),
        equation(stretch(_A, _v), mul(_c, euclidean(_v))),
    ),
    "orthogonal columns of one length stretch all vectors alike",
    _norm_of_gram,
    "rewrite",
)


def _norm_orthonormal() -> Theorem:
    h = equation(product(transpose(_A), _A), identity(_d))
    ones = k.abstr(_i, k.abstr(_j, k.field(apply(identity(_d), _i, _j), mul(square(ONE), apply(identity(_d), _i, _j)))))
    gram = chain(k.assume(h), ones)
    th = mps(at(norm_of_gram, _A, ONE, _v), gram, k.compare(le(ZERO, ONE)))
    return finished(chain(th, k.field(mul(ONE, euclidean(_v)), euclidean(_v))), h)


norm_orthonormal = lemma(
    "norm_orthonormal",
    imp(equation(product(transpose(_A), _A), identity(_d)), equation(stretch(_A, _v), euclidean(_v))),
    "orthonormal columns keep lengths",
    _norm_orthonormal,
    "rewrite",
)
