"""Euclidean norms: Cauchy-Schwarz, the triangle inequality, vectors of length 0, the Frobenius bound.

All is proved from sums, which are integrals under the counting measure.
"""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, for_all, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, real, type_var
from derive.language.logic import call, lam
from derive.language.matrices import counting, identity, product, total
from derive.language.vectors import euclidean
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.inequality import ZERO, le, lt
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import by_cases, chain, mps, parts_of_eq, unfold
from derive.theory.integrals import linearity
from derive.theory.letters import imp
from derive.theory.matrices import at, plus, times
from derive.theory.roots import add, library, mul, prover, root, square, zero_or_positive

_n, _d = type_var("n", DIM), type_var("d", DIM)
_v, _w, _f, _g = (var(name, fun(_d, real)) for name in "vwfg")
_c = var("c", real)
_i, _j, _r = var("i", _d), var("j", _d), var("r", _n)
_A = var("A", fun(_n, _d, real))


def squares(v: Term) -> Term:
    """The sum of the squares of the entries."""
    i = var("i", v.type.args[0])
    return total(lam(i, square(apply(v, i))))


def inner(v: Term, w: Term) -> Term:
    """The sum of the products of the entries."""
    i = var("i", v.type.args[0])
    return total(lam(i, mul(apply(v, i), apply(w, i))))


# Sums of numbers that are not negative.
_nonneg = for_all(_i, le(ZERO, apply(_f, _i)))


def _monotone() -> Theorem:
    h = for_all(_i, le(apply(_f, _i), apply(_g, _i)))
    th = mps(
        at(LEMMAS["integral_mono"], _f, _g, counting(_d)),
        k.assume(h),
        at(LEMMAS["integrable_counting"], _f),
        at(LEMMAS["integrable_counting"], _g),
    )
    return finished(th, h)


total_mono = lemma(
    "total_mono", imp(for_all(_i, le(apply(_f, _i), apply(_g, _i))), le(total(_f), total(_g))), "sums term by term", _monotone, "mono"
)


def _entry_le_total() -> Theorem:
    """f(j) is the sum of I(j, i) f(i), and I(j, i) f(i) is f(i) or 0."""
    entry = apply(identity(_d), _j, _i)
    term = mul(entry, apply(_f, _i))
    value = k.specialize(k.assume(_nonneg), _i)
    same = equation(_j, _i)
    one = at(LEMMAS["identity_same"], _i)
    hit = chain(k.congr(k.congr(k.refl(identity(_d)), k.assume(same)), k.refl(_i)), one)
    yes_eq = chain(
        k.congr(k.congr(k.refl(term.fun.fun), hit), k.refl(apply(_f, _i))), k.field(mul(literal(1), apply(_f, _i)), apply(_f, _i))
    )
    yes = k.mp(library("le_of_eq", term, apply(_f, _i)), yes_eq)
    miss = k.mp(at(LEMMAS["identity_other"], _j, _i), k.assume(call("not", same)))
    no_eq = chain(k.congr(k.congr(k.refl(term.fun.fun), miss), k.refl(apply(_f, _i))), k.field(mul(ZERO, apply(_f, _i)), ZERO))
    no = k.eq_mp(k.congr(k.congr(k.refl(le(ZERO, ZERO).fun.fun), k.sym(no_eq)), k.refl(apply(_f, _i))), value)
    below = k.generalize(_i, by_cases(same, yes, no))
    th = k.mp(at(total_mono, lam(_i, term), _f), below)
    found = at(LEMMAS["identity_sum"], _f, _j)
    return finished(k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), found), k.refl(total(_f))), th), _nonneg)


entry_le_total = lemma(
    "entry_le_total", imp(_nonneg, le(apply(_f, _j), total(_f))), "one term is at most the sum", _entry_le_total, "bound"
)


def _total_nonneg() -> Theorem:
    return finished(k.mp(at(LEMMAS["integral_nonneg"], _f, counting(_d)), k.assume(_nonneg)), _nonneg)


total_nonneg = lemma("total_nonneg", imp(_nonneg, le(ZERO, total(_f))), "sums of numbers that are not negative", _total_nonneg)


