"""One result from script to certificate: evidence, goal, axioms, and scripts that cannot be run at all."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from derive import Eq, Natural, Real, exists, exp, given, have, published, show, suppose, symbols
from derive.course.run import _certify, _evidence, axioms_of, find_result
from derive.errors import DeriveError, ReplayError
from derive.jobs import Job, Outcome, run_jobs
from derive.kernel import rules as k
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import check
from derive.tactics.lemma import LEMMAS
from tests.course.support import TABLE, proved, run, text

x, y = symbols("x y", Real)


def test_a_script_that_shows_nothing() -> None:
    def script() -> None:
        """t"""
        have(Eq(x, x)).by()

    board = run(script)
    _certify(board)
    assert board.result.verdict == "undecided" and board.result.certificate is None
    assert board.result.errors == [f"proofs/{board.result.id}.py:1: error: this script shows nothing\n  needed:  at least one show(...)"]


def test_no_certificate_for_what_is_not_proved() -> None:
    def script() -> None:
        """t"""
        show(Eq(x, x)).by()
        show(x <= y).by()

    board = run(script)
    _certify(board)
    assert board.result.certificate is None and board.result.goal is None


def test_the_goal_is_what_is_shown() -> None:
    def script() -> None:
        """t"""
        h = given(x > 0)
        k_ = suppose(y > 0)
        show(x * y > 0, given=k_).by(h, k_)
        have(x >= 0).by(h)

    board = proved(script)
    from derive.language.expr import Implies

    wanted = encode_goal([(x > 0).term], [Implies(y > 0, x * y > 0).term])
    assert board.result.goal == wanted
    assert board.result.certificate is not None
    stronger = encode_goal([(x > 0).term], [(x * y > 0).term])
    with pytest.raises(ReplayError):
        check(board.result.certificate, stronger, TABLE)
    with pytest.raises(ReplayError):
        check(board.result.certificate, encode_goal([], [Implies(y > 0, x * y > 0).term]), TABLE)


def test_a_contradiction_is_part_of_the_certificate() -> None:
    def script() -> None:
        """t"""
        claim = show(exp(x) > 0)
        claim.by()
        published("A1", exists[x](Eq(exp(x), 0)), "zero", by=claim)

    goal = proved(script).result.goal
    assert goal is not None and len(goal["claims"]) == 2


def test_hypotheses_that_no_proof_needs_are_marked() -> None:
    def script() -> None:
        """t"""
        h, _ = given(x > 0, y > 0)
        show(x >= 0).by(h)

    assert [(h.name, h.unneeded) for h in proved(script).result.hypotheses] == [("x > 0", False), ("y > 0", True)]


def test_axioms_are_those_that_the_checker_meets() -> None:
    def script() -> None:
        """t"""
        show(exp(x) > 0).by()

    board = proved(script)
    assert board.result.certificate is not None and board.result.goal is not None
    met = check(board.result.certificate, board.result.goal, TABLE)
    assert board.result.axioms == met["axioms"]
    assert "exp_add" in board.result.axioms
    assert axioms_of([k.refl(x.term)]) == []


def test_two_symbols_that_print_alike() -> None:
    def script() -> None:
        """t"""
        a, b = symbols("a", Real), symbols("a", Natural)
        show(a <= a + b).by()

    board = run(script)
    _certify(board)
    (e,) = board.reports
    assert e.what == "two symbols a both print as a" and e.needed == "two names"
    assert sorted(e.given.split(", ")) == ["a : nat", "a : real"]
    assert board.result.verdict == "undecided"


def test_every_line_is_tried_on_models() -> None:
    def script() -> None:
        """t"""
        h = given(x > 1)
        claim = show(x * x > x)
        claim.eq((x - 1) * x + x).gt(x, by=h)

    board = run(script)
    _evidence(board, 20, 0)
    claim = board.claims[0].record
    assert claim.evidence is not None and claim.evidence.models == 20 and claim.evidence.refuted == 0
    assert all(line.evidence is not None and line.evidence.consistent for line in claim.lines)
    assert board.result.evidence is not None and board.result.evidence.seed == 0


def test_proved_and_refuted_at_once_is_an_internal_error() -> None:
    """A line that a model breaks is not called proved, whatever the tactics said."""

    def script() -> None:
        """t"""
        show(x**2 >= 0).by()

    board = run(script)
    record = board.claims[0].record
    record.statement = (x > 0).term
    _evidence(board, 20, 0)
    assert record.verdict == "undecided"
    assert any("internal error: a line is both proved and refuted" in e for e in board.result.errors)


def test_a_certificate_is_of_no_use_for_another_claim() -> None:
    def script() -> None:
        """t"""
        show(exp(x) > 0).by()

    certificate = proved(script).result.certificate
    assert certificate is not None
    for claim in (exp(x) > 1, exp(y) > 0, exp(x) < 0):
        with pytest.raises(ReplayError):
            check(certificate, encode_goal([], [claim.term]), TABLE)
    assert encode([LEMMAS["exp_pos"].theorem]) != certificate


# scripts in files: messages have file and line


def outcomes(root: Path, **scripts: str) -> dict[str, Outcome]:
    """Each script run as `derive` runs it, in a process of its own."""
    (root / "proofs").mkdir()
    for name, source in scripts.items():
        (root / "proofs" / f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
    found: list[tuple[int, Outcome]] = []
    jobs = [Job(name, {}, models=5, seed=0, root=str(root)) for name in scripts]
    run_jobs(jobs, 2, lambda i, outcome: found.append((i, outcome)))
    return dict(zip(scripts, [o for _, o in sorted(found, key=lambda pair: pair[0])], strict=True))


HEAD = '''
from derive import *

@result
def script():
    """One"""
    x, n = symbols("x", Real), symbols("n", Natural)
'''


def test_messages_have_the_file_and_the_line_of_the_script(tmp_path: Path) -> None:
    scripts = {
        "induction": HEAD + "    show(x <= x + 1).induction(x)\n",
        "floats": HEAD + "    show(x <= 0.25)\n",
        "words": HEAD + "    given('only words')\n",
        "marks": HEAD + "    show(x <= x + 1).mark(1, 'early')\n",
        "cases": HEAD + "    show(x <= x + 1).cases(x > 0)\n",
        "points": HEAD + "    show(x <= x + 1).at(x)\n",
        "silent": HEAD + "    say('nothing is shown')\n",
        "two": HEAD + "    show(Eq(x, x)).by()\n\n@result\ndef other():\n    pass\n",
        "none": "from derive import *\n",
        "wrong": HEAD + "    show(x**2 > 0).by()\n",
    }
    expected = {
        "induction": ("proofs/induction.py:8: error: induction is on a natural number", False),
        "floats": ("proofs/floats.py:8: error: 0.25 is a float", False),
        "words": ("proofs/words.py:8: error: given needs a claim", False),
        "marks": ("proofs/marks.py:8: error: a mark needs a line", False),
        "cases": ("proofs/cases.py:8: error: cases needs at least two conditions", False),
        "points": ("proofs/points.py:8: error: this is not a statement about all points", False),
        "silent": ("proofs/silent.py:1: error: this script shows nothing", False),
        "two": ("proofs/two.py:1: error: a script declares one result", True),
        "none": ("proofs/none.py:1: error: a script declares one result", True),
        "wrong": ("proofs/wrong.py:8: error: this line is false", False),
    }
    for name, outcome in outcomes(tmp_path, **scripts).items():
        said = outcome.error or "\n".join(outcome.printed["errors"] if outcome.printed else [])
        assert (said.split("\n")[0], outcome.bad_input) == expected[name]
        assert "Traceback" not in said
        assert json.dumps(said)


def test_a_result_that_is_not_there() -> None:
    with pytest.raises((DeriveError, ModuleNotFoundError)):
        find_result("nowhere/at_all")


def test_messages_of_reports_have_their_line() -> None:
    def script() -> None:
        """t"""
        show(x**2 > 0).by()

    (e,) = run(script).reports
    assert text(e, script).startswith("script:2: error: this line is false")
