"""False statements about norms, singular values and Jacobians: never proved, whatever is cited, and refuted by a model."""

from __future__ import annotations

import pytest

import derive.theory  # noqa: F401 (fills the register)
from derive.errors import DeriveError, StepError
from derive.evidence import refute
from derive.kernel import rules as k
from derive.language.expr import Eq, Expr, Identity, Implies, Real, diag, zero
from derive.language.norms import each, has_jacobian, sigma_max, spectral_radius
from derive.language.symbols import D, Index, Matrix, Sum, Vector, differentiable, forall, norm, sizes, sqrt, symbols, tanh
from derive.tactics.calc import close
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import Prover

d, m = sizes("d m")
A, B, W = symbols("A", Matrix(m, d)), symbols("B", Matrix(d, m)), symbols("W", Matrix(d, d))
u, v, w = symbols("u v w", Vector(d))
i, j = symbols("i j", Index(d))
c, x, y = symbols("c x y", Real)
phi = symbols("phi", Real >> Real)
f = symbols("f", Vector(d) >> Vector(d))
SUBJECTS = (
    "sqrt",
    "sq_",
    "norm",
    "sigma",
    "diag",
    "jacobian",
    "each",
    "total",
    "entry",
    "cauchy",
    "inner",
    "_le_",
    "choice",
    "bound",
    "differentiation",
    "linearity",
)
CITED = [lemma for name, lemma in LEMMAS.items() if any(s in name for s in SUBJECTS) and "dens" not in name]
FALSE: dict[str, tuple[Expr, tuple[Expr, ...]]] = {
    "the norm of a sum": (Eq(norm(v + w), norm(v) + norm(w)), ()),
    "a norm is positive": (norm(v) > 0, ()),
    "no absolute value": (Eq(norm(c * v), c * norm(v)), ()),
    "Cauchy-Schwarz turned round": (Sum[i](v[i] * w[i]) >= norm(v) * norm(w), ()),
    "Cauchy-Schwarz with half": (Sum[i](v[i] * w[i]) <= norm(v) * norm(w) / 2, ()),
    "the root of a square": (Eq(sqrt(x**2), x), ()),
    "roots add up": (Eq(sqrt(x + y), sqrt(x) + sqrt(y)), (x >= 0, y >= 0)),
    "larger squares": (x <= y, (x**2 <= y**2,)),
    "singular values multiply": (Eq(sigma_max(A @ B), sigma_max(A) * sigma_max(B)), ()),
    "singular values of a product from below": (sigma_max(A @ B) >= sigma_max(A) * sigma_max(B), ()),
    "stretched from below": (norm(A @ v) >= sigma_max(A) * norm(v), ()),
    "a bound for one vector": (sigma_max(A) <= c, (norm(A @ v) <= c * norm(v),)),
    "a bound for short vectors only": (sigma_max(W) <= 1, (Implies(norm(v) <= 1, norm(W @ v) <= norm(v)),)),
    "entries bound singular values": (sigma_max(W) <= 1, (forall[i, j](abs(W[i, j]) <= 1),)),
    "one entry of a diagonal": (sigma_max(diag(v)) <= c, (abs(v[i]) <= c,)),
    "no absolute value on a diagonal": (sigma_max(diag(v)) <= c, (forall[i](v[i] <= c),)),
    "no absolute value of a factor": (Eq(sigma_max(c * A), c * sigma_max(A)), ()),
    "the sum of singular values": (Eq(sigma_max(A + A), sigma_max(A)), ()),
    "eigenvalues bound singular values": (sigma_max(W) <= spectral_radius(W), ()),
    "the identity": (Eq(sigma_max(2 * Identity(d)), 1), ()),
    "orthonormal rows for columns": (Eq(norm(A @ v), norm(v)), (Eq(A @ A.T, Identity(m)),)),
    "the chain rule the wrong way round": (Eq(D[u](f(W @ u)), W @ D(f)(W @ u)), (differentiable(f),)),
    "the chain rule at the wrong point": (Eq(D[u](f(W @ u)), D(f)(u) @ W), (differentiable(f),)),
    "the transpose": (Eq(D[u](W @ u), W.T), ()),
    "no chain rule for entries": (Eq(D[u](each(tanh)(W @ u)), diag(each(D(tanh))(W @ u))), ()),
    "a constant with a slope": (Eq(D[u](v), Identity(d)), ()),
    "at one point": (Eq(D(f)(u), W), (has_jacobian(f, W, v),)),
    "a product of vectors entry by entry": (Eq(D[u](W @ u + u), W), ()),
}


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not_proved(name: str) -> None:
    claim, hypotheses = FALSE[name]
    p = Prover()
    for h in hypotheses:
        p.add(k.assume(h.term))
    facts = [k.assume(h.term) for h in hypotheses]
    for reasons in ([*CITED, *facts], facts, [LEMMAS["differentiation"], *facts], []):
        with pytest.raises(StepError):
            p.start(4000, 20.0)
            close(p, claim.term, reasons)


@pytest.mark.parametrize("name", FALSE)
def test_it_is_refuted(name: str) -> None:
    claim, hypotheses = FALSE[name]
    found = refute(claim.term, [h.term for h in hypotheses], budget=3000)
    assert found is not None, name


def test_a_kink_has_no_jacobian() -> None:
    found = refute(Eq(D[u](each(phi)(u)), diag(each(D(phi))(u))).term, [], undefined_counts=True)
    assert found is None or "undefined" in (found.left, found.right)
    p = Prover()
    with pytest.raises(DeriveError):
        close(p, Eq(D[u](each(phi)(u)), diag(each(D(phi))(u))).term, [LEMMAS["differentiation"]])


def test_zero_vectors_and_matrices() -> None:
    p = Prover()
    for claim in (Eq(norm(zero(d)), 0), Eq(sigma_max(zero(m, d)), 0)):
        assert refute(claim.term, []) is None
    assert close(p, Eq(norm(zero(d)), 0).term, [LEMMAS["norm_zero"]]) is not None