def squares_nonneg(v: Term) -> Theorem:
    """0 <= sum of the squares."""
    i = var("i", v.type.args[0])
    f = lam(i, square(apply(v, i)))
    return k.mp(at(total_nonneg, f), k.generalize(i, library("sq_nonneg", apply(v, i))))


# The norm.
def _norm_sq() -> Theorem:
    opened = unfold(euclidean(_v))
    body = parts_of_eq(opened)[1].arg
    squared = k.congr(k.congr(k.refl(square(root(body)).fun.fun), opened), k.refl(square(ZERO).arg))
    return finished(chain(squared, k.mp(library("sq_sqrt", body), squares_nonneg(_v))))


norm_sq = lemma("norm_sq", equation(square(euclidean(_v)), squares(_v)), "by definition of the norm", _norm_sq, "rewrite")


def _nonneg_norm() -> Theorem:
    opened = unfold(euclidean(_v))
    th = k.mp(library("sqrt_nonneg", parts_of_eq(opened)[1].arg), squares_nonneg(_v))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(opened)), th))


vector_norm_nonneg = lemma("vector_norm_nonneg", le(ZERO, euclidean(_v)), "norms are not negative", _nonneg_norm, auto=True)


def _entry_sq_le() -> Theorem:
    f = lam(_i, square(apply(_v, _i)))
    th = k.mp(at(entry_le_total, f, _j), k.generalize(_i, library("sq_nonneg", apply(_v, _i))))
    return finished(k.eq_mp(k.congr(k.refl(th.concl.fun), k.sym(at(norm_sq, _v))), th))


entry_sq_le_norm_sq = lemma(
    "entry_sq_le_norm_sq", le(square(apply(_v, _j)), square(euclidean(_v))), "an entry is at most the norm", _entry_sq_le, "bound"
)


def _abs_entry_le() -> Theorem:
    a = call("abs", apply(_v, _j))
    same = close(prover(), equation(square(apply(_v, _j)), square(a)), [LEMMAS["abs_sq"]])
    th = at(entry_sq_le_norm_sq, _j, _v)
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), same), k.refl(th.concl.arg)), th)
    return finished(mps(library("le_of_sq_le_sq", a, euclidean(_v)), at(vector_norm_nonneg, _v), th))


abs_entry_le_norm = lemma(
    "abs_entry_le_norm", le(call("abs", apply(_v, _j)), euclidean(_v)), "an entry is at most the norm", _abs_entry_le, "bound"
)


def _entry_of_zero_norm() -> Theorem:
    h = equation(euclidean(_v), ZERO)
    th = at(abs_entry_le_norm, _j, _v)
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), k.assume(h)), th)
    p = prover()
    low = mps(library("le_trans", apply(_v, _j), call("abs", apply(_v, _j)), ZERO), library("le_abs_self", apply(_v, _j)), th)
    minus = mps(library("le_trans", call("neg", apply(_v, _j)), call("abs", apply(_v, _j)), ZERO), library("neg_le_abs", apply(_v, _j)), th)
    p.add(minus)
    return finished(mps(library("le_antisymm", apply(_v, _j), ZERO), low, p.need(le(ZERO, apply(_v, _j)))), h)


entry_of_zero_norm = lemma(
    "entry_of_zero_norm",
    imp(equation(euclidean(_v), ZERO), equation(apply(_v, _j), ZERO)),
    "only the zero vector has norm 0",
    _entry_of_zero_norm,
)


def _norm_zero() -> Theorem:
    z = lam(_i, ZERO)
    sq = at(norm_sq, z)
    nothing = chain(
        k.congr(k.refl(total(_f).fun), k.abstr(_i, k.field(square(ZERO), mul(ZERO, ZERO)))), at(LEMMAS["total_mul"], ZERO, lam(_i, ZERO))
    )
    value = chain(sq, nothing, k.field(parts_of_eq(nothing)[1], square(ZERO)))
    return finished(mps(library("eq_of_sq_eq_sq", euclidean(z), ZERO), at(vector_norm_nonneg, z), library("le_refl", ZERO), value))


