"""Jacobians: the rules of differentiation for maps of vectors, and what they refuse."""

from __future__ import annotations

import pytest

from derive.errors import StepError
from derive.kernel import rules as k
from derive.kernel.terms import abstract, parts
from derive.language.expr import Eq, Expr, Identity, Real, diag, zero
from derive.language.jacobians import differentiable_map, differentiable_map_at
from derive.language.norms import each, has_jacobian
from derive.language.symbols import D, Matrix, Vector, differentiable, sizes, symbols, tanh
from derive.tactics.calc import close
from derive.tactics.jacobian import has_jacobian as computed
from derive.tactics.lemma import LEMMAS
from derive.tactics.prover import Prover

d, m = sizes("d m")
A, W, B = symbols("A", Matrix(m, d)), symbols("W", Matrix(d, d)), symbols("B", Matrix(m, m))
u, v = symbols("u v", Vector(d))
c = symbols("c", Real)
f = symbols("f", Vector(d) >> Vector(m))
g = symbols("g", Vector(m) >> Vector(m))
phi = symbols("phi", Real >> Real)
smooth = [differentiable(f), differentiable(g), differentiable(phi)]
CASES = [
    (A @ u, A),
    (u, Identity(d)),
    (v, zero(d, d)),
    (A @ u + A @ v, A),
    (A @ u - f(u), A - D(f)(u)),
    (c * (A @ u), c * A),
    (f(u), D(f)(u)),
    (g(f(u)), D(g)(f(u)) @ D(f)(u)),
    (B @ f(u), B @ D(f)(u)),
    (f(W @ u), D(f)(W @ u) @ W),
    (each(phi)(A @ u), diag(each(D(phi))(A @ u)) @ A),
    (each(tanh)(each(phi)(W @ u + v)), diag(each(D(tanh))(each(phi)(W @ u + v))) @ diag(each(D(phi))(W @ u + v)) @ W),
]


def prover(*claims: Expr) -> Prover:
    p = Prover()
    for claim in claims:
        p.add(k.assume(claim.term))
    return p


@pytest.mark.parametrize(("body", "matrix"), CASES, ids=[str(b) for b, _ in CASES])
def test_the_jacobian_is_computed_and_proved(body: Expr, matrix: Expr) -> None:
    p = prover(*smooth)
    th = computed(p, abstract(u.term, body.term), u.term)
    assert parts(th.concl)[0] == "has_jacobian" and parts(th.concl)[1][0].canon is abstract(u.term, body.term).canon
    goal = Eq(D[u](body), matrix).term
    assert close(p, goal, [LEMMAS["differentiation"]]).concl.canon is goal.canon


@pytest.mark.parametrize(
    "wrong",
    [
        Eq(D[u](f(W @ u)), D(f)(u) @ W),
        Eq(D[u](each(phi)(A @ u)), diag(each(D(phi))(A @ v)) @ A),
        Eq(D[u](A @ u + f(u)), A),
        Eq(D[u](c * (A @ u)), A),
    ],
    ids=str,
)
def test_wrong_rules_are_refused(wrong: Expr) -> None:
    with pytest.raises(StepError):
        close(prover(*smooth), wrong.term, [LEMMAS["differentiation"], LEMMAS["chain_rule"]])


@pytest.mark.parametrize("body", [f(u), each(phi)(A @ u), A @ u + f(u)], ids=str)
def test_what_is_not_known_to_be_differentiable_has_no_jacobian(body: Expr) -> None:
    with pytest.raises(StepError, match="condition"):
        computed(Prover(), abstract(u.term, body.term), u.term)


def test_a_hypothesis_gives_the_jacobian_at_its_point_only() -> None:
    p = prover(has_jacobian(f, A, v))
    assert close(p, Eq(D(f)(v), A).term, [LEMMAS["differentiation"]]).concl is not None
    with pytest.raises(StepError):
        close(p, Eq(D(f)(u), A).term, [LEMMAS["differentiation"]])


def test_differentiability_of_compositions() -> None:
    p = prover(*smooth)
    whole = abstract(u.term, g(f(u)).term)
    assert p.prove(differentiable_map_at(whole, v.term)) is not None
    assert p.prove(differentiable_map(whole)) is not None
    assert Prover().prove(differentiable_map(whole)) is None
