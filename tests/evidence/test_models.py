"""Models by construction: what the hypotheses ask for, the draws have."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import mpmath
import pytest

from derive.evidence import refute
from derive.evidence.catalogue import CATALOGUE, CONSTANTS
from derive.evidence.draw import mixed, structured
from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import FALSE, LIKELY, TRUE
from derive.evidence.trial import Trial
from derive.kernel.terms import Term
from derive.language.expr import Expr, Implies, Natural, Ne, Real
from derive.language.symbols import (
    D,
    E,
    Index,
    Seq,
    Vector,
    density,
    exp,
    family,
    forall,
    integral,
    markov_kernel,
    sigmoid,
    sizes,
    spaces,
    symbols,
    tanh,
)
from tests.evidence.support import facts

X, Z = spaces("X Z")
x, z = symbols("x", X), symbols("z", Z)
u, v, w = symbols("u v w", Real)
n, m = symbols("n m", Natural)
F, G = symbols("F G", X >> Real)
M = sizes("M")
theta = symbols("theta", Vector(M))
k = symbols("k", Index(M))
p = density("p", X, Z)
q = density("q", Z, given=X)
d = density("d", X)
K = markov_kernel("K", X, given=Z)
pi = family("pi", Vector(M), X, given=Z)
b = symbols("b", Seq(Real))


def met(statement: Expr, hypotheses: list[Expr | Term], count: int = 60) -> float:
    """The share of draws in which all hypotheses hold (exactly, or by construction and unrefuted)."""
    terms = [h.term if isinstance(h, Expr) else h for h in hypotheses]
    trial = Trial([statement.term], terms)
    good = 0
    for model in islice(mixed(trial.plan, 0), count):
        trial.enter(model)
        good += trial.hypotheses_hold().truth == TRUE
    return good / count


@pytest.mark.parametrize(
    "hypotheses",
    [
        [u >= 0],
        [u >= 0, u < 1],
        [u > 0, v < 0],
        [u > 2, u <= 3],
        [Ne(u, 0)],
        [u <= v],
        [u < v, v <= w],
        [n >= 1],
        [n >= 1, n <= 3],
        [n < 2],
        [m <= n],
        [forall[x](F(x) <= G(x))],
        [forall[x](F(x) > 0)],
        [forall[x](F(x) >= 0), forall[x](F(x) < 1)],
        [u > Fraction(1, 3), u < Fraction(1, 2)],
    ],
    ids=str,
)
def test_signs_and_order_need_no_luck(hypotheses: list[Expr]) -> None:
    assert met(u + v + w + F(x) + G(x) + n + m >= 0, list(hypotheses)) == 1


@pytest.mark.parametrize(
    ("claim", "share"),
    [
        (p(x, z) >= 0, 1),
        (p(x | z) >= 0, 1),
        (q(z | x) >= 0, 1),
        (d(x) >= 0, 1),
        (E[K(x | z)](F(x)) >= 0, 1),
        (pi[theta](x | z) >= 0, 1),
    ],
    ids=str,
)
def test_densities_kernels_and_families_are_normalised(claim: Expr, share: float) -> None:
    assert facts(claim)
    assert met(claim, list(facts(claim))) == share


def test_positive_densities_by_construction() -> None:
    claim = q(z | x) > 0
    assert met(claim, [*facts(claim), forall[x, z](q(z | x) > 0)]) == 1
    score = pi[theta](x | z) > 0
    assert met(score, [*facts(score), forall[x, z](pi[theta](x | z) > 0)]) == 1


def test_support_is_found_often_enough() -> None:
    support = forall[z](Implies(q(z | x) > 0, p(x, z) > 0))
    assert met(support, [*facts(support), p(x) > 0, support]) > 0.5


def test_the_first_models_are_the_nasty_ones() -> None:
    claim = E[d(x)](F(x) * u) >= 0
    trial = Trial([claim.term], facts(claim))
    first = list(islice(structured(trial.plan, 0), 6))
    assert [model.sizes[X.type] for model in first[:2]] == [1, 2]
    assert {model.specs[u.term].text(model) for model in first} == {"0", "1", "-1"}
    assert any(model.specs[d.term].text(model) == "(1, 0)" for model in first)


def test_reference_measures_come_first_and_divide_the_densities() -> None:
    claim = d(x) >= 0
    trial = Trial([claim.term], facts(claim))
    total = integral[x](d(x))
    for model in islice(mixed(trial.plan, 3), 40):
        trial.enter(model)
        assert trial.evaluator.node(total.term)(()) == 1


def test_a_bound_at_one_point_is_not_taken_for_all_points() -> None:
    claim = F(x) > 0
    trial = Trial([forall[x](F(x) > 0).term], [claim.term])
    seen = set()
    for model in islice(mixed(trial.plan, 0), 100):
        trial.enter(model)
        if trial.hypotheses_hold().truth == TRUE:
            seen.add(trial.ask(forall[x](F(x) > 0).term).truth)  # type: ignore[union-attr]
    assert len(seen) == 2


def test_every_value_prints_in_text_latex_and_python() -> None:
    claim = E[d(x)](F(x) * u) + b[n] + pi[theta](x | z) + q(z | x) + p(x, z) + E[K(x | z)](G(x)) + theta[k] >= 0
    trial = Trial([claim.term], facts(claim))
    for model in islice(structured(trial.plan, 0), 60):
        for spec in model.specs.values():
            text = spec.text(model)
            assert text and "Fraction" not in text and "\\" not in text
            assert spec.latex(model).count("{") == spec.latex(model).count("}")
            eval(spec.python(model), {"F": Fraction})
            assert all(s.weight() >= 0 for s in spec.simpler())


@pytest.mark.parametrize("name", sorted({**CATALOGUE, **CONSTANTS}))
@pytest.mark.parametrize("slopes", [False, True])
def test_ranges_of_the_catalogue(name: str, slopes: bool) -> None:
    """Against a fine grid: nothing outside, and the ends are approached or attained as claimed."""
    f = {**CATALOGUE, **CONSTANTS}[name]
    known = f.slopes if slopes else f.range
    if known is None:
        return
    grid = [mpmath.mpf(k) / 16 for k in range(-640, 641)] + [mpmath.sqrt(3), -mpmath.sqrt(3), mpmath.mpf(200), mpmath.mpf(-200)]
    python = eval(f.python, {"F": mpmath.mpf, "exp": mpmath.exp, "tanh": mpmath.tanh, "abs": abs})
    values = [mpmath.diff(python, x) if slopes else python(x) for x in grid]
    for end, attained, best, sign in ((known.low, known.at_low, min(values), -1), (known.high, known.at_high, max(values), 1)):
        if end is None:
            assert sign * best > 50
        else:
            gap = sign * (mpmath.mpf(end.numerator) / end.denominator - best)
            assert -1e-9 < gap < (1e-9 if attained else 0.01)
            if not attained:
                assert all(
                    abs(v - mpmath.mpf(end.numerator) / end.denominator) > 0 for v, x in zip(values, grid, strict=True) if abs(x) < 8
                )


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (forall[u](abs(D(tanh)(u)) <= 1), TRUE),
        (forall[u](abs(D(tanh)(u)) < 1), FALSE),
        (forall[u](D(tanh)(u) > 0), TRUE),
        (forall[u](tanh(u) < 1), TRUE),
        (forall[u](sigmoid(u) * 1 <= 1), LIKELY),
        (forall[u](D(sigmoid)(u) <= Fraction(1, 4)), TRUE),
        (forall[u](D(sigmoid)(u) < Fraction(1, 4)), FALSE),
        (forall[u](exp(u) > 0), TRUE),
        (forall[u](exp(u) <= 1000), FALSE),
        (forall[u](abs(tanh(u)) >= 0), LIKELY),
    ],
    ids=str,
)
def test_bounds_of_known_functions_are_decided(claim: Expr, truth: int) -> None:
    ev = Evaluator()
    node = ev.node(claim.term)
    ev.load({}, {})
    assert ev.truth(node).truth == truth


def test_a_bound_on_an_abstract_slope_can_be_met() -> None:
    phi = symbols("phi", Real >> Real)
    bound = forall[u](abs(D(phi)(u)) <= v)
    trial = Trial([(v >= 0).term], [bound.term])
    good = [trial for model in islice(mixed(trial.plan, 0), 100) if (trial.enter(model), trial.hypotheses_hold().truth == TRUE)[1]]
    assert len(good) >= 15
    assert refute((abs(D(phi)(u)) <= v).term, [bound.term], budget=300) is None
    assert refute((abs(D(phi)(u)) < v).term, [bound.term]) is not None
