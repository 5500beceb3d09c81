"""A few dozen of the mutants of the scripts (all of them: DERIVE_MUTANTS=1; one in N: DERIVE_MUTANTS=N).

What is false is never proved, and is refuted with a counterexample. What is accepted is true, and says why.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PART = int(os.environ.get("DERIVE_MUTANTS", "80"))

# accepted mutants that state something new: a regular expression, found in their name or in each new statement, and why they are true
TRUE: tuple[tuple[str, str], ...] = (
    (r"swap sides: phi\(x\) - Rational\(1, 2\)", "(a - b)^2 = (b - a)^2"),
    (
        r"relation of a line: \.eq\((.*)\)  ~>  \.(le|ge)\(\1\)",
        "an equation read as an inequality, in a chain that goes that way anyway",
    ),
    (r"^Eq\(1, Prod\[\w, 1, 0\]", "the factors of an empty product do not matter"),
    (
        r"setting (capture: E\[pi|swap variables: (a  ~>  a_|s_  ~>  s))",
        "another operator: what is free in it is a parameter, and the bound holds for every reward and draw",
    ),
    (r"baseline constant: 1  ~>  2", "runs with two steps or more are runs"),
    (r"baseline relation: .* > 0  ~>  .* >= 0", "what is shown is weaker"),
    (r"contraction drop hypothesis: .*  ~>  given\(bounded\(V\), bounded\(W\)\)", "the reward of on_Q is not averaged, and cancels"),
)

# false, and not refuted by any model: what they change, and why no model can
UNREFUTED: tuple[tuple[str, str], ...] = (
    (r"elbo .*integrable", "integrability: no finite model breaks it, and the tails that are tried do not either"),
    (r"argmin", "the set of minimisers is not evaluated"),
    (
        r"scalar_chain .*D\(phi\)\(f\[n\]",
        "false for n >= 1 only, where the induction hypothesis is an equation of balls: likely, never certain",
    ),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("mutants") / "answers.jsonl"
    command = [sys.executable, str(HERE / "mutations.py"), "--sample", str(PART), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(row) for row in out.read_text(encoding="utf-8").splitlines()]
    assert len(found) > 20
    return found


def explained(a: dict[str, Any], reasons: tuple[tuple[str, str], ...]) -> bool:
    return any(re.search(pattern, a["key"]) or all(re.search(pattern, c["text"]) for c in a["changed"]) for pattern, _ in reasons)


def shown(some: list[dict[str, Any]]) -> str:
    return "\n".join(f"{a['name']}\n    {a['error']}" for a in some)


def test_every_mutant_ends_in_a_verdict_or_a_message(answers: list[dict[str, Any]]) -> None:
    broken = [a for a in answers if a["outcome"] == "broken"]
    assert not broken, shown(broken)


def test_what_is_accepted_is_true(answers: list[dict[str, Any]]) -> None:
    accepted = [a for a in answers if a["outcome"] == "accepted"]
    for a in accepted:
        assert a["replayed"]
        assert all(c["evidence"] == "consistent" for c in a["changed"]), a
    unexplained = [a for a in accepted if a["changed"] and not explained(a, TRUE)]
    assert not unexplained, "true? then say why in TRUE:\n" + shown(unexplained)


def test_a_false_line_is_refuted(answers: list[dict[str, Any]]) -> None:
    standing = [
        a
        for a in answers
        if a["outcome"] in ("no proof", "near miss") and any(c["kind"] == "line" and c["evidence"] == "refuted" for c in a["changed"])
    ]
    standing = [a for a in standing if not explained(a, UNREFUTED)]
    assert not standing, shown(standing)


def test_a_false_claim_is_refuted(answers: list[dict[str, Any]]) -> None:
    standing = [a for a in answers if a["outcome"] in ("no proof", "near miss") and any(c["evidence"] == "refuted" for c in a["changed"])]
    standing = [a for a in standing if not explained(a, UNREFUTED)]
    assert not standing, shown(standing)


def test_most_mutants_are_refuted(answers: list[dict[str, Any]]) -> None:
    stated = [a for a in answers if a["outcome"] not in ("same", "unstated")]
    refuted = [a for a in stated if a["outcome"] == "refuted"]
    assert len(refuted) >= 0.6 * len(stated), (len(refuted), len(stated))
