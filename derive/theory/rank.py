"""How many rows a factorisation needs: the trace of an idempotent matrix, and matrices that are told by their products."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, apply, equation, for_all, implication, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, nat, real, type_var
from derive.language.cost import length
from derive.language.expr import And, Eq, Expr
from derive.language.logic import call, lam
from derive.language.matrices import counting, diag, diagonal, identity, product, total, trace, transpose
from derive.language.symbols import exists
from derive.tactics.calc import close
from derive.tactics.induction import NAT_ZERO, finished, induction, succ
from derive.tactics.inequality import add_nonneg_of, difference, from_difference, lib, not_le
from derive.tactics.lemma import LEMMAS, lemma
from derive.tactics.logic import (
    by_cases,
    by_contradiction,
    chain,
    conjs,
    conjuncts,
    exists_elim,
    exists_intro,
    mps,
    not_elim,
    not_intro,
    on,
    parts_of_eq,
    spec,
    under,
    unfold,
)
from derive.tactics.prover import Prover
from derive.theory.cost import length_eq
from derive.theory.matrices import (
    _both,
    _inside,
    at,
    entrywise,
    identity_other,
    identity_same,
    identity_sum,
    identity_symmetric,
    integrable_counting,
    matmul_assoc,
    matrix_ring,
    total_mul,
    trace_mul_comm,
    transpose_mul,
)
from derive.theory.matrices import lemma as exact_lemma

_k, _m, _n, _d = (type_var(name, DIM) for name in "kmnd")
ZERO, ONE = literal(0), literal(1)
_i, _j, _l, _r = (var(name, _m) for name in "ijlr")
_f = var("f", fun(_m, real))


def _times(*factors: Term) -> Term:
    result = factors[0]
    for t in factors[1:]:
        result = call("mul", result, t)
    return result


def _at_most(f: Term, g: Term, pointwise: Theorem) -> Theorem:
    """From f(i) <= g(i) for all i to the same of their sums."""
    d = f.type.args[0]
    fits = (at(integrable_counting, f), at(integrable_counting, g))
    return mps(at(LEMMAS["integral_mono"], f, g, counting(d)), pointwise, *fits)


# A term is at most the sum of terms that are not negative.
_nonneg = for_all(_i, call("le", ZERO, apply(_f, _i)))


def _term_le_total() -> Theorem:
    one = apply(identity(_m), _j, _i)
    term, value = call("mul", one, apply(_f, _i)), apply(_f, _i)
    here = equation(_j, _i)
    h = k.specialize(k.assume(_nonneg), _i)

    def with_entry(entry: Theorem) -> Theorem:
        p = Prover()
        p.add(h)
        shown = _both("mul", entry, k.refl(value))
        below = p.need(call("le", parts_of_eq(shown)[1], value))
        return k.eq_mp(k.congr(k.congr(k.refl(below.concl.fun.fun), k.sym(shown)), k.refl(value)), below)

    is_one = k.congr(k.congr(k.refl(identity(_m)), k.assume(here)), k.refl(_i))
    yes = with_entry(chain(is_one, at(identity_same, _i)))
    no = with_entry(k.mp(at(identity_other, _j, _i), k.assume(call("not", here))))
    whole = _at_most(lam(_i, term), lam(_i, value), k.generalize(_i, by_cases(here, yes, no)))
    alone = at(identity_sum, _f, _j)
    return finished(k.eq_mp(k.congr(k.congr(k.refl(whole.concl.fun.fun), alone), k.refl(total(_f))), whole), _nonneg)


term_le_total = exact_lemma(
    "term_le_total",
    implication(_nonneg, call("le", apply(_f, _j), total(_f))),
    "one term of a sum of numbers that are not negative",
    _term_le_total,
)

# The trace of a symmetric idempotent matrix is at most its size: its diagonal entries are at most 1.
_P, _F, _E = (Expr(var(name, fun(_m, _m, real))) for name in "PFE")
_size = total(lam(_i, ONE))
_symmetric, _projects = Eq(_P.T, _P).term, Eq(_P @ _P, _P).term


def _entry(matrices: Theorem, i: Term, j: Term) -> Theorem:
    """An equation of matrices, at an entry; products are opened."""
    th = on(on(matrices, i), j)
    a = parts_of_eq(th)[0]
    return chain(k.sym(unfold(a)), th) if a.tag == "app" and a.fun.fun.tag != "var" else th


def _trace_le_of_projection() -> Theorem:
    p_ii, p_il = apply(_P.term, _i, _i), apply(_P.term, _i, _l)
    square = _entry(k.assume(_projects), _i, _i)  # sum of p_il p_li = p_ii
    turned = _entry(k.assume(_symmetric), _i, _l)  # p_li = p_il
    squares = lam(_l, _times(p_il, p_il))
    inside = _inside(counting(_m), _l, _both("mul", k.refl(p_il), k.sym(turned)))
    whole = chain(inside, square)  # sum of p_il p_il = p_ii
    nonneg = k.generalize(_l, spec(lib("mul_self_nonneg"), p_il))
    term = k.mp(at(term_le_total, squares, _i), nonneg)
    below = k.eq_mp(k.congr(k.refl(term.concl.fun), whole), term)  # p_ii p_ii <= p_ii
    gap = spec(lib("mul_self_nonneg"), call("sub", ONE, p_ii))
    least = from_difference(add_nonneg_of(difference(below), gap), p_ii, ONE)
    sums = _at_most(lam(_i, p_ii), lam(_i, ONE), k.generalize(_i, least))
    opened = k.sym(unfold(trace(_P.term)))
    return finished(k.eq_mp(k.congr(k.congr(k.refl(sums.concl.fun.fun), opened), k.refl(_size)), sums), _symmetric, _projects)


trace_le_of_projection = lemma(
    "trace_le_of_projection",
    implication(_symmetric, implication(_projects, call("le", trace(_P.term), _size))),
    "a projection has at most as many dimensions as the space",
    _trace_le_of_projection,
)

# The trace of any idempotent matrix E is at most its size: as long as F is not 0, one dimension of its range is taken away
# and given to a projection P; N = v v^T / (v^T v) is the projection on one column v of F.
_v, _count = var("v", fun(_m, real)), var("n", nat)
_zeros = Expr(lam(_i, _j, ZERO))
_N = Expr(var("N", fun(_m, _m, real)))
_q = total(lam(_l, _times(apply(_v, _l), apply(_v, _l))))
_c = call("inv", _q)
_on_vector = Expr(lam(_i, _j, _times(_c, apply(_v, _i), apply(_v, _j))))


def _image(a: Term) -> Term:
    """The entry i of A v."""
    return total(lam(_l, _times(apply(a, _i, _l), apply(_v, _l))))


_VECTOR = (
    call("not", equation(_q, ZERO)),
    for_all(_i, equation(_image(_F.term), apply(_v, _i))),
    for_all(_i, equation(_image(_P.term), ZERO)),
)


def _one_dimension(n: Expr) -> tuple[Expr, ...]:
    """N is a projection with trace 1, its range in that of F and apart from that of P."""
    return Eq(_F @ n, n), Eq(_P @ n, _zeros), Eq(n @ n, n), Eq(n.T, n), Eq(Expr(trace(n.term)), 1)


def _applied(a: Term, value: Term, image: Theorem) -> Theorem:
    """The entries of A N are those of value v^T / q, when the entries of A v are `value`."""
    first = unfold(apply(product(a, _on_vector.term), _i, _j))
    scale, term = _times(_c, apply(_v, _j)), _times(apply(a, _i, _l), apply(_v, _l))
    moved = _inside(counting(_m), _l, k.field(apply(parts_of_eq(first)[1].arg, _l), call("mul", scale, term)))
    put = under(call("mul", scale, ZERO).fun, k.specialize(image, _i))
    return chain(
        first, moved, at(total_mul, scale, lam(_l, term)), put, k.field(call("mul", scale, value), _times(_c, value, apply(_v, _j)))
    )


def _on_one_vector() -> list[Theorem]:
    nonzero, fixed, killed = map(k.assume, _VECTOR)
    square, n = _times(apply(_v, _l), apply(_v, _l)), _on_vector.term
    nothing = _applied(_P.term, ZERO, killed)
    first = unfold(apply(product(n, n), _i, _j))
    scale = _times(_c, _c, apply(_v, _i), apply(_v, _j))
    moved = _inside(counting(_m), _l, k.field(apply(parts_of_eq(first)[1].arg, _l), call("mul", scale, square)))
    out = at(total_mul, scale, lam(_l, square))
    opened, turned = unfold(trace(n)), unfold(apply(_on_vector.T.term, _i, _j))
    arranged = _inside(counting(_m), _l, k.field(apply(n, _l, _l), call("mul", _c, square)))
    summed = at(total_mul, _c, lam(_l, square))
    found = (
        entrywise(_applied(_F.term, apply(_v, _i), fixed), _i, _j),
        entrywise(chain(nothing, k.field(parts_of_eq(nothing)[1], ZERO)), _i, _j),
        entrywise(chain(first, moved, out, k.field(parts_of_eq(out)[1], apply(n, _i, _j), [nonzero])), _i, _j),
        entrywise(chain(turned, k.field(parts_of_eq(turned)[1], apply(n, _i, _j))), _i, _j),
        chain(opened, arranged, summed, k.field(parts_of_eq(summed)[1], ONE, [nonzero])),
    )
    return [k.eq_mp(k.refl(claim.term), th) for claim, th in zip(_one_dimension(_on_vector), found, strict=True)]


def _state(p: Expr, f: Expr, n: Term) -> tuple[Expr, ...]:
    """P is a projection with trace n, F is idempotent, P F = 0, and tr(E) = n + tr(F)."""
    number = Expr(call("cast", n))
    return (Eq(p.T, p), Eq(p @ p, p), Eq(f @ f, f), Eq(p @ f, _zeros), Eq(Expr(trace(p.term)), number),
            Eq(Expr(trace(_E.term)), number + Expr(trace(f.term))))  # fmt: skip


def _reached(n: Term) -> Term:
    return exists[_P, _F](And(*_state(_P, _F, n))).term


def _witnessed(n: Term, p: Expr, f: Expr, facts: list[Theorem]) -> Theorem:
    goal = _reached(n)
    return exists_intro(goal, p.term, exists_intro(apply(goal.arg, p.term), f.term, conjs(*facts)))


def _next() -> Theorem:
    """The state of P and F at n, and N: the state of P + N and F - N F at n + 1."""
    reasons = [k.assume(claim.term) for claim in (*_state(_P, _F, _count), *_one_dimension(_N))]
    p = Prover()
    for h in reasons:
        p.add(h)
    apart = under(transpose(_P.term).fun, reasons[7])  # (P N)^T = 0^T
    first = k.congr(k.congr(k.refl(product(_N.term, _P.term).fun.fun), k.sym(reasons[9])), k.sym(reasons[0]))  # N P = N^T P^T
    turned = chain(first, k.sym(at(transpose_mul, _P.term, _N.term)), apart, close(p, Eq(_zeros.T, _zeros).term, [matrix_ring]))
    claims = _state(_P + _N, _F - _N @ _F, succ(_count))
    used = ((0, 9), (1, 7, 8), (2, 6, 8), (3, 7, 8))  # which of them each part needs
    facts = []
    for claim, places in zip(claims[:4], used, strict=True):
        facts.append(close(Prover(), claim.term, [*(reasons[i] for i in places), *([turned] if 1 in places else []), matrix_ring]))
    tr_p, tr_n, tr_f, tr_nf = (trace(t.term) for t in (_P, _N, _F, _N @ _F))
    more = call("add", call("cast", _count), ONE)
    next_ = k.field(more, call("cast", succ(_count)))
    size = close(p, equation(trace((_P + _N).term), call("add", tr_p, tr_n)), [matrix_ring])
    facts.append(chain(size, _both("add", reasons[4], reasons[10]), next_))
    less = close(p, equation(trace((_F - _N @ _F).term), call("sub", tr_f, tr_nf)), [matrix_ring])
    one = chain(at(trace_mul_comm, _N.term, _F.term), under(trace(_N.term).fun, reasons[6]), reasons[10])
    less = chain(less, under(call("sub", tr_f, ZERO).fun, one))
    spread = k.field(parts_of_eq(reasons[5])[1], call("add", call("cast", succ(_count)), parts_of_eq(less)[1]))
    facts.append(chain(reasons[5], spread, under(parts_of_eq(spread)[1].fun, k.sym(less))))
    return _witnessed(succ(_count), _P + _N, _F - _N @ _F, facts)


def _zero_trace(a: Term, entries: Theorem) -> Theorem:
    """tr(A) = 0 when all entries of A are 0."""
    each = k.specialize(k.specialize(entries, _l), _l)
    out = at(total_mul, ZERO, lam(_l, ONE))
    first = _inside(counting(_m), _l, chain(each, k.field(ZERO, call("mul", ZERO, ONE))))
    return chain(unfold(trace(a)), first, out, k.field(parts_of_eq(out)[1], ZERO))


def _entries(matrices: Theorem, j: Term) -> Theorem:
    """From A B = C to: for all i, the sum of A_il B_lj is C_ij."""
    th = on(on(matrices, _i), j)
    return k.generalize(_i, chain(k.sym(unfold(parts_of_eq(th)[0])), th))


def _column(idempotent: Theorem, apart: Theorem) -> tuple[Term, list[Theorem]]:
    """Column j of F, where F_rj is not 0: it is not 0, F keeps it and P kills it."""
    entry, column = apply(_F.term, _r, _j), lam(_l, apply(_F.term, _l, _j))
    some = k.assume(call("not", equation(entry, ZERO)))
    squares = lam(_l, _times(apply(column, _l), apply(column, _l)))
    term = k.mp(at(term_le_total, squares, _r), k.generalize(_i, spec(lib("mul_self_nonneg"), apply(column, _i))))
    none = equation(total(squares), ZERO)
    squeezed = k.eq_mp(k.congr(k.refl(term.concl.fun), k.assume(none)), term)
    vanished = mps(spec(lib("le_antisymm"), _times(entry, entry), ZERO), squeezed, spec(lib("mul_self_nonneg"), entry))
    nonzero = not_intro(none, not_elim(mps(spec(lib("mul_ne_zero"), entry, entry), some, some), vanished))
    return column, [nonzero, _entries(idempotent, _j), _entries(apart, _j)]


def _step(unbounded: Theorem) -> Theorem:
    """The state at n + 1 from the state at n, when tr(E) is not at most the size."""
    goal, claims = _reached(succ(_count)), [claim.term for claim in _state(_P, _F, _count)]
    facts = [k.assume(c) for c in claims]
    th = _next()
    for claim in reversed(_one_dimension(_N)):
        th = k.discharge(claim.term, th)
    th = mps(k.specialize(k.generalize(_N.term, th), _on_vector.term), *_on_one_vector())
    for h in reversed(_VECTOR):
        th = k.discharge(h, th)
    column, known = _column(facts[2], facts[3])
    th = mps(k.specialize(k.generalize(_v, th), column), *known)  # when F_rj is not 0
    none = k.assume(call("not", goal))
    zero = by_contradiction(equation(apply(_F.term, _r, _j), ZERO), not_elim(none, th))
    nothing = _zero_trace(_F.term, k.generalize(_r, k.generalize(_j, zero)))
    left = chain(facts[5], under(call("add", call("cast", _count), ZERO).fun, nothing))
    size = chain(left, k.field(parts_of_eq(left)[1], call("cast", _count)), k.sym(facts[4]))  # tr(E) = tr(P)
    least = mps(at(trace_le_of_projection, _P.term), facts[0], facts[1])
    bounded = k.eq_mp(k.congr(k.congr(k.refl(least.concl.fun.fun), k.sym(size)), k.refl(_size)), least)
    return by_contradiction(goal, not_elim(unbounded, bounded))


def _trace_le_of_idempotent() -> Theorem:
    claim = call("le", trace(_E.term), _size)
    unbounded = k.assume(call("not", claim))
    idempotent = Eq(_E @ _E, _E).term
    p = Prover()
    p.add(k.assume(idempotent))
    start = [close(p, c.term, [k.assume(idempotent), matrix_ring]) for c in _state(_zeros, _E, NAT_ZERO)[:4]]
    none = _zero_trace(_zeros.term, k.generalize(_r, k.generalize(_j, k.refl(ZERO))))
    zero = chain(none, k.field(ZERO, call("cast", NAT_ZERO)))
    whole = k.field(trace(_E.term), call("add", call("cast", NAT_ZERO), trace(_E.term)))
    base = _witnessed(NAT_ZERO, _zeros, _E, [*start, zero, whole])
    body = _step(unbounded)
    state = And(*_state(_P, _F, _count)).term
    for c, th in zip(_state(_P, _F, _count), conjuncts(k.assume(state)), strict=True):
        body = k.mp(k.discharge(c.term, body), th)
    inner = apply(_reached(_count).arg, _P.term)
    body = exists_elim(k.assume(inner), _F.term, body)
    body = exists_elim(k.assume(_reached(_count)), _P.term, body)
    every = induction(_count, _reached(_count), base, body)
    # at n + 1, where n is the size, the trace of P would be too large
    number = length(_m)
    last = k.specialize(every, succ(number))
    facts = [k.assume(c.term) for c in _state(_P, _F, succ(number))]
    least = mps(at(trace_le_of_projection, _P.term), facts[0], facts[1])
    below = k.eq_mp(k.congr(k.congr(k.refl(least.concl.fun.fun), facts[4]), k.sym(at(length_eq, lam(_i, ZERO)))), least)
    false = not_elim(not_le(Prover().need(call("lt", call("cast", number), call("cast", succ(number))))), below)
    state = And(*_state(_P, _F, succ(number))).term
    for c, th in zip(_state(_P, _F, succ(number)), conjuncts(k.assume(state)), strict=True):
        false = k.mp(k.discharge(c.term, false), th)
    inner = apply(last.concl.arg, _P.term)
    false = exists_elim(last, _P.term, exists_elim(k.assume(inner), _F.term, false))
    return finished(by_contradiction(claim, false), idempotent)


trace_le_of_idempotent = lemma(
    "trace_le_of_idempotent",
    implication(Eq(_E @ _E, _E).term, call("le", trace(_E.term), _size)),
    "the trace of an idempotent matrix is at most its size",
    _trace_le_of_idempotent,
)

# If X Y = I, then Y X is idempotent with the trace of I.
_X, _Y = var("X", fun(_k, _m, real)), var("Y", fun(_m, _k, real))


def _size_le_of_left_inverse() -> Theorem:
    h = equation(product(_X, _Y), identity(_k))
    e = product(_Y, _X)
    p = Prover()
    p.add(k.assume(h))
    idempotent = close(p, equation(product(e, e), e), [k.assume(h), matrix_ring])
    least = k.mp(at(trace_le_of_idempotent, e), idempotent)
    o = var("o", _k)
    ones = _inside(counting(_k), o, at(identity_same, o))
    size = chain(at(trace_mul_comm, _Y, _X), under(trace(identity(_k)).fun, k.assume(h)), unfold(trace(identity(_k))), ones)
    numbers = [k.sym(at(length_eq, lam(var("i", d), ZERO))) for d in (_k, _m)]
    ends = k.congr(k.congr(k.refl(least.concl.fun.fun), chain(size, numbers[0])), numbers[1])
    return finished(k.eq_mp(ends, least), h)


size_le_of_left_inverse = lemma(
    "size_le_of_left_inverse",
    implication(equation(product(_X, _Y), identity(_k)), call("le", call("cast", length(_k)), call("cast", length(_m)))),
    "a matrix with a left inverse has at least as many rows as columns",
    _size_le_of_left_inverse,
)

# A diagonal with positive entries has an inverse.
_S, _s, _t, _o = var("S", fun(_k, _k, real)), var("i", _k), var("j", _k), var("l", _k)
_positive = for_all(_s, call("lt", ZERO, apply(_S, _s, _s)))


_scale = diag(lam(_s, call("inv", apply(_S, _s, _s))))


def _inverse() -> Theorem:
    """diag(1 / S_ii) S = I."""
    written = k.eq_mp(unfold(diagonal(_S)), k.assume(diagonal(_S)))  # S = diag(S_ii)
    first = unfold(apply(product(_scale, _S), _s, _t))
    entry = unfold(apply(_scale, _s, _o))  # 1 / S_ii * I i l
    factor, one = call("inv", apply(_S, _s, _s)), apply(identity(_k), _s, _o)
    moved = k.field(call("mul", call("mul", factor, one), apply(_S, _o, _t)), call("mul", one, call("mul", factor, apply(_S, _o, _t))))
    inside = _inside(counting(_k), _o, chain(_both("mul", entry, k.refl(apply(_S, _o, _t))), moved))
    left = at(identity_sum, lam(_o, call("mul", factor, apply(_S, _o, _t))), _s)  # 1 / S_ii * S_ij
    opened = chain(on(on(written, _s), _t), unfold(apply(parts_of_eq(written)[1], _s, _t)))  # S_ij = S_ii * I i j
    positive = k.specialize(k.assume(_positive), _s)
    nonzero = k.mp(spec(LEMMAS["ne_zero_of_pos"].theorem, apply(_S, _s, _s)), positive)
    done = k.field(call("mul", factor, parts_of_eq(opened)[1]), apply(identity(_k), _s, _t), [nonzero])
    whole = chain(first, inside, left, under(call("mul", factor, ZERO).fun, opened), done)
    return k.eq_mp(k.refl(equation(product(_scale, _S), identity(_k))), entrywise(whole, _s, _t))


_a, _b = var("k", nat), var("m", nat)


def _size_le_of_product() -> Theorem:
    sizes = equation(_a, length(_k)), equation(_b, length(_m))
    factored = equation(_S, product(_X, _Y))
    put = under(product(_scale, _S).fun, k.assume(factored))  # scale S = scale (X Y)
    th = chain(at(matmul_assoc, _scale, _X, _Y), k.sym(put), _inverse())
    least = k.mp(at(size_le_of_left_inverse, product(_scale, _X), _Y), th)
    back = [under(call("cast", _a).fun, k.sym(k.assume(h))) for h in sizes]
    ends = k.congr(k.congr(k.refl(least.concl.fun.fun), back[0]), back[1])
    return finished(k.eq_mp(ends, least), factored, *sizes, diagonal(_S), _positive)


def _imp(*claims: Term) -> Term:
    result = claims[-1]
    for c in reversed(claims[:-1]):
        result = implication(c, result)
    return result


size_le_of_product = lemma(
    "size_le_of_product",
    _imp(
        equation(_S, product(_X, _Y)),  # first: it tells the dimensions
        equation(_a, length(_k)),
        equation(_b, length(_m)),
        diagonal(_S),
        _positive,
        call("le", call("cast", _a), call("cast", _b)),
    ),
    "a diagonal of positive numbers is no product through fewer rows",
    _size_le_of_product,
)

# Matrices that agree on all products.
_A, _B = var("A", fun(_m, _n, real)), var("B", fun(_m, _n, real))
_Z, _row, _col, _mid, _end = var("Y", fun(_n, _d, real)), var("r", _m), var("c", _n), var("q", _n), var("e", _d)
_agree = for_all(_Z, equation(product(_A, _Z), product(_B, _Z)))


def _eq_of_products() -> Theorem:
    """Taken at the matrix with all columns equal to a column of the identity."""
    unit = lam(_mid, _end, apply(identity(_n), _mid, _col))

    def column(a: Term) -> Theorem:
        first = unfold(apply(product(a, unit), _row, _end))
        entry = apply(a, _row, _mid)
        turned = _both("mul", k.refl(entry), at(identity_symmetric, _mid, _col))
        inside = chain(turned, k.field(parts_of_eq(turned)[1], call("mul", apply(identity(_n), _col, _mid), entry)))
        return chain(first, _inside(counting(_n), _mid, inside), at(identity_sum, apply(a, _row), _col))

    equal = on(on(k.specialize(k.assume(_agree), unit), _row), _end)
    return finished(entrywise(chain(k.sym(column(_A)), equal, column(_B)), _row, _col), _agree)


eq_of_products = exact_lemma(
    "eq_of_products", implication(_agree, equation(_A, _B)), "matrices that agree on all products", _eq_of_products, "intro"
)
