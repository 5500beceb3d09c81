"""Every row of the known pitfalls is a test with the answer that this engine must give.

The rows stand in `pitfalls_sympy.py` (what SymPy gets wrong), `pitfalls_checkers.py` (what other checkers accepted) and
`pitfalls_trials.py` (holes of two trials of this design), one function each, with the row in its docstring. They raise, so that
they also run without assertions: six processes with six hash seeds, half of them under -O, must print the same bytes.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from derive.course import failure
from derive.course.verbs import show
from derive.language.expr import Eq, Expr, Real
from derive.language.symbols import D, E, Index, Vector, density, family, integral, log, norm, sizes, spaces, symbols
from derive.theory import abs_le_norm, derivative_under_integral, differentiation, linearity, log_mul
from tests.soundness import pitfall_rows, pitfalls_checkers, pitfalls_sympy, pitfalls_trials
from tests.soundness.pitfall_rows import ROOT, ROWS, Row

MODULES = (pitfalls_sympy, pitfalls_checkers, pitfalls_trials)
TABLES = {
    "SymPy": [
        "delta_of_a_multiple",
        "delta_in_a_product",
        "delta_at_the_end_of_an_interval",
        "matrix_calculus",
        "a_quotient_is_not_cancelled_when_written",
        "a_difference_that_simplifies_to_zero",
        "a_root_is_put_back",
        "an_opaque_expectation",
        "a_definite_integral",
        "matrices_in_normal_form",
        "factors_in_the_order_of_the_author",
        "hard_input_ends_in_time",
        "floats",
    ],
    "Other checkers": [
        "a_lemma_that_was_admitted",
        "a_theorem_with_another_statement",
        "checks_that_vanish",
        "a_goal_that_was_never_proved",
        "a_condition_that_is_dropped",
        "derivative_and_integral_exchanged",
        "derivative_rules",
        "chains_of_relations",
        "division_of_both_sides",
        "assumptions_that_no_sample_meets",
        "unknown_is_not_passed",
        "equality_of_balls",
        "sharp_bounds",
    ],
    "Trials of this design": [
        "induction_and_fresh_names",
        "definitions",
        "replay_trusts_the_certificate",
        "replay_generalises_over_anything",
        "theorems_in_memory",
        "open_terms",
        "two_comparisons_in_one",
        "names",
        "latex_with_brackets",
        "statements_without_their_hypotheses",
        "dimensions_are_finite",
        "spaces_are_not_empty",
        "integrals_without_conditions",
        "conditions_that_finite_models_do_not_notice",
        "structured_values_first",
        "models_by_construction",
        "small_models_quickly",
        "bits_of_balls",
    ],
}
RUNS = [("0", []), ("1", ["-O"]), ("2", []), ("42", ["-O"]), ("4711", []), ("4294967295", ["-O"])]
SCRIPT = """
import sys
from tests.soundness import pitfall_rows, pitfalls_sympy, pitfalls_checkers, pitfalls_trials
pitfall_rows.need(sys.flags.optimize == {optimize}, "not the flags that were asked for")
print(pitfall_rows.outcomes())
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_row(row: Row) -> None:
    outcome = row.outcome()
    assert outcome and all(type(v) is str and v for v in outcome.values())


def test_all_rows_are_here() -> None:
    assert {table: [r.name for r in ROWS if r.table == table] for table in TABLES} == TABLES
    assert [len(names) for names in TABLES.values()] == [13, 13, 18] and len(ROWS) == 44
    assert all(len(r.words) > 40 for r in ROWS) and len({r.words for r in ROWS}) == 44


@pytest.mark.parametrize("module", [pitfall_rows, *MODULES], ids=lambda m: m.__name__.rsplit(".", 1)[1])
def test_rows_check_without_assertions(module: object) -> None:
    tree = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))
    assert not [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Assert)]


def test_a_wrong_answer_is_noticed_without_assertions() -> None:
    script = "from tests.soundness.pitfall_rows import need, refused, Wrong\n"
    for act in ("need(False, 'x')", "refused(lambda: 1)"):
        script += f"try:\n    {act}\nexcept Wrong:\n    print('noticed')\n"
    done = subprocess.run([sys.executable, "-O", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=_environment("0"))
    assert done.stdout.split() == ["noticed"] * 2


def _named() -> dict[str, tuple[Expr, list[Any], str]]:
    """Lines without a condition that they need, and how the message must call it."""
    x, y, d = symbols("x y d", Real)
    s_, m = spaces("S"), sizes("M")
    s, k, theta = symbols("s", s_), symbols("k", Index(m)), symbols("theta", Vector(m))
    f, g, phi = symbols("f", s_ >> Real), symbols("g", s_ >> Real), symbols("phi", Real >> Real)
    p, family_ = density("p", s_), family("q", Vector(m), s_)
    exchange = Eq(integral[s](D[theta[k]](family_[theta](s))), D[theta[k]](integral[s](family_[theta](s))))
    return {
        "x / x": (Eq(x / x, 1), [], "Not(Eq(x, 0))"),
        "divide by d": (Eq(d * x / d, x), [], "Not(Eq(d, 0))"),
        "positive": (Eq(log(x * y), log(x) + log(y)), [log_mul], "0 < x"),
        "integrable": (Eq(E[p(s)](f(s) + g(s)), E[p(s)](f(s)) + E[p(s)](g(s))), [linearity], "integrable[p(s)](f(s))"),
        "bounded": (abs(f(s)) <= norm(f), [abs_le_norm], "bounded(f)"),
        "differentiable": (Eq(D[x](phi(x) ** 2), 2 * phi(x) * D(phi)(x)), [differentiation], "differentiable(phi)"),
        "dominated": (exchange, [derivative_under_integral], "dominated[theta[k]](q[theta](s))"),
    }


@pytest.mark.parametrize("name", ["x / x", "divide by d", "positive", "integrable", "bounded", "differentiable", "dominated"])
def test_the_condition_that_is_missing_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure, "SUGGESTING", 0)
    claim, reasons, condition = _named()[name]
    board = pitfall_rows.lines(lambda: show(claim).by(*reasons))
    (line,) = board.result.shown[0].lines
    assert line.verdict == "undecided" and board.result.verdict == "undecided"
    assert f"needed:  {condition}\n" in line.error and f"given({condition})" in line.error


def _environment(seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}


def _run(seed: str, flags: list[str]) -> str:
    script = SCRIPT.format(optimize=sum(flag.count("O") for flag in flags))
    done = subprocess.run([sys.executable, *flags, "-c", script], cwd=ROOT, capture_output=True, text=True, env=_environment(seed))
    assert done.returncode == 0, (seed, flags, done.stderr[-2000:])
    return done.stdout


def test_the_same_outcomes_for_every_hash_seed_and_without_assertions() -> None:
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda run: _run(*run), RUNS))
    assert set(json.loads(found[0])) == {r.name for r in ROWS}
    for (seed, flags), text in zip(RUNS, found, strict=True):
        assert text == found[0], (seed, flags)
