"""Verdicts: the rows about evidence of the list of known pitfalls, and counting."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from derive.evidence import check, refute, unneeded
from derive.evidence.numbers import BITS
from derive.kernel.terms import Term
from derive.language.expr import And, Eq, Expr, Iff, Implies, Natural, Ne, Not, Or, Rational, Real
from derive.language.symbols import (
    D,
    E,
    Seq,
    Sum,
    argmin,
    density,
    differentiable,
    exists,
    exp,
    forall,
    log,
    norm,
    oo,
    sigmoid,
    singleton,
    spaces,
    sup,
    symbols,
    tanh,
    tends,
)
from tests.evidence.support import facts

x, y, a = symbols("x y a", Real)
n, k = symbols("n k", Natural)
u = symbols("u", Seq(Real))
S = spaces("S")
s = symbols("s", S)
f, g = symbols("f g", S >> Real)
phi = symbols("phi", Real >> Real)
p = density("p", S)


def one(claim: Expr, *hypotheses: Expr | Term, models: int = 100) -> Any:
    (count,) = check([claim.term], [h.term if isinstance(h, Expr) else h for h in hypotheses], models=models)
    return count


def shown(claim: Expr, *hypotheses: Expr | Term, **options: Any) -> str:
    found = refute(claim.term, [h.term if isinstance(h, Expr) else h for h in hypotheses], **options)
    return "" if found is None else found.words


TRUE_CLAIMS = [
    sigmoid(x) * (1 - sigmoid(x)) <= Rational(1, 4),
    Eq(exp(x) * exp(-x), 1),
    exp(x) > 0,
    1 + x <= exp(x),
    abs(tanh(x)) < 1,
    Eq(D(sigmoid)(x), sigmoid(x) * (1 - sigmoid(x))),
    Eq(D[x](x**3), 3 * x**2),
    Eq(D(tanh)(x), 1 - tanh(x) ** 2),
    forall[s](f(s) <= sup[s](f(s))),
    abs(f(s)) <= norm(f),
    norm(f + g) <= norm(f) + norm(g),
    abs(E[p(s)](f(s))) <= E[p(s)](abs(f(s))),
    E[p(s)](f(s)) ** 2 <= E[p(s)](f(s) ** 2),
    Eq(Sum[k, 1, n](Expr(k.term) * 1), n * (n + 1) / Expr(Rational(2).term)),
    forall[x](x**2 >= 0),
    Iff(Eq(x**2, 0), Eq(x, 0)),
    Eq(argmin[x]((x - a) ** 2), singleton(a)),
    exists[x](x > 3),
    Or(x >= 0, x < 0),
    Implies(x > 0, log(x) <= x - 1),
]


@pytest.mark.parametrize("claim", TRUE_CLAIMS, ids=str)
def test_true_statements_survive(claim: Expr) -> None:
    count = one(claim, *facts(claim))
    assert count.verdict == "consistent" and count.consistent >= 95 and not count.refuted, count
    assert refute(claim.term, facts(claim), budget=200) is None


FALSE_CLAIMS = [
    (sigmoid(x) * (1 - sigmoid(x)) <= Rational(249_999, 1_000_000), "x = 0: left 1/4, right 249999/1000000"),
    (x**2 > 0, "x = 0: left 0, right 0"),
    (x + y <= x, "x = 0, y = 1: left 1, right 0"),
    (abs(D(tanh)(x)) < 1, "x = 0: left 1, right 1"),
    (Eq(abs(x), x), "x = -1: left 1, right -1"),
    (Eq(exp(x + y), exp(x) + exp(y)), "x = 0, y = 0: left 1, right 2"),
    (forall[x](x**2 > 0), "x = 0: left 0, right 0"),
    (Implies(x > 0, x > 1), "x = 1: left 1, right 1"),
    (And(x >= 0, x < 1), "x = 1: left 1, right 1"),
    (norm(f) <= f(s), "S = one point, f = -1: left 1, right -1"),
    (Eq(norm(f + g), norm(f) + norm(g)), "S = one point, f = -1, g = 1: left 0, right 2"),
    (forall[s](f(s) <= E[p(s)](f(s))), "S = two points, f(s) = (0, 1), p = 1/2, s = 2: left 1, right 1/2"),
    (Eq(argmin[x]((x - a) ** 2), singleton(a + 1)), "a = 0, x = 1: left false, right true"),
    (Eq(u[n], u[n + 1]), "n = 0, u(n) = (0, 1, ...): left 0, right 1"),
    (n >= 1, "n = 0: left 0, right 1"),
    (sup[x](tanh(x)) <= Rational(1, 2), "left at least 0.9999999959, right 1/2"),
    (Eq(f, g), "S = one point, f = 0, g = 1: left 0, right 1"),
    (Iff(x >= 0, x > 0), "x = 0: left true, right false"),
]


@pytest.mark.parametrize(("claim", "words"), FALSE_CLAIMS, ids=[str(c) for c, _ in FALSE_CLAIMS])
def test_false_statements_are_refuted_by_the_smallest_model(claim: Expr, words: str) -> None:
    found = refute(claim.term, facts(claim))
    assert found is not None and found.rigorous
    assert one(claim, *facts(claim)).verdict == "refuted"
    space: dict[str, Any] = {}
    assert found.python
    exec(found.python, space)
    assert space["holds"] is False
    assert found.words == words


def test_samples_that_never_meet_the_assumptions_are_no_test() -> None:
    count = one(Eq(x, x + 1), x > 0, x < 0)
    assert (count.verdict, count.models, count.effective) == ("vacuous", 0, 0)
    assert count.why["rejected"] > 0
    assert refute(Eq(x, x + 1).term, [(x > 0).term, (x < 0).term], budget=300) is None


def test_rejected_draws_are_counted() -> None:
    count = one(x + y >= 0, x * y > 0)
    assert count.models == 100 and count.why["rejected"] > 20


def test_the_statement_may_bring_hypotheses_of_its_own() -> None:
    plain, local = check([(x > 1).term, ((x > 1).term, [(x > 2).term])], [(x > 0).term])
    assert plain.refuted and not local.refuted
    assert plain.models == 100 and 50 < local.models <= 100  # more models are drawn until each statement has had its own
    assert 0 < local.why["rejected"] <= 400
    (made,) = check([((x * y > 0).term, [Eq(y, x**2 + 1).term])], [(x > 0).term])
    assert made.models == 100 == made.consistent  # what is never met by chance is met by construction


def test_undecided_is_never_counted_as_success() -> None:
    count = one(tends[n, oo](n, a))
    assert (count.verdict, count.effective, count.undecided, count.why) == ("undecided", 0, 100, {"not evaluable": 100})
    count = one(Eq(1 / x, 1 / x))
    assert count.why["undefined"] == count.undecided > 0 and count.effective == count.consistent == 100 - count.undecided


def test_an_equation_of_balls_is_never_more_than_consistent_and_never_a_hypothesis() -> None:
    assert one(Eq(exp(x) * exp(-x), 1)).verdict == "consistent"
    # the hypothesis only overlaps where x is not 0, so a false statement is refuted at x = 0 alone
    found = refute(Not(Eq(x, x)).term, [Eq(exp(x) * exp(-x), 1).term])
    assert found is not None and found.values == {"x": "0"}
    assert refute(Eq(x, 0).term, [Eq(exp(x) * exp(-x), 1).term], budget=300) is None


def test_balls_start_at_64_bits_and_grow() -> None:
    assert BITS[0] == 64
    tiny = Rational(1, 10**25)
    count = one(exp(tiny) > 1, models=10)
    assert count.verdict == "consistent" and count.bits == 128
    tinier = Rational(1, 10**90)
    count = one(exp(tinier) > 1, models=3)
    assert (count.verdict, count.why) == ("undecided", {"precision": 3})
    assert one(Eq(exp(tiny), 1), models=3).verdict == "consistent"  # overlapping at 64 bits: known to be no proof


def test_a_side_without_value() -> None:
    claim = Eq(log(x * y), log(x) + log(y))
    assert refute(claim.term, [(x * y > 0).term]) is None
    found = refute(claim.term, [(x * y > 0).term], undefined_counts=True)
    assert found is not None and (found.left, found.right) == ("0", "undefined")
    assert found.values == {"x": "-1", "y": "-1"}
    space: dict[str, Any] = {}
    exec(found.python, space)
    assert space["holds"] is None


def test_a_supremum_over_the_reals_refutes_but_does_not_confirm() -> None:
    assert one(sup[x](tanh(x)) <= Rational(1, 2)).verdict == "refuted"
    assert one(sup[x](tanh(x)) <= 1).verdict == "undecided"


def test_hypotheses_that_no_model_needs() -> None:
    h = [(x >= 0).term, (x <= 1).term, (y >= 0).term]
    assert unneeded((x * x <= x).term, h) == [h[2]]
    assert unneeded((x + y >= 0).term, h) == [h[1]]
    assert unneeded((x * y >= 0).term, [differentiable(phi).term, h[0], h[2]], among=[0, 1, 2]) == []
    assert unneeded((log(x) <= x - 1).term, [(x > 0).term]) == []  # without it a side has no value
    assert unneeded((x >= 1).term, [(x >= 1).term, (x >= 0).term]) == [(x >= 0).term]  # implied by the other


def test_hypotheses_about_integrals_are_never_called_unneeded() -> None:
    from derive.language.symbols import integrable, measurable

    claim = abs(E[p(s)](f(s))) <= E[p(s)](abs(f(s)))
    analytic = [integrable[p(s)](f(s)).term, measurable(f).term]
    assert unneeded(claim.term, [*facts(claim), *analytic], among=[len(facts(claim)), len(facts(claim)) + 1]) == []


def test_many_statements_share_the_models() -> None:
    single = [check([c.term], [], seed=4)[0] for c in (x + y >= 0, x * y <= 1)]
    together = check([(x + y >= 0).term, (x * y <= 1).term], [], seed=4)
    assert [c.refuted for c in single] == [c.refuted for c in together]
    assert together[0].seed == 4


def test_seeds_matter_and_are_reproducible() -> None:
    claim = [(x + y * y <= 3).term]
    assert check(claim, [], seed=1) == check(claim, [], seed=1)
    assert check(claim, [], seed=1) != check(claim, [], seed=2)


SCRIPT = """
from derive.evidence import check, refute, unneeded
from derive.language.symbols import *
from derive.language.expr import *
S, A = spaces("S A")
s, a = symbols("s", S), symbols("a", A)
p = density("p", S, A); pi = markov_kernel("pi", A, given=S); f = symbols("f", S * A >> Real); g, h = symbols("g h", S >> Real)
x, y = symbols("x y", Real); n = symbols("n", Natural); b = symbols("b", Seq(Real))
from tests.evidence.support import facts
claims = [E[p(s)](g(s)) <= h(s) + x, p(s | a) <= p(s), E[pi(a | s)](f(s, a)) <= x * b[n] + y]
for c in claims:
    found = refute(c.term, facts(c))
    print(found.words, found.latex, found.python)
