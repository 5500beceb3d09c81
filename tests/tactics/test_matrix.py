"""The normal form of matrix expressions: what it proves from which reasons, what it must refuse, the rows of known pitfalls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from derive.errors import StepError
from derive.kernel import certificate, replay
from derive.kernel import rules as k
from derive.kernel.terms import Term
from derive.kernel.theorem import Theorem
from derive.language.expr import Eq, Expr, Identity, Real, diag, thin_svd, trace, zero
from derive.language.symbols import SYMBOLS, Diagonal, Index, Matrix, Sum, Vector, forall, norm, sizes, symbols
from derive.pin import PINNED
from derive.tactics.calc import close
from derive.tactics.logic import parts_of_eq
from derive.tactics.normal import normal
from derive.tactics.prover import Prover
from derive.theory import linearity, matmul_assoc, matrices, matrix_ring, transpose_mul  # type: ignore[attr-defined]

n, d, kk, m = sizes("n d k m")
Q, K, Y = symbols("Q K Y", Matrix(n, d))
A, B, P, O = symbols("A B P O", Matrix(n, n))
U, V = symbols("U_k V_k", Matrix(n, kk))
S = symbols("Sigma_k", Diagonal(kk))
C, G = symbols("C G", Matrix(m, n))
v, w = symbols("v w", Vector(d))
z = symbols("z", Vector(n))
c = symbols("c", Real)
i, j = symbols("i j", Index(n))
I = Identity


def facts(*claims: Expr) -> list[Theorem]:
    return [k.assume(e.term) for e in claims]


SVD = facts(thin_svd(P, U, S, V))
APART = facts(Eq(V.T @ V, I(kk)), Eq(U.T @ U, I(kk)), Eq(P, U @ S @ V.T))
ORTHOGONAL = facts(Eq(O.T @ O, I(n)))
FACTORS = facts(Eq(P, Q @ K.T))


def prove(claim: Expr, reasons: Sequence[Any] = ()) -> Theorem:
    p = Prover()
    for fact in SYMBOLS_FACTS:
        p.add(k.assume(fact))
    return close(p, claim.term, list(reasons))


SYMBOLS_FACTS: list[Term] = list(SYMBOLS[S.term].facts)
LINES: list[tuple[Expr, Sequence[Any]]] = [
    # the lines of the homework
    (Eq((U @ S @ V.T) @ Y, (U @ S) @ (V.T @ Y)), [matrix_ring]),
    (Eq((U @ S @ V.T) @ Y, (U @ S) @ (V.T @ Y)), [matmul_assoc]),
    (Eq(P @ Y, (U @ S @ V.T) @ Y), SVD),
    (Eq(U @ S @ V.T @ Y, P @ Y), [*SVD, matrix_ring]),
    (Eq(Q @ (V.T @ K).T @ (V.T @ Y), Q @ (K.T @ V) @ (V.T @ Y)), [transpose_mul]),
    (Eq(Q @ (K.T @ V) @ (V.T @ Y), Q @ K.T @ V @ (V.T @ Y)), [matrix_ring]),
    (Eq(Q @ K.T @ V @ (V.T @ Y), P @ V @ (V.T @ Y)), FACTORS),
    (Eq(P @ V @ (V.T @ Y), U @ S @ (V.T @ V) @ V.T @ Y), SVD),
    (Eq(P @ V @ (V.T @ Y), U @ S @ V.T @ Y), APART),
    (Eq(U @ S @ (V.T @ V) @ V.T @ Y, U @ S @ V.T @ Y), SVD),
    (Eq(U @ S @ V.T @ Y, P @ Y), SVD),
    # known pitfalls
    (Eq(A @ O.T @ O @ B, A @ B), ORTHOGONAL),
    (Eq(trace(A @ B) - trace(B @ A), 0), []),
    (Eq((A + B) @ (A + B), A @ A + A @ B + B @ A + B @ B), []),
    # sums, multiples, transposes, vectors
    (Eq((A - B) @ (A + B), A @ A + A @ B - B @ A - B @ B), [matrix_ring]),
    (Eq((c * A + 2 * B).T @ Y, c * (A.T @ Y) + 2 * (B.T @ Y)), []),
    (Eq((A + B.T).T, A.T + B), []),
    (Eq(A @ (B @ (Y @ (v + c * w))), A @ B @ Y @ v + c * (A @ B @ Y @ w)), []),
    (Eq((A - A) @ Y, zero(n, d)), []),
    (Eq(A @ zero(n, d), zero(n, d)), []),
    (Eq((A @ B).T, B.T @ A.T), []),
    (Eq(I(n) @ A @ I(n).T, A), []),
    (Eq(A @ (I(n) @ z), A @ z), []),
    (Eq(A.T.T, A), []),
    (Eq(S.T, S), []),
    (Eq((diag(v) @ diag(w)).T, diag(w) @ diag(v)), []),
    (Eq(P.T, V @ S @ U.T), SVD),
    (Eq(P.T @ P, V @ S @ S @ V.T), SVD),
    (Eq(A @ O @ (O.T @ Y), A @ Y), facts(Eq(O @ O.T, I(n)))),
    (Eq(Y.T @ O.T @ (O @ Y), Y.T @ Y), ORTHOGONAL),
    (Eq(B @ A.T, B @ A), facts(Eq(A.T, A))),
    (Eq(B @ (A @ B).T, B), facts(Eq(B @ B.T @ A.T, B))),
    (Eq((C @ K).T @ (G @ Y), (C @ K).T @ (G @ Y)), []),
    (Eq(A @ (Q @ (C @ K).T @ (G @ Y)), A @ P @ Y), facts(forall[Y](Eq(Q @ (C @ K).T @ (G @ Y), P @ Y)))),
    (Eq(A @ P @ z, A @ Q @ (K.T @ z) + A @ z), facts(forall[i, j](Eq(P[i, j], (Q @ K.T)[i, j] + I(n)[i, j])))),
    # traces
    (Eq(trace(U @ S @ V.T), trace(S @ (V.T @ U))), []),
    (Eq(trace(P @ P.T), trace(S @ S)), SVD),
    (Eq(trace(A + c * B), trace(A) + c * trace(B)), []),
    (Eq(trace(A @ (B + O)), trace(B @ A) + trace(O @ A)), []),
    # entries, and inside other things
    (Eq((A @ B)[i, j], (A @ (I(n) @ B))[i, j]), []),
    (Eq((A @ B)[i, j], Sum[symbols("q", Index(n))](A[i, symbols("q", Index(n))] * B[symbols("q", Index(n)), j])), [matrices.product_entry]),
    (Eq(A.T[i, j], A[j, i]), []),
    (Eq(((A + B) @ z)[i], (A @ z)[i] + (B @ z)[i]), []),
    (Eq(norm(A @ (B @ z)), norm(A @ B @ z)), []),
    (Eq(Sum[i]((A @ z)[i] + c * z[i]), Sum[i]((A @ z)[i]) + c * Sum[i](z[i])), [linearity]),
]


@pytest.mark.parametrize("number", range(len(LINES)))
def test_line(number: int) -> None:
    claim, reasons = LINES[number]
    th = prove(claim, reasons)
    assert th.concl.canon is claim.term.canon
    cited = {r.concl.canon for r in reasons if isinstance(r, Theorem)}
    assert {h.canon for h in th.hyps} <= cited | {f.canon for f in SYMBOLS_FACTS}


WRONG: list[tuple[Expr, Sequence[Any]]] = [
    (Eq(A @ B, B @ A), []),
    (Eq((A @ B).T, A.T @ B.T), []),
    (Eq(U @ S @ V.T @ Y, V @ S @ U.T @ Y), SVD),
    (Eq(P @ Y, U @ S @ (U.T @ Y)), SVD),
    (Eq(Q @ (V.T @ K).T, Q @ (V.T @ K.T.T).T @ (V.T @ V)), []),
    (Eq(V @ V.T, I(n)), SVD),
    (Eq(P.T, P), SVD),
    (Eq(A @ O.T @ B, A @ B), ORTHOGONAL),
    (Eq(A @ O @ O.T @ B, A @ B), ORTHOGONAL),
    (Eq((A + B) @ (A + B), A @ A + 2 * (A @ B) + B @ B), []),
    (Eq(trace(A @ B), trace(A) * trace(B)), []),
    (Eq(trace(A @ B @ O), trace(B @ A @ O)), []),
    (Eq(A.T, A), []),
    (Eq(A @ zero(n, d), Y), []),
    (Eq((c * A) @ (c * B), c * (A @ B)), []),
    (Eq((A @ B)[i, j], (A @ B)[j, i]), []),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_wrong_line(number: int) -> None:
    claim, reasons = WRONG[number]
    with pytest.raises(StepError):
        prove(claim, [*reasons, matrix_ring])


def test_normal_form() -> None:
    def shown(e: Expr) -> str:
        return str(Expr(parts_of_eq(normal(Prover(), e.term))[1]))

    assert shown((A @ B) @ (O @ Q)) == "A @ (B @ (O @ Q))"
    assert shown((A @ B @ Q).T) == "Q.T @ (B.T @ A.T)"
    assert shown(I(n) @ A @ I(n) @ z) == "A @ z"
    assert shown(A @ (B + A)) == "A @ A + A @ B"
    assert shown((A + B.T).T @ Q) == "A.T @ Q + B @ Q"


def test_a_normal_form_is_reached_at_once() -> None:
    for claim, _ in LINES:
        for side in parts_of_eq(k.refl(claim.term))[0:1]:
            first = parts_of_eq(normal(Prover(), side))[1]
            assert parts_of_eq(normal(Prover(), first))[1].canon is first.canon


def test_equations_that_never_end_are_given_up() -> None:
    with pytest.raises(StepError):
        prove(Eq(A @ B @ Q, Q), facts(Eq(A @ B, A @ B @ O @ B)))


def test_certificates_replay_with_few_inferences() -> None:
    claims = [(Eq((U @ S @ V.T) @ Y, (U @ S) @ (V.T @ Y)), [matrix_ring]), (Eq(trace(P @ P.T), trace(S @ S)), SVD)]
    proved = [prove(*claim) for claim in claims]
    table = replay.Table(json.loads(PINNED.read_text()))
    for th in proved:
        steps = replay.check(certificate.encode([th]), certificate.encode_goal(th.hyps, [th.concl]), table)["steps"]
        assert steps < 1000
