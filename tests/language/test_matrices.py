"""Matrices as authors write them: shapes, sums over indices, printing in the author's order, errors that name the dimensions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive.errors import DeriveError, StatementError, TypeMismatch
from derive.kernel.terms import parts
from derive.kernel.types import fun, real
from derive.language.expr import Eq, Expr, Identity, Real, Sort, diag, thin_svd, trace, zero
from derive.language.latex import to_latex
from derive.language.reader import read
from derive.language.symbols import SYMBOLS, Diagonal, Index, Matrix, Sum, Vector, sizes, symbols


class Given:
    """The symbols of every test here."""

    def __init__(self) -> None:
        n, d, k = self.sizes = sizes("n d k")
        self.A, self.B, self.P = symbols("A B P", Matrix(n, n))
        self.Q, self.K, self.Y = symbols("Q K Y", Matrix(n, d))
        self.U, self.V = symbols("U_k V_k", Matrix(n, k))
        self.S = symbols("Sigma_k", Diagonal(k))
        self.W = symbols("W", Matrix(d, d))
        self.v, self.w = symbols("v w", Vector(d))
        self.i, self.j = symbols("i j", Index(d))
        self.r, self.t = symbols("r t", Index(n))
        self.c = symbols("c", Real)

    @property
    def names(self) -> dict[str, object]:
        shown = {value.term.name: value for value in vars(self).values() if isinstance(value, Expr)}
        return {**shown, **{s.name: s for s in self.sizes}}


@pytest.fixture
def g() -> Given:
    return Given()


CASES: list[tuple[Callable[[Given], Expr], str, str]] = [
    (lambda g: g.P @ g.Y, "P @ Y", "P Y"),
    (lambda g: (g.U @ g.S) @ (g.V.T @ g.Y), "U_k @ Sigma_k @ (V_k.T @ Y)", r"U_k \Sigma_k \, (V_k^\top Y)"),
    (lambda g: g.U @ (g.S @ (g.V.T @ g.Y)), "U_k @ (Sigma_k @ (V_k.T @ Y))", r"U_k \, (\Sigma_k \, (V_k^\top Y))"),
    (lambda g: (g.A + g.B) @ (g.A - g.B), "(A + B) @ (A - B)", r"(A + B) \, (A - B)"),
    (lambda g: (g.A @ g.B).T, "(A @ B).T", r"(A B)^\top"),
    (lambda g: g.A.T.T, "A.T.T", r"(A^\top)^\top"),
    (lambda g: g.c * (g.A @ g.B), "c * (A @ B)", r"c \, (A B)"),
    (lambda g: (g.c * g.A) @ g.B, "c * A @ B", r"(c \, A) B"),
    (lambda g: -g.A / 2 + g.B, "-A / 2 + B", r"\frac{-A}{2} + B"),
    (lambda g: g.W @ g.v, "W @ v", "W v"),
    (lambda g: g.W @ (g.v + 2 * g.w), "W @ (v + 2 * w)", r"W \, (v + 2 \, w)"),
    (lambda g: (g.W @ g.v)[g.i], "(W @ v)[i]", "(W v)_i"),
    (lambda g: g.W[g.i, g.j], "W[i, j]", "W_{ij}"),
    (lambda g: g.U[g.r], "U_k[r]", "U_{k,r}"),
    (lambda g: g.v[g.i], "v[i]", "v_i"),
    (lambda g: g.W.T[g.i, g.j], "W.T[i, j]", r"(W^\top)_{ij}"),
    (lambda g: Sum[g.j](g.W[g.i, g.j] * g.v[g.j]), "Sum[j](W[i, j] * v[j])", r"\sum_j W_{ij} \, v_j"),
    (lambda g: Sum[g.i](Sum[g.j](g.W[g.i, g.j])), "Sum[i](Sum[j](W[i, j]))", r"\sum_i \sum_j W_{ij}"),
    (lambda g: Eq(g.V.T @ g.V, Identity(g.sizes[2])), "Eq(V_k.T @ V_k, Identity(k))", r"V_k^\top V_k = I"),
    (lambda g: diag(g.v) @ g.w, "diag(v) @ w", r"\operatorname{diag}(v) w"),
    (lambda g: trace(g.A @ g.B), "trace(A @ B)", r"\operatorname{tr}(A B)"),
    (lambda g: zero(g.sizes[0], g.sizes[1]) @ g.v, "zero(n, d) @ v", "0 v"),
    (
        lambda g: thin_svd(g.P, g.U, g.S, g.V),
        "thin_svd(P, U_k, Sigma_k, V_k)",
        r"P = U_k \Sigma_k V_k^\top \text{ is a thin singular value decomposition}",
    ),
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_printed_and_read_back(g: Given, number: int) -> None:
    build, text, latex = CASES[number]
    t = build(g).term
    assert str(Expr(t)) == text
    assert to_latex(t) == latex
    assert read(text, g.names, t.type).term.canon is t.canon


def test_order_and_grouping_are_the_authors(g: Given) -> None:
    n, d, k = g.sizes
    W, A, V = symbols("W_1", Matrix(n, d)), symbols("A_1", Matrix(d, k)), symbols("V_1", Matrix(k, n))
    assert str(W @ A @ V) == "W_1 @ A_1 @ V_1"
    assert to_latex((W @ A @ V).term) == "W_1 A_1 V_1"
    assert (W @ A) @ V != W @ (A @ V)


def test_types(g: Given) -> None:
    n, d, _ = g.sizes
    assert (g.Q.T @ g.P).term.type is fun(d.type, n.type, real)
    assert (g.Q @ g.v).term.type is fun(n.type, real)
    assert parts(SYMBOLS[g.S.term].facts[0])[0] == "diagonal"
    assert SYMBOLS[g.A.term].facts == ()


def error(build: Callable[[], object]) -> DeriveError:
    with pytest.raises(DeriveError) as caught:
        build()
    return caught.value


def test_shapes_that_do_not_fit_together(g: Given) -> None:
    e = error(lambda: g.V @ g.K)
    assert isinstance(e, TypeMismatch)
    assert str(e) == (
        "error: these matrices cannot be multiplied\n"
        "  given:   V_k is n x k, K is n x d, in V_k @ K\n"
        "  needed:  as many columns on the left as rows on the right\n"
        "  try:     V_k.T @ K, which is k x d"
    )


@pytest.mark.parametrize(
    ("build", "what", "hint"),
    [
        (lambda g: g.Q @ g.W.T @ g.Q, "these matrices cannot be multiplied", "(Q @ W.T).T @ Q, which is d x d"),
        (lambda g: g.A @ g.v, "this matrix cannot be multiplied by this vector", ""),
        (lambda g: g.v @ g.w, "only matrices are multiplied with @", "Sum[i](v[i] * w[i])"),
        (lambda g: g.c @ g.A, "only matrices are multiplied with @", ""),
        (lambda g: g.A + g.Q, "these cannot be added", ""),
        (lambda g: g.Q - g.Q.T, "these cannot be subtracted", "Q.T or Q.T.T"),
        (lambda g: g.A * g.B, "matrices are not multiplied entry by entry here", "A @ B"),
        (lambda g: g.A**2, "matrices are not raised to powers here", "A @ A"),
        (lambda g: g.v.T, "only a matrix has a transpose", ""),
        (lambda g: trace(g.Q), "only a square matrix has a trace", ""),
        (lambda g: diag(g.A), "diag needs a vector", ""),
        (lambda g: thin_svd(g.P, g.V, g.U, g.S), "this is not a decomposition", ""),
        (lambda g: g.W[g.i, g.r], "this argument is of another type", ""),
    ],
)
def test_what_is_refused(g: Given, build: Callable[[Given], object], what: str, hint: str) -> None:
    e = error(lambda: build(g))
    assert isinstance(e, TypeMismatch)
    assert (e.what, e.hint) == (what, hint)


def test_a_sum_needs_an_index_or_a_range(g: Given) -> None:
    assert isinstance(error(lambda: Sum[g.c](g.c)), StatementError)


def test_dimensions_are_sorts(g: Given) -> None:
    assert all(isinstance(s, Sort) for s in g.sizes)
    assert repr(Matrix(*g.sizes[:2]).name) == "'Matrix(n, d)'"


def test_a_name_that_ends_like_a_transpose_is_quoted(g: Given) -> None:
    A = symbols("A.T", Matrix(g.sizes[0], g.sizes[0]))
    assert str(A) == "`A.T`"
    assert read("`A.T`.T", {"A.T": A}).term.canon is A.T.term.canon