norm_zero = lemma("norm_zero", equation(euclidean(lam(_i, ZERO)), ZERO), "the zero vector has norm 0", _norm_zero, "rewrite")


# Cauchy-Schwarz.
def _cauchy_schwarz_sq() -> Theorem:
    """0 <= the sum of (c v - b w)^2 is c (c a - b^2), for a = |v|^2, b = v w, c = |w|^2."""
    a, b, c = squares(_v), inner(_v, _w), squares(_w)
    goal = le(square(b), mul(a, c))
    u = lam(_i, square(call("sub", mul(c, apply(_v, _i)), mul(b, apply(_w, _i)))))
    p = prover()
    spread = close(p, equation(total(u), mul(c, call("sub", mul(a, c), square(b)))), [linearity])
    th = k.mp(at(total_nonneg, u), k.generalize(_i, library("sq_nonneg", apply(u, _i).fun.arg)))
    th = k.eq_mp(k.congr(k.refl(th.concl.fun), spread), th)  # 0 <= c (a c - b^2)
    positive_c = lt(ZERO, c)
    q = prover(positive_c)
    ne = q.need(call("not", equation(c, ZERO)))
    inverse = call("inv", c)
    scaled = mps(library("mul_nonneg", inverse, th.concl.arg), q.need(le(ZERO, inverse)), th)
    gap = k.eq_mp(k.congr(k.refl(scaled.concl.fun), k.field(scaled.concl.arg, call("sub", mul(a, c), square(b)), [ne])), scaled)
    q.add(gap)
    positive = q.need(goal)
    none = equation(c, ZERO)
    size = chain(at(norm_sq, _w), k.assume(none), k.field(ZERO, square(ZERO)))
    length = mps(library("eq_of_sq_eq_sq", euclidean(_w), ZERO), at(vector_norm_nonneg, _w), library("le_refl", ZERO), size)
    entry = k.mp(at(entry_of_zero_norm, _i, _w), length)
    term = mul(apply(_v, _i), apply(_w, _i))
    gone = chain(k.congr(k.refl(term.fun), entry), k.field(mul(apply(_v, _i), ZERO), mul(ZERO, literal(1))))
    nothing = chain(k.congr(k.refl(total(_f).fun), k.abstr(_i, gone)), at(LEMMAS["total_mul"], ZERO, lam(_i, literal(1))))
    b_zero = chain(nothing, k.field(parts_of_eq(nothing)[1], ZERO))
    left = chain(k.congr(k.congr(k.refl(square(b).fun.fun), b_zero), k.refl(square(b).arg)), k.field(square(ZERO), ZERO))
    right = chain(k.congr(k.refl(mul(a, c).fun), k.assume(none)), k.field(mul(a, ZERO), ZERO))
    zero = k.eq_mp(k.sym(k.congr(k.congr(k.refl(goal.fun.fun), left), right)), library("le_refl", ZERO))
    return finished(zero_or_positive(c, squares_nonneg(_w), zero, positive))


cauchy_schwarz_sq = lemma(
    "cauchy_schwarz_sq", le(square(inner(_v, _w)), mul(squares(_v), squares(_w))), "Cauchy-Schwarz", _cauchy_schwarz_sq, "bound"
)


def _cauchy_schwarz() -> Theorem:
    b, size = inner(_v, _w), mul(euclidean(_v), euclidean(_w))
    p = prover()
    right = k.congr(k.congr(k.refl(mul(ZERO, ZERO).fun.fun), k.sym(at(norm_sq, _v))), k.sym(at(norm_sq, _w)))
    right = chain(right, k.field(parts_of_eq(right)[1], square(size)))
    th = at(cauchy_schwarz_sq, _v, _w)
    left = close(p, equation(square(b), square(call("abs", b))), [LEMMAS["abs_sq"]])
    th = k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), left), right), th)
    return finished(mps(library("le_of_sq_le_sq", call("abs", b), size), p.need(le(ZERO, size)), th))


cauchy_schwarz = lemma(
    "cauchy_schwarz", le(call("abs", inner(_v, _w)), mul(euclidean(_v), euclidean(_w))), "Cauchy-Schwarz", _cauchy_schwarz, "bound"
)


