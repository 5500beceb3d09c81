"""Every axiom: true in random models, each of its conditions needed, its source given, and no tautology. One table drives all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import mpmath
import pytest

import derive.theory  # noqa: F401 (fills the ledger)
from derive.kernel import axioms
from derive.kernel.terms import ABS, APP, Term, const, frees
from derive.kernel.types import bool_
from tests.snapshot import compare
from tests.theory.semantics import (
    CUSTOMARY,
    DIGITS,
    LOGIC,
    NEGATIVE,
    UNUSUAL,
    Defaults,
    Model,
    Statement,
    constants,
    derivative,
    draws,
    middle,
    spaces_of,
)
from tests.theory.sequences import Sequence

ROOT = Path(__file__).resolve().parents[2]
LEDGER = {name: th.concl for name, (th, _) in axioms.axioms().items()}
SOURCES = {name: source for name, (_, source) in axioms.axioms().items()}
MODELS, TRIES = 200, 20_000

NEEDED = "needed"
DEFAULT = "kept so that nothing follows from the value 0 of an integral that does not exist"
SERIES = "needed: a double series below shows it; on finite spaces it holds of itself"
FINITE = "needed: see the two series below; on finite spaces a measurable function is integrable whatever the measure is"
SIERPINSKI = "needed: sets of pairs with countable sections (Rudin, Real and Complex Analysis, 8.9 (c)); on finite spaces it follows from the other conditions"

UNATTAINED = "needed: 1 - 1/n has no maximiser among the natural numbers n; on finite spaces it holds of itself"

JUNK = "kept so that nothing is said of the supremum of numbers that are not bounded; in these models sequences are bounded"


@dataclass(frozen=True)
class Case:
    """How an axiom is tested.

    conditions: for each, NEEDED (a counterexample is found without it), DEFAULT (the same, but only with unusual defaults), SERIES, or why it is kept all the same;
    infinite: half of the models are infinite; leans: the default of which it says more than that there is one.
    """

    conditions: tuple[str, ...] = ()
    infinite: bool = False
    leans: str = ""


def needs(count: int, **more: Any) -> Case:
    """All conditions are needed."""
    return Case((NEEDED,) * count, **more)


def series(count: int, **more: Any) -> Case:
    """The same, on infinite spaces too: convergence of series."""
    return needs(count, infinite=True, **more)


TABLE: dict[str, Case] = {
    # logic and pairs
    "not_def": Case(),
    "excluded_middle": Case(),
    "prop_ext": needs(2),
    "fst_pair": Case(),
    "snd_pair": Case(),
    "pair_parts": Case(),
    # the ordered field
    "le_trans": needs(2),
    "le_antisymm": needs(2),
    "lt_iff": Case(),
    "le_of_lt": needs(1),
    "add_le_add_right": needs(1),
    "mul_nonneg": needs(2),
    "abs_of_nonneg": needs(1),
    "abs_of_nonpos": needs(1),
    # natural numbers
    "induction": needs(2),
    "recursion_zero": Case(),
    "recursion_succ": Case(),
    "nat_sub_add": Case(),
    "nat_sub_eq_zero": needs(1),
    # exp and log
    "exp_add": Case(),
    "add_one_le_exp": Case(),
    "exp_log": needs(1),
    # derivatives
    "has_deriv_const": Case(),
    "has_deriv_id": Case(),
    "has_deriv_add": needs(2),
    "has_deriv_mul": needs(2),
    "has_deriv_inv": needs(2),
    "has_deriv_comp": needs(2),
    "has_deriv_exp": Case(),
    "has_deriv_log": needs(1),
    "deriv_eq": needs(1),
    "mean_value": needs(2),
    # vectors
    "update_self": Case(),
    "update_same": Case(),
    "update_other": needs(1),
    "finite_choice": needs(1),
    "det_mul": Case(),
    "det_identity": Case(),
    "integrable_counting": Case(),
    "counting_point": Case(),
    "length_eq": Case(),
    "integral_sum": needs(1),
    "integrable_sum": needs(1),
    "derivative_under_integral": needs(1),
    # suprema
    "le_sup": series(1),
    "sup_le": series(1),
    # measurability; measurable_log also says that log has measurable values where it has no meaning (here they are constant)
    "measurable_const": Case(),
    "measurable_add": needs(2),
    "measurable_mul": needs(2),
    "measurable_abs": needs(1),
    "measurable_inv": needs(1),
    "measurable_exp": needs(1),
    "measurable_log": needs(1),
    "measurable_map_id": Case(),
    "measurable_map_const": Case(),
    "measurable_map_fst": needs(1),
    "measurable_map_snd": needs(1),
    "measurable_map_pair": needs(2),
    "measurable_comp": needs(2),
    "measurable_integral": needs(2),
    "measurable_kernel_const": Case(),
    "measurable_kernel_comp": needs(2),
    # integrals
    "integrable_add": series(2),
    "integral_add": series(2),
    "integrable_mul": series(1),
    "integral_mul": Case((DEFAULT,), infinite=True),
    "integrable_abs": series(1),
    "integral_nonneg": series(1, leans="an integral that does not exist is not negative"),
    "integrable_of_le": series(3),
    "integral_dens": series(2),
    "integrable_dens": series(2),
    # maxima over finite spaces
    "measurable_argmax": Case((UNATTAINED, NEEDED)),
    # suprema of sequences of functions; policies
    "measurable_sup_of_sequence": Case((NEEDED, JUNK)),
    "markov_policy": Case(),
    "policy_of_markov": needs(1),
    # point masses and indicators
    "integrable_dirac": needs(1),
    "expectation_dirac": needs(1),
    "measurable_kernel_dirac": Case(),
    # mixtures and sequences
    "integral_mixture": needs(3),
    "integrable_of_mixture": needs(3),
    "integrable_mixture": Case((FINITE, FINITE, NEEDED, FINITE, FINITE)),
    "measurable_map_entry": needs(1),
    "measurable_map_sequence": needs(1),
    "derivative_at_minimum": needs(2),
    "if_true": needs(1),
    "if_false": needs(1),
    "fubini": Case((NEEDED, SERIES, SERIES, SERIES)),
    "fubini_integrable": Case((SIERPINSKI, SERIES, SERIES, SERIES)),
}
CONDITIONS = [(name, i) for name, case in TABLE.items() for i in range(len(case.conditions))]


@pytest.fixture(autouse=True)
def digits() -> Any:
    with mpmath.workdps(DIGITS):
        yield


def _middle(values: dict[Term, Any]) -> list[Any]:
    named = {v.name: x for v, x in values.items()}
    return middle(named["f"], named["g"], named["a"], named["b"])


# for axioms that say that there is a real number: where it is
WITNESSES: dict[str, Callable[[dict[Term, Any]], list[Any]]] = {"mean_value": _middle}


def refuted(name: str, defaults: Defaults, without: int | None = None) -> bool:
    """There is a counterexample among MODELS models."""
    statement = Statement.of(LEDGER[name])
    met = 0
    for model, values in islice(draws(statement, defaults, Random(name), TABLE[name].infinite), TRIES):
        if all(i == without or model.value(p, values) for i, p in enumerate(statement.premises)):
            met += 1
            model.witnesses = WITNESSES.get(name, lambda _: [])(values)
            if not model.value(statement.claim, values):
                return True
            if met == MODELS * (1 if without is None else 10):
                return False
    assert met >= MODELS, f"only {met} of {TRIES} models satisfy the conditions"
    return False


def test_the_table_is_the_whole_ledger() -> None:
    assert list(TABLE) != [] and set(TABLE) == set(LEDGER)
    assert {name: len(Statement.of(p).premises) for name, p in LEDGER.items()} == {
        name: len(case.conditions) for name, case in TABLE.items()
    }


@pytest.mark.parametrize("defaults", [CUSTOMARY, UNUSUAL], ids=["0", "17"])
@pytest.mark.parametrize("name", TABLE)
def test_axiom_holds(name: str, defaults: Defaults) -> None:
    assert not refuted(name, defaults)


@pytest.mark.parametrize("name, place", CONDITIONS, ids=[f"{name}-{i}" for name, i in CONDITIONS])
def test_condition_is_needed(name: str, place: int) -> None:
    reason = TABLE[name].conditions[place]
    if reason == SERIES:
        assert (name, place) in DOUBLE
    assert refuted(name, UNUSUAL, place) == (reason in (NEEDED, DEFAULT))
    assert refuted(name, CUSTOMARY, place) == (reason == NEEDED)


def test_axioms_that_lean_on_a_default() -> None:
    """With -17 for everything that has no meaning, these fail; no other does."""
    partial = {"inv", "div", "log", "deriv", "partial", "sup", "integral"}
    asked = [name for name in TABLE if constants(LEDGER[name]) & partial]
    assert {name for name in asked if refuted(name, NEGATIVE)} == {name for name, case in TABLE.items() if case.leans}


@pytest.mark.parametrize("name", TABLE)
def test_axiom_is_closed_and_has_a_source(name: str) -> None:
    assert LEDGER[name].type is bool_ and not frees(LEDGER[name]) and not LEDGER[name].loose
    assert SOURCES[name].startswith("definition of ") or any(c.isdigit() for c in SOURCES[name]) or SOURCES[name] == "definition"


@pytest.mark.parametrize("name", TABLE)
def test_axiom_is_no_tautology(name: str) -> None:
    """It fails for some other meaning of its constants, unless it is about logic itself."""
    statement = Statement.of(LEDGER[name])
    if constants(LEDGER[name]) <= LOGIC:
        assert name in ("not_def", "excluded_middle", "prop_ext", "finite_choice")
        return
    rng = Random(name)
    for _ in range(2000):
        for model, values in islice(draws(Statement(statement.variables, (), statement.claim), CUSTOMARY, rng, False), 1):
            other = Model(model.spaces, CUSTOMARY, rng)
            if all(other.value(p, values) for p in statement.premises) and not other.value(statement.claim, values):
                return
    pytest.fail("it holds whatever its constants mean")


def test_no_two_axioms_say_the_same() -> None:
    assert len({p.canon for p in LEDGER.values()}) == len(LEDGER)


def idle(t: Term) -> set[str]:
    """The names of the bound variables that are not used."""
    if t.tag == APP:
        return idle(t.fun) | idle(t.arg)
    if t.tag != ABS:
        return set()
    return idle(t.fun) | (set() if any(i == 0 for i, _ in t.fun.loose) else {t.name})


def test_no_name_is_captured() -> None:
    """A variable that another binder took would leave its own quantifier idle; five axioms are about constant functions."""
    assert {name: idle(p) for name, p in LEDGER.items() if idle(p)} == {
        "has_deriv_const": {"x"},
        "length_eq": {"i"},
        "measurable_const": {"s"},
        "measurable_map_const": {"s"},
        "measurable_kernel_const": {"s"},
    }


def script(source: str) -> str:
    """What a script prints, in a process in which nothing else was declared."""
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_checker_trusts_this_ledger() -> None:
    pinned = (ROOT / "derive" / "kernel" / "pinned.json").read_text(encoding="utf-8")
    assert script("from derive.pin import table; print(table(), end='')") == pinned, "read what changed, then run python -m derive.pin"


def test_the_printed_table_is_the_ledger() -> None:
    compare(ROOT / "docs" / "axioms.md", script("from tests.theory.printed import page; print(page(), end='')"))


# What random models do not show.


def test_series_do_converge_and_diverge_in_the_models() -> None:
    """Both kinds of integrals occur among the infinite models, so that dropping `integrable` is a test."""
    a = next(iter(const("integral").type.tvars))
    statement = Statement.of(LEDGER["integrable_abs"])
    answers = set()
    for model, values in islice(draws(statement, UNUSUAL, Random(0), True), 200):
        if model.spaces[a].infinite:
            answers.add(bool(model.value(statement.premises[0], values)))
    assert answers == {True, False}


def test_a_series_whose_derivative_is_not_dominated() -> None:
    """F(u, n) = phi(n u) - phi((n + 1) u) with phi(u) = u / (1 + u^2): the sum over n >= 1 is phi(u), with derivative 1 at 0, but each F(., n) has the derivative -1."""

    def phi(u: Any) -> Any:
        return u / (1 + u * u)

    assert derivative(phi, Fraction(0)) == 1
    slopes = [derivative(lambda u, n=n: phi(n * u) - phi((n + 1) * u), Fraction(0)) for n in range(1, 6)]
    assert all(abs(d + 1) < 1e-12 for d in slopes)
    assert Sequence((), {Fraction(1): Fraction(-1)}).total() is None  # the integral of the derivatives does not exist
    u, m = Fraction(1, 7), 10**6
    assert abs(sum((phi(n * u) - phi((n + 1) * u) for n in range(1, 40)), Fraction(0)) - (phi(u) - phi(40 * u))) == 0
    assert phi(m * u) < Fraction(1, 10**4)  # what is left of the telescope tends to 0


def _sums(h: Callable[[int, int], int], rows: bool, default: Fraction) -> tuple[Sequence, list[bool]]:
    """The sums of the rows (or columns) of a double series as a sequence, and which of the first ones converge.

    From 20 on, the entries of each row and column do not change, nor do these sums from 5 on.
    """

    def line(i: int) -> Sequence:
        entries = [Fraction(h(i, j) if rows else h(j, i)) for j in range(21)]
        return Sequence(tuple(entries), {Fraction(1): entries[20]})

    totals = [line(i).total() for i in range(8)]
    assert totals[5] == totals[6] == totals[7]
    known = [default if t is None else t for t in totals]
    return Sequence(tuple(known), {Fraction(1): known[5]}), [t is not None for t in totals]


# condition that fails: a double series under the counting measures
DOUBLE: dict[tuple[str, int], Callable[[int, int], int]] = {
    ("fubini", 1): lambda m, n: (n == m) - (n == m + 1),
    ("fubini", 2): lambda m, n: int(m == 0 or (m == 1 and n == 0)),
    ("fubini", 3): lambda m, n: int(n == 0 or (m == 0 and n == 1)),
    ("fubini_integrable", 1): lambda m, n: (n == 2 * m) + (n == 2 * m + 1) - 2 * (n == m),
    ("fubini_integrable", 2): lambda m, n: int(m == 0),
    ("fubini_integrable", 3): lambda m, n: int(m == n),
}


def test_each_double_series_stands_for_a_condition() -> None:
    assert set(DOUBLE) == {(name, i) for name, i in CONDITIONS if TABLE[name].conditions[i] == SERIES}


@pytest.mark.parametrize("default", [Fraction(0), Fraction(17)])
@pytest.mark.parametrize("name, place", DOUBLE)
def test_double_series(name: str, place: int, default: Fraction) -> None:
    h = DOUBLE[name, place]
    by_row, rows_converge = _sums(h, True, default)
    by_column, _ = _sums(h, False, default)
    conditions = [True, all(h(m, n) >= 0 for m in range(20) for n in range(20)), all(rows_converge), by_row.total() is not None]
    assert [i for i, met in enumerate(conditions) if not met] == [place]
    left, right = (default if t is None else t for t in (by_row.total(), by_column.total()))
    assert left != right if name == "fubini" else by_column.total() is None


@pytest.mark.parametrize("default", [Fraction(0), Fraction(17)])
def test_two_series_that_are_no_mixtures(default: Fraction) -> None:
    """The function 1 under a mixture that is a counting measure of 0, 1, 2, ..., which is infinite."""
    ones = Sequence((), {Fraction(1): Fraction(1)})
    assert ones.total() is None  # 1 is not integrable under the mixture
    one_point = [1 if ones.total() is None else 0]  # x is one point and y counted: no integral at x, so that the outer one sees the default
    assert one_point == [1] and default in (0, 17)
    at_each = [Fraction(1)] * 5  # x is counted and y is one point: each inner integral is 1, their sum is infinite
    assert Sequence(tuple(at_each), {Fraction(1): Fraction(1)}).total() is None


def test_a_function_that_only_the_completed_measure_knows() -> None:
    """It varies on a block of measure 0: integrable and not measurable, so `integrable` does not imply `measurable`."""
    statement = Statement.of(LEDGER["integrable_of_le"])
    measurable, integrable = statement.premises[0], statement.claim
    rng = Random(1)
    for model, values in islice(draws(statement, CUSTOMARY, rng, False), 2000):
        if model.value(integrable, values) and not model.value(measurable, values):
            return
    pytest.fail("no such function was drawn")


def test_spaces_have_unions_of_blocks_that_are_not_all_sets() -> None:
    statement = Statement.of(LEDGER["measurable_comp"])
    rng = Random(2)
    spaces = [s for _ in range(50) for s in spaces_of(statement, rng, False).values()]
    assert any(1 < len(s.blocks()) < len(s.block) for s in spaces)
