"""Laws of matrices: each is proved, says what it is named for, and holds in models; what is false is refuted."""

from __future__ import annotations

import pytest

import derive.theory.matrices as theory
from derive.evidence.verdict import as_claim, check, refute
from derive.kernel import axioms
from derive.language.expr import Eq, Expr, Identity, Real, diag, thin_svd, trace
from derive.language.symbols import SYMBOLS, Diagonal, Index, Matrix, Sum, Vector, sizes, symbols
from derive.tactics.lemma import LEMMAS, Lemma

HERE = [
    x for x in LEMMAS.values() if x.statement is not None and theory.integrable_counting.number <= x.number <= theory.matrix_ring.number
]
AXIOMS = {"integrable_counting", "counting_point", "integral_sum", "integrable_sum", "update_same", "update_other"}


@pytest.mark.parametrize("item", HERE, ids=lambda x: x.name)
def test_proved_as_stated(item: Lemma) -> None:
    assert item.theorem.hyps == ()
    assert item.statement is not None
    assert repr(item.theorem.concl) == repr(item.statement), "to the letter, not only up to eta"


def test_what_is_postulated() -> None:
    assert {x.name for x in HERE} & set(axioms.axioms()) == AXIOMS


@pytest.mark.parametrize("item", [x for x in HERE if x.name not in ("integrable_counting", "integrable_sum")], ids=lambda x: x.name)
def test_true_in_models(item: Lemma) -> None:
    claim, hypotheses = as_claim(item.theorem.concl)
    (counts,) = check([claim], hypotheses, models=60)
    assert (counts.verdict, counts.models) == ("consistent", 60)


n, d, k = sizes("n d k")
A, B, P = symbols("A B P", Matrix(n, n))
U, V = symbols("U V", Matrix(n, k))
S = symbols("S", Diagonal(k))
v = symbols("v", Vector(k))
i, j = symbols("i j", Index(n))
c = symbols("c", Real)
FACTS = [*SYMBOLS[S.term].facts]
SVD = [*FACTS, thin_svd(P, U, S, V).term]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(A @ B, B @ A), []),
        (Eq((A @ B).T, A.T @ B.T), []),
        (Eq(trace(A @ B), trace(A) * trace(B)), []),
        (Eq(U @ S, U), FACTS),
        (Eq(S @ diag(v), diag(v)), FACTS),
        (Eq(V @ V.T, Identity(n)), SVD),
        (Eq(P, P.T), SVD),
        (Eq(P, V @ S @ U.T), SVD),
        (Eq(trace(P), trace(S)), SVD),
        (Eq(Sum[i](A[i, i]), Sum[i](Sum[j](A[i, j]))), []),
    ],
    ids=repr,
)
def test_what_is_false_is_refuted_by_a_small_matrix(claim: Expr, given: list[object]) -> None:
    example = refute(claim.term, given, budget=600)  # type: ignore[arg-type]
    assert example is not None
    assert all(int(size) <= 2 for name, size in example.values.items() if name in ("n", "k"))
    place: dict[str, object] = {}
    exec(example.python, place)
    assert place["holds"] is False


def test_models_of_decompositions_are_made_and_not_waited_for() -> None:
    good = [Eq(P @ V @ V.T, P), Eq(trace(P @ P.T), trace(S @ S)), Eq(U.T @ P @ V, S)]
    for counts in check([e.term for e in good], SVD):
        assert (counts.verdict, counts.models) == ("consistent", 100)
        assert counts.why.get("rejected", 0) < 100


def test_a_factored_matrix_with_a_decomposition_has_models() -> None:
    Q, K = symbols("Q K", Matrix(n, d))
    given = [Eq(P, Q @ K.T).term, *SVD]
    (counts,) = check([Eq(Q @ K.T @ V @ V.T, Q @ K.T).term], given)
    assert (counts.verdict, counts.models) == ("consistent", 100)
    assert refute(Eq(V @ V.T, Identity(n)).term, given) is not None