def _triangle() -> Theorem:
    a, b, c = squares(_v), inner(_v, _w), squares(_w)
    both = plus(_v, _w)
    x, y = euclidean(_v), euclidean(_w)
    p = prover()
    spread = close(p, equation(squares(both), add(add(a, mul(literal(2), b)), c)), [linearity])
    sq = chain(at(norm_sq, both), spread)
    bound = mps(library("le_trans", b, call("abs", b), mul(x, y)), library("le_abs_self", b), at(cauchy_schwarz, _v, _w))
    for th in (bound, at(norm_sq, _v), at(norm_sq, _w), sq):
        p.add(th)
    small = p.need(le(square(euclidean(both)), square(add(x, y))))
    return finished(mps(library("le_of_sq_le_sq", euclidean(both), add(x, y)), p.need(le(ZERO, add(x, y))), small))


norm_add_le = lemma(
    "norm_add_le", le(euclidean(plus(_v, _w)), add(euclidean(_v), euclidean(_w))), "the triangle inequality", _triangle, "bound"
)


def _norm_smul() -> Theorem:
    scaled, size = times(_c, _v), mul(call("abs", _c), euclidean(_v))
    p = prover()
    spread = close(p, equation(squares(scaled), mul(square(_c), squares(_v))), [linearity])
    left = chain(at(norm_sq, scaled), spread)
    moved = k.congr(k.refl(mul(square(_c), ZERO).fun), k.sym(at(norm_sq, _v)))
    absolute = close(p, equation(square(_c), square(call("abs", _c))), [LEMMAS["abs_sq"]])
    turned = k.congr(k.congr(k.refl(mul(ZERO, ZERO).fun.fun), absolute), k.refl(square(euclidean(_v))))
    whole = chain(left, moved, turned, k.field(parts_of_eq(turned)[1], square(size)))
    return finished(mps(library("eq_of_sq_eq_sq", euclidean(scaled), size), at(vector_norm_nonneg, scaled), p.need(le(ZERO, size)), whole))


norm_smul = lemma(
    "norm_smul", equation(euclidean(times(_c, _v)), mul(call("abs", _c), euclidean(_v))), "the norm of a multiple", _norm_smul, "rewrite"
)

# The Frobenius bound, which shows that spectral norms are finite.
_frobenius = total(lam(_r, squares(apply(_A, _r))))


def _frobenius_bound() -> Theorem:
    entry = unfold(apply(product(_A, _v), _r))
    row = at(cauchy_schwarz_sq, apply(_A, _r), _v)  # (sum of A_rm v_m)^2 <= |A_r|^2 |v|^2
    left = k.congr(k.congr(k.refl(square(ZERO).fun.fun), k.sym(entry)), k.refl(square(ZERO).arg))
    right = k.congr(k.refl(row.concl.arg.fun), k.sym(at(norm_sq, _v)))
    right = chain(right, k.field(parts_of_eq(right)[1], mul(square(euclidean(_v)), squares(apply(_A, _r)))))
    row = k.eq_mp(k.congr(k.congr(k.refl(row.concl.fun.fun), left), right), row)
    f, g = lam(_r, square(apply(product(_A, _v), _r))), lam(_r, parts_of_eq(right)[1])
    th = k.mp(at(total_mono, f, g), k.generalize(_r, row))
    out = at(LEMMAS["total_mul"], square(euclidean(_v)), lam(_r, squares(apply(_A, _r))))
    out = chain(out, k.field(parts_of_eq(out)[1], mul(_frobenius, square(euclidean(_v)))))
    return finished(k.eq_mp(k.congr(k.congr(k.refl(th.concl.fun.fun), k.sym(at(norm_sq, product(_A, _v)))), out), th))


norm_mul_le_frobenius = lemma(
    "norm_mul_le_frobenius",
    le(square(euclidean(product(_A, _v))), mul(_frobenius, square(euclidean(_v)))),
    "Cauchy-Schwarz in each row",
    _frobenius_bound,
    "bound",
)
