"""Linear algebra: sums over the indices of a dimension, products, transposes, the identity, diagonal matrices, traces.

A sum over all indices is an integral under the counting measure, so that all lemmas of integrals hold of it. That
products of matrices are associative, that transposes turn them round and so on is proved here, entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, implication, literal, parts, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, Type, fun, match_type, real, type_var
from derive.language.calculus import _update
from derive.language.logic import call, lam
from derive.language.matrices import counting, diag, diagonal, identity, product, total, trace, transpose
from derive.language.probability import integrable, integral, measure_of
from derive.tactics.induction import finished
from derive.tactics.lemma import AUTO, LEMMAS, Lemma, axiom, close_over, method
from derive.tactics.lemma import lemma as register
from derive.tactics.logic import by_cases, chain, congruence, not_elim, not_intro, parts_of_eq, replace_term, spec, unfold

_n, _d, _l, _h = (type_var(name, DIM) for name in "ndlh")
_a = type_var("a")
FOLLAND = "Folland, Real Analysis"
ZERO, ONE = literal(0), literal(1)

# Sums over the indices of a dimension.
_f, _g, _c = var("f", fun(_d, real)), var("g", fun(_d, real)), var("c", real)
_i, _j, _r, _s = var("i", _d), var("j", _d), var("r", _n), var("s", _a)
_mu, _F = var("mu", measure_of(_a)), var("F", fun(_d, _a, real))
integrable_counting = axiom(
    "integrable_counting",
    integrable(counting(_d), _f),
    "finite sums",
    f"{FOLLAND}, Section 2.2 (a function on a finite set under the counting measure)",
    auto=True,
)
AUTO["integrable"].insert(0, AUTO["integrable"].pop())  # tried first: nothing has to be shown
counting_point = axiom(
    "counting_point",
    equation(total(lam(_i, apply(identity(_d), _i, _j))), ONE),
    "the sum of one 1 and zeros",
    f"{FOLLAND}, Section 1.3 (a point has counting measure 1)",
    "rewrite",
)
_each = for_all(_i, integrable(_mu, apply(_F, _i)))
_inner = lam(_s, total(lam(_i, apply(_F, _i, _s))))
integral_sum = axiom(
    "integral_sum",
    implication(_each, equation(integral(_mu, _inner), total(lam(_i, integral(_mu, apply(_F, _i)))))),
    "finite sums are taken out of the integral",
    f"{FOLLAND}, Proposition 2.21",
    "rewrite",
)
integrable_sum = axiom(
    "integrable_sum",
    implication(_each, integrable(_mu, _inner)),
    "finite sums of integrable functions",
    f"{FOLLAND}, Proposition 2.21",
    auto=True,
)
_u = var("u", real)
_UPDATE = "definition of the update of a vector"
update_same = axiom("update_same", equation(apply(_update(_f, _i, _u), _i), _u), "the entry that was replaced", _UPDATE, "rewrite")
update_other = axiom(
    "update_other",
    implication(call("not", equation(_j, _i)), equation(apply(_update(_f, _i, _u), _j), apply(_f, _j))),
    "an entry that was not replaced",
    _UPDATE,
    "rewrite",
)


def at(used: Lemma, *values: Term) -> Theorem:
    """A lemma at values of its variables, which stand in the order of their names."""
    th = used.theorem
    types: dict[Type, Type] = {}
    t = th.concl
    for value in values:
        f = parts(t)[1][0]
        match_type(f.type.args[0], value.type, types)
        t = f.fun
    types = {a: b for a, b in types.items() if a is not b}
    return spec(k.instantiate_type(th, types) if types else th, *values)


def lemma(name: str, statement: Term, words: str, proof: Callable[[], Theorem], *use: str) -> Lemma:
    """A lemma whose theorem is its statement to the letter: a product and the function of its entries are the same, but look different."""
    return register(name, statement, words, lambda: k.eq_mp(k.refl(close_over(statement)), proof()), *use)


def _inside(mu: Term, v: Term, body: Theorem) -> Theorem:
    """From a = b to the integrals of both over v."""
    return k.congr(k.refl(integral(mu, abstract(v, parts_of_eq(body)[0])).fun), k.abstr(v, body))


def _both(name: str, first: Theorem, second: Theorem) -> Theorem:
    return k.congr(k.congr(k.refl(const(name)), first), second)


total_add = lemma(
    "total_add",
    equation(total(lam(_i, call("add", apply(_f, _i), apply(_g, _i)))), call("add", total(_f), total(_g))),
    "sums term by term",
    lambda: finished(
        k.mp(k.mp(at(LEMMAS["integral_add"], _f, _g, counting(_d)), at(integrable_counting, _f)), at(integrable_counting, _g))
    ),
)
total_mul = lemma(
    "total_mul",
    equation(total(lam(_i, call("mul", _c, apply(_f, _i)))), call("mul", _c, total(_f))),
    "a common factor",
    lambda: finished(k.mp(at(LEMMAS["integral_mul"], _c, _f, counting(_d)), at(integrable_counting, _f))),
)
_G = var("G", fun(_n, _d, real))


def _swap() -> Theorem:
    """Sum over j of the sum over i = sum over i of the sum over j."""
    fits = k.generalize(_r, at(integrable_counting, apply(_G, _r)))
    return finished(k.mp(at(integral_sum, _G, counting(_d)), fits))


total_swap = lemma(
    "total_swap",
    equation(total(lam(_i, total(lam(_r, apply(_G, _r, _i))))), total(lam(_r, total(apply(_G, _r))))),
    "the order of two sums",
    _swap,
)
_zero_vector = lam(_i, ZERO)


def _identity_same() -> Theorem:
    return finished(k.trans(unfold(apply(identity(_d), _i, _i)), at(update_same, _zero_vector, _i, ONE)))


identity_same = lemma(
    "identity_same", equation(apply(identity(_d), _i, _i), ONE), "by definition of the identity matrix", _identity_same, "rewrite"
)
_differ = call("not", equation(_i, _j))


def _identity_other() -> Theorem:
    th = k.mp(at(update_other, _zero_vector, _j, _i, ONE), k.assume(_differ))
    return finished(k.trans(unfold(apply(identity(_d), _i, _j)), th), _differ)


identity_other = lemma(
    "identity_other",
    implication(_differ, equation(apply(identity(_d), _i, _j), ZERO)),
    "by definition of the identity matrix",
    _identity_other,
    "rewrite",
)


def _where_equal(left: Term, right: Term) -> Theorem:
    """left * I i j = right * I i j, when both agree where i = j (i is put for j in `right` to give `left`)."""
    same, entry = equation(_i, _j), apply(identity(_d), _i, _j)
    moved = k.congr(k.refl(abstract(_i, left)), k.assume(same))  # left = left at j
    if parts_of_eq(moved)[1].canon is not right.canon:
        raise ValueError("the two sides do not agree where the indices do")
    yes = _both("mul", moved, k.refl(entry))
    other = k.mp(at(identity_other, _i, _j), k.assume(_differ))
    sides = [k.trans(_both("mul", k.refl(t), other), k.field(call("mul", t, ZERO), ZERO)) for t in (left, right)]
    no = k.trans(sides[0], k.sym(sides[1]))
    return by_cases(same, yes, no)


def _identity_symmetric() -> Theorem:
    """I i j = I j i."""
    same = equation(_i, _j)
    h = k.assume(same)
    yes = k.congr(k.congr(k.refl(identity(_d)), h), k.sym(h))
    first = k.mp(at(identity_other, _i, _j), k.assume(_differ))
    turned = equation(_j, _i)
    back = not_intro(turned, not_elim(k.assume(_differ), k.sym(k.assume(turned))))
    second = k.mp(at(identity_other, _j, _i), back)
    return by_cases(same, yes, k.trans(first, k.sym(second)))


identity_symmetric = lemma(
    "identity_symmetric",
    equation(apply(identity(_d), _i, _j), apply(identity(_d), _j, _i)),
    "the identity matrix is symmetric",
    lambda: finished(_identity_symmetric()),
)


def _identity_sum() -> Theorem:
    """The sum over i of I j i f(i) is f(j)."""
    entry = apply(identity(_d), _i, _j)
    turned = _both("mul", k.sym(at(identity_symmetric, _i, _j)), k.refl(apply(_f, _i)))
    step = k.field(call("mul", entry, apply(_f, _i)), call("mul", apply(_f, _i), entry))
    first = _inside(counting(_d), _i, chain(turned, step, _where_equal(apply(_f, _i), apply(_f, _j))))
    out = at(total_mul, apply(_f, _j), lam(_i, entry))
    last = _both("mul", k.refl(apply(_f, _j)), at(counting_point, _j))
    end = k.field(call("mul", apply(_f, _j), ONE), apply(_f, _j))
    return finished(chain(first, out, last, end))


identity_sum = lemma(
    "identity_sum",
    equation(total(lam(_i, call("mul", apply(identity(_d), _j, _i), apply(_f, _i)))), apply(_f, _j)),
    "one summand is left",
    _identity_sum,
    "rewrite",
)

# Matrices. A is n x d, B is d x l, C is l x h; v and w are vectors.
_A, _A2 = var("A", fun(_n, _d, real)), var("A'", fun(_n, _d, real))
_B, _B2 = var("B", fun(_d, _l, real)), var("B'", fun(_d, _l, real))
_C = var("C", fun(_l, _h, real))
_v, _w, _z = var("v", fun(_d, real)), var("w", fun(_d, real)), var("z", fun(_l, real))
_row, _mid, _col, _end = var("r", _n), var("m", _d), var("q", _l), var("t", _h)


def entrywise(th: Theorem, *variables: Term) -> Theorem:
    """An equation of entries as an equation of vectors or matrices."""
    for v in reversed(variables):
        th = k.abstr(v, th)
    return th


def _opened(t: Term, *indices: Term) -> Theorem:
    """An entry of a product, transpose and so on, by definition."""
    return unfold(apply(t, *indices))


def _by_definition(name: str, t: Term, *indices: Term) -> Lemma:
    """What an entry is."""
    left = apply(t, *indices)
    return lemma(
        name,
        equation(left, parts_of_eq(unfold(left))[1]),
        f"by definition of the {name.split('_')[0]}",
        lambda: finished(unfold(left)),
        "rewrite",
    )


product_entry = lemma(
    "product_entry",
    equation(apply(product(_A, _B), _row, _col), total(lam(_mid, call("mul", apply(_A, _row, _mid), apply(_B, _mid, _col))))),
    "by definition of the product",
    lambda: finished(_opened(product(_A, _B), _row, _col)),
    "rewrite",
)
product_entry_vector = lemma(
    "product_entry_vector",
    equation(apply(product(_A, _v), _row), total(lam(_mid, call("mul", apply(_A, _row, _mid), apply(_v, _mid))))),
    "by definition of the product",
    lambda: finished(_opened(product(_A, _v), _row)),
    "rewrite",
)
transpose_entry = _by_definition("transpose_entry", transpose(_A), _mid, _row)
_diagonal_vector = var("v", fun(_d, real))
diagonal_entry = _by_definition("diagonal_entry", diag(_v), _i, _j)
trace_def = _by_definition("trace_def", trace(var("A", fun(_d, _d, real))))


def _associative(last: Term, *indices: Term) -> Callable[[], Theorem]:
    """(A B) C = A (B C), where the entry of C is `last` at a middle index (and indices)."""

    def run() -> Theorem:
        left = apply(product(product(_A, _B), last), _row, *indices)
        right = apply(product(_A, product(_B, last)), _row, *indices)
        a, b, c = apply(_A, _row, _mid), apply(_B, _mid, _col), apply(last, _col, *indices)
        both = call("mul", call("mul", a, b), c)
        # the left side: sum over q of (sum over m of a b) c
        open_left = _opened(product(product(_A, _B), last), _row, *indices)
        entry = _opened(product(_A, _B), _row, _col)
        inner = _both("mul", entry, k.refl(c))
        turned = k.field(parts_of_eq(inner)[1], call("mul", c, parts_of_eq(entry)[1]))
        pulled = k.sym(at(total_mul, c, lam(_mid, call("mul", a, b))))
        sorted_ = _inside(counting(_d), _mid, k.field(call("mul", c, call("mul", a, b)), both))
        first = chain(open_left, _inside(counting(_l), _col, chain(inner, turned, pulled, sorted_)))
        swapped = at(total_swap, lam(_mid, _col, both))
        # the right side: sum over m of a (sum over q of b c)
        open_right = _opened(product(_A, product(_B, last)), _row, *indices)
        entry = _opened(product(_B, last), _mid, *indices)
        inner = _both("mul", k.refl(a), entry)
        pulled = k.sym(at(total_mul, a, lam(_col, call("mul", b, c))))
        sorted_ = _inside(counting(_l), _col, k.field(call("mul", a, call("mul", b, c)), both))
        second = chain(open_right, _inside(counting(_d), _mid, chain(inner, pulled, sorted_)))
        whole = chain(first, swapped, k.sym(second))
        if parts_of_eq(whole)[0].canon is not left.canon or parts_of_eq(whole)[1].canon is not right.canon:
            raise ValueError("the proof of associativity has changed")
        return finished(entrywise(whole, _row, *indices))

    return run


matmul_assoc = lemma(
    "matmul_assoc",
    equation(product(product(_A, _B), _C), product(_A, product(_B, _C))),
    "products are associative",
    _associative(_C, _end),
    "rewrite",
)
matvec_assoc = lemma(
    "matvec_assoc",
    equation(product(product(_A, _B), _z), product(_A, product(_B, _z))),
    "products are associative",
    _associative(_z),
    "rewrite",
)


def _transposed_product() -> Theorem:
    left, right = transpose(product(_A, _B)), product(transpose(_B), transpose(_A))
    first = chain(_opened(left, _col, _row), _opened(product(_A, _B), _row, _col))
    second = _opened(right, _col, _row)
    a, b = apply(_A, _row, _mid), apply(_B, _mid, _col)
    turned = _both("mul", _opened(transpose(_B), _col, _mid), _opened(transpose(_A), _mid, _row))
    body = chain(turned, k.field(call("mul", b, a), call("mul", a, b)))
    whole = chain(first, k.sym(chain(second, _inside(counting(_d), _mid, body))))
    return finished(entrywise(whole, _col, _row))


transpose_mul = lemma(
    "transpose_mul",
    equation(transpose(product(_A, _B)), product(transpose(_B), transpose(_A))),
    "the transpose of a product",
    _transposed_product,
    "rewrite",
)
transpose_transpose = lemma(
    "transpose_transpose",
    equation(transpose(transpose(_A)), _A),
    "transposed twice",
    lambda: finished(entrywise(chain(_opened(transpose(transpose(_A)), _row, _mid), _opened(transpose(_A), _mid, _row)), _row, _mid)),
    "rewrite",
)
transpose_identity = lemma(
    "transpose_identity",
    equation(transpose(identity(_d)), identity(_d)),
    "the identity matrix is symmetric",
    lambda: finished(entrywise(chain(_opened(transpose(identity(_d)), _i, _j), at(identity_symmetric, _j, _i)), _i, _j)),
    "rewrite",
)


def _identity_mul(last: Term, *indices: Term) -> Callable[[], Theorem]:
    def run() -> Theorem:
        start = _opened(product(identity(_d), last), _j, *indices)
        column = lam(_i, apply(last, _i, *indices))
        return finished(entrywise(chain(start, at(identity_sum, column, _j)), _j, *indices))

    return run


identity_mul = lemma("identity_mul", equation(product(identity(_d), _B), _B), "the identity matrix", _identity_mul(_B, _col), "rewrite")
identity_mul_vector = lemma(
    "identity_mul_vector", equation(product(identity(_d), _v), _v), "the identity matrix", _identity_mul(_v), "rewrite"
)


def _mul_identity() -> Theorem:
    start = _opened(product(_A, identity(_d)), _row, _j)
    a, entry = apply(_A, _row, _i), apply(identity(_d), _j, _i)
    turned = _both("mul", k.refl(a), at(identity_symmetric, _i, _j))
    body = chain(turned, k.field(call("mul", a, entry), call("mul", entry, a)))
    return finished(entrywise(chain(start, _inside(counting(_d), _i, body), at(identity_sum, apply(_A, _row), _j)), _row, _j))


mul_identity = lemma("mul_identity", equation(product(_A, identity(_d)), _A), "the identity matrix", _mul_identity, "rewrite")


# Products and transposes of sums and multiples.
def plus(a: Term, b: Term) -> Term:
    """The sum of two vectors or matrices, entry by entry."""
    return _lifted(lambda x, y: call("add", x, y), a, b)


def times(c: Term, a: Term) -> Term:
    """A number times a vector or matrix, entry by entry."""
    return _lifted(lambda x: call("mul", c, x), a)


def _lifted(f: Callable[..., Term], *args: Term) -> Term:
    t = args[0].type
    if t is real:
        return f(*args)
    v = var({_n: "r", _d: "m", _l: "q"}[t.args[0]], t.args[0])
    return abstract(v, _lifted(f, *(apply(a, v) for a in args)))


def _distributed(left: Term, right: Term, parts_: list[tuple[Term, Term]], scale: Term | None, *indices: Term) -> Callable[[], Theorem]:
    """(A + A') B = A B + A' B, (c A) B = c (A B), and the same on the other side; `parts_` are the factors on the right."""

    def run() -> Theorem:
        row, *rest = indices

        def body(a: Term, b: Term) -> Term:
            return call("mul", apply(a, row, _mid), apply(b, _mid, *rest))

        start = _opened(product(left, right), *indices)
        if scale is not None:
            ((a, b),) = parts_
            target = call("mul", scale, body(a, b))
            expand = at(total_mul, scale, lam(_mid, body(a, b)))
            close_ = _both("mul", k.refl(scale), k.sym(_opened(product(a, b), *indices)))
        else:
            (a, b), (a2, b2) = parts_
            target = call("add", body(a, b), body(a2, b2))
            expand = at(total_add, lam(_mid, body(a, b)), lam(_mid, body(a2, b2)))
            close_ = _both("add", k.sym(_opened(product(a, b), *indices)), k.sym(_opened(product(a2, b2), *indices)))
        spread = _inside(counting(_d), _mid, k.field(body(left, right), target))
        return finished(entrywise(chain(start, spread, expand, close_), *indices))

    return run


def _distributive(name: str, left: Term, right: Term, parts_: list[tuple[Term, Term]], scale: Term | None = None) -> Lemma:
    products = [product(a, b) for a, b in parts_]
    result = times(scale, products[0]) if scale is not None else plus(*products)
    indices = (_row, _col) if right.type is _B.type else (_row,)
    proof = _distributed(left, right, parts_, scale, *indices)
    return lemma(name, equation(product(left, right), result), "products of sums", proof, "rewrite")


add_mul = _distributive("add_mul_matrix", plus(_A, _A2), _B, [(_A, _B), (_A2, _B)])
mul_add = _distributive("mul_add_matrix", _A, plus(_B, _B2), [(_A, _B), (_A, _B2)])
smul_mul = _distributive("smul_mul", times(_c, _A), _B, [(_A, _B)], _c)
mul_smul = _distributive("mul_smul", _A, times(_c, _B), [(_A, _B)], _c)
add_mul_vector = _distributive("add_mul_vector", plus(_A, _A2), _v, [(_A, _v), (_A2, _v)])
mul_add_vector = _distributive("mul_add_vector", _A, plus(_v, _w), [(_A, _v), (_A, _w)])
smul_mul_vector = _distributive("smul_mul_vector", times(_c, _A), _v, [(_A, _v)], _c)
mul_smul_vector = _distributive("mul_smul_vector", _A, times(_c, _v), [(_A, _v)], _c)


def _turned(name: str, inside: Term, result: Term, pieces: list[Term]) -> Lemma:
    """The transpose of a sum or a multiple."""

    def run() -> Theorem:
        start = _opened(transpose(inside), _mid, _row)
        wanted = apply(result, _mid, _row)
        th = k.refl(wanted)
        for a in pieces:
            hole = var("hole.0", real)
            entry = _opened(transpose(a), _mid, _row)
            pattern = replace_term(parts_of_eq(th)[1], parts_of_eq(entry)[0], hole)
            th = chain(th, congruence(entry, hole, pattern))
        return finished(entrywise(chain(start, k.sym(th)), _mid, _row))

    return lemma(name, equation(transpose(inside), result), "the transpose of a sum", run, "rewrite")


transpose_add = _turned("transpose_add", plus(_A, _A2), plus(transpose(_A), transpose(_A2)), [_A, _A2])
transpose_smul = _turned("transpose_smul", times(_c, _A), times(_c, transpose(_A)), [_A])


# Zero.
def _zero_product(left: Term, right: Term, *indices: Term) -> Callable[[], Theorem]:
    def run() -> Theorem:
        start = _opened(product(left, right), *indices)
        body = parts_of_eq(start)[1].arg  # m -> 0 * b or a * 0
        inside = _inside(counting(_d), _mid, k.field(apply(body, _mid), call("mul", ZERO, ONE)))
        out = at(total_mul, ZERO, lam(_mid, ONE))
        return finished(entrywise(chain(start, inside, out, k.field(parts_of_eq(out)[1], ZERO)), *indices))

    return run


def _zeros(*indices: Term) -> Term:
    return lam(*indices, ZERO)


zero_mul = lemma(
    "zero_mul_matrix", equation(product(_zeros(_row, _mid), _B), _zeros(_row, _col)), "products with 0",
    _zero_product(_zeros(_row, _mid), _B, _row, _col), "rewrite",
)  # fmt: skip
mul_zero = lemma(
    "mul_zero_matrix", equation(product(_A, _zeros(_mid, _col)), _zeros(_row, _col)), "products with 0",
    _zero_product(_A, _zeros(_mid, _col), _row, _col), "rewrite",
)  # fmt: skip
zero_mul_vector = lemma(
    "zero_mul_vector", equation(product(_zeros(_row, _mid), _v), _zeros(_row)), "products with 0",
    _zero_product(_zeros(_row, _mid), _v, _row), "rewrite",
)  # fmt: skip
mul_zero_vector = lemma(
    "mul_zero_vector", equation(product(_A, _zeros(_mid)), _zeros(_row)), "products with 0",
    _zero_product(_A, _zeros(_mid), _row), "rewrite",
)  # fmt: skip


# Diagonal matrices.
_D = var("A", fun(_d, _d, real))


def _transposed_diag() -> Theorem:
    start = chain(_opened(transpose(diag(_v)), _i, _j), _opened(diag(_v), _j, _i))
    entry = apply(identity(_d), _i, _j)
    turned = _both("mul", k.refl(apply(_v, _j)), at(identity_symmetric, _j, _i))
    moved = k.sym(_where_equal(apply(_v, _i), apply(_v, _j)))
    if parts_of_eq(moved)[0].arg.canon is not entry.canon:
        raise ValueError("the entry of a diagonal matrix has changed")
    return finished(entrywise(chain(start, turned, moved, k.sym(_opened(diag(_v), _i, _j))), _i, _j))


transpose_diag = lemma(
    "transpose_diag", equation(transpose(diag(_v)), diag(_v)), "diagonal matrices are symmetric", _transposed_diag, "rewrite"
)


def _transposed_diagonal() -> Theorem:
    h = diagonal(_D)
    written = k.eq_mp(unfold(h), k.assume(h))  # A = diag(...)
    turn = k.congr(k.refl(transpose(_D).fun), written)
    return finished(chain(turn, at(transpose_diag, parts_of_eq(written)[1].arg), k.sym(written)), h)


transpose_diagonal = lemma(
    "transpose_diagonal", implication(diagonal(_D), equation(transpose(_D), _D)), "diagonal matrices are symmetric", _transposed_diagonal, "rewrite"
)  # fmt: skip


# Traces.
_E = var("B", fun(_d, _n, real))


def _trace_of_product() -> Theorem:
    """tr(A B) = tr(B A)."""
    first = unfold(trace(product(_A, _E)))
    inside = _inside(counting(_n), _row, _opened(product(_A, _E), _row, _row))
    second = unfold(trace(product(_E, _A)))
    entry = _opened(product(_E, _A), _mid, _mid)
    a, b = apply(_A, _row, _mid), apply(_E, _mid, _row)
    turned = _inside(counting(_n), _row, k.field(call("mul", b, a), call("mul", a, b)))
    other = _inside(counting(_d), _mid, chain(entry, turned))
    swapped = at(total_swap, lam(_mid, _row, call("mul", a, b)))
    return finished(chain(first, inside, swapped, k.sym(chain(second, other))))


trace_mul_comm = lemma(
    "trace_mul_comm", equation(trace(product(_A, _E)), trace(product(_E, _A))), "the trace of a product", _trace_of_product
)
_D2 = var("B", fun(_d, _d, real))


def _trace_add() -> Theorem:
    both = lam(_i, _j, call("add", apply(_D, _i, _j), apply(_D2, _i, _j)))
    out = at(total_add, lam(_i, apply(_D, _i, _i)), lam(_i, apply(_D2, _i, _i)))
    return finished(chain(unfold(trace(both)), out, _both("add", k.sym(unfold(trace(_D))), k.sym(unfold(trace(_D2))))))


trace_add = lemma(
    "trace_add",
    equation(trace(lam(_i, _j, call("add", apply(_D, _i, _j), apply(_D2, _i, _j)))), call("add", trace(_D), trace(_D2))),
    "the trace of a sum",
    _trace_add,
    "rewrite",
)


def _trace_smul() -> Theorem:
    scaled = lam(_i, _j, call("mul", _c, apply(_D, _i, _j)))
    out = at(total_mul, _c, lam(_i, apply(_D, _i, _i)))
    return finished(chain(unfold(trace(scaled)), out, _both("mul", k.refl(_c), k.sym(unfold(trace(_D))))))


trace_smul = lemma(
    "trace_smul",
    equation(trace(lam(_i, _j, call("mul", _c, apply(_D, _i, _j)))), call("mul", _c, trace(_D))),
    "the trace of a multiple",
    _trace_smul,
    "rewrite",
)
matrix_ring = method("matrix_ring", "brackets, transposes and identity matrices")
