"""3.2.2 for each choice of weights: proved, replayed, and what must fail refuted; the counterexamples are small."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import derive.kernel.replay
from derive.jobs import Job, Outcome, run_jobs

ROOT = Path(__file__).resolve().parents[2]
PINNED = Path(derive.kernel.replay.__file__).with_name("pinned.json")


@pytest.mark.parametrize("weights", ["whole run", "reward to go", "per decision"])
def test_each_choice_of_weights(weights: str) -> None:
    outcomes: list[Outcome] = []
    run_jobs(
        [Job("decision/importance", {"weights": weights}, models=20, seed=0, root=str(ROOT))],
        1,
        lambda _, outcome: outcomes.append(outcome),
    )
    (outcome,) = outcomes
    assert outcome.error == ""
    assert outcome.printed is not None and outcome.printed["errors"] == []
    assert outcome.printed["verdict"] == "proved"
    published = {p["finding"]: p for p in outcome.printed["published"]}
    assert set(published) == {"K9", "K10", "K11"} and all(p["verdict"] == "refuted" for p in published.values())
    assert all(m["verdict"] == "refuted" for m in outcome.printed["near_misses"])
    smallest = json.dumps(published["K9"]["counterexample"])
    assert "two points" in smallest and "three points" not in smallest  # two states and two actions, two steps
    assert re.search(r'"T": "?2\b', smallest), smallest
    jobs = {"jobs": [{"name": weights, "certificate": outcome.certificate, "goal": outcome.goal}]}
    command = [sys.executable, "-m", "derive.kernel.replay", str(PINNED)]
    answer = json.loads(subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, check=True).stdout.splitlines()[0])
    assert answer["ok"], answer