print(check([c.term for c in claims], facts(*claims)))
print(unneeded((x * y >= 0).term, [(x >= 0).term, (y >= 0).term, (x <= y).term]))
"""


def test_the_same_bytes_for_every_hash_seed() -> None:
    root = Path(__file__).parents[2]
    outputs = set()
    for seed in ("0", "1", "4711"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
        outputs.add(subprocess.run([sys.executable, "-c", SCRIPT], env=env, cwd=root, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1 and len(outputs.pop()) > 500


def test_flint_is_loaded_on_first_use_only() -> None:
    root = Path(__file__).parents[2]
    code = "import derive.evidence, sys; print('flint' in sys.modules, 'sympy' in sys.modules, 'derive.tactics' in sys.modules)"
    env = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
    assert subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout.split() == ["False"] * 3


def test_checks_survive_without_assertions() -> None:
    """python -O changes nothing: no check in the package is an assertion."""
    for path in (Path(__file__).parents[2] / "derive" / "evidence").glob("*.py"):
        assert "assert " not in path.read_text(), path


def test_floats_never_enter() -> None:
    for path in (Path(__file__).parents[2] / "derive" / "evidence").glob("*.py"):
        assert "float(x" not in path.read_text()
    assert isinstance(Fraction(1), Fraction) and Ne(x, y).term.type is not None
