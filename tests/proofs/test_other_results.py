"""Results that the homework does not contain, written as an author would: what the language and the tactics can do beyond the shipped scripts.

`other/*.py` are collected as they stand, like every script under a folder `proofs`. Here: the same scripts with other values of their parameters.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import derive.kernel.replay
from derive import Activation, exp, log, sigmoid
from derive.errors import DeriveError
from derive.jobs import Job, Outcome, run_jobs

HERE = Path(__file__).resolve().parent
PINNED = Path(derive.kernel.replay.__file__).with_name("pinned.json")
VARIANTS = [
    ("bellman_monotone", {"T": "on_Q"}),
    ("bellman_operators", {"T": "optimal_on_Q"}),
    ("bellman_operators", {"T": "on_V"}),
    ("bellman_shift", {"T": "on_V"}),
    ("unit_chain", {"phi": "residual"}),
    ("unit_chain", {"phi": "softplus"}),
]


@pytest.mark.parametrize(("name", "parameters"), VARIANTS, ids=["-".join([name, *values.values()]) for name, values in VARIANTS])
def test_a_variant_is_proved_and_replayed(name: str, parameters: dict[str, str]) -> None:
    outcomes: list[Outcome] = []
    job = Job(f"other/{name}", parameters, models=20, seed=0, root=str(HERE.parent))
    run_jobs([job], 1, lambda _, outcome: outcomes.append(outcome))
    (outcome,) = outcomes
    assert outcome.error == ""
    assert outcome.printed is not None
    assert outcome.printed["errors"] == []
    assert outcome.printed["verdict"] == "proved"
    jobs = {"jobs": [{"name": name, "certificate": outcome.certificate, "goal": outcome.goal}]}
    command = [sys.executable, "-m", "derive.kernel.replay", str(PINNED)]
    answer = json.loads(subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, check=True).stdout.splitlines()[0])
    assert answer["ok"], answer
    assert sorted(answer["axioms"]) == outcome.printed["axioms"]


OTHER_UNITS = {
    "softplus": lambda x: log(1 + exp(x)),
    "halved": lambda x: sigmoid(x) / 2,
    "centred": lambda x: 2 * sigmoid(x) - 1,
    "mixed": lambda x: x / 10 + sigmoid(x),
}


@pytest.mark.parametrize("name", OTHER_UNITS)
def test_the_chain_of_the_homework_with_other_units(name: str) -> None:
    """The very script of 1.1, for activations that it was not written for."""
    from proofs.networks.scalar_chain import scalar_chain

    board = scalar_chain.run({"phi": Activation(name, OTHER_UNITS[name])})
    assert board.reports == [] and board.result.verdict == "proved"


def test_a_unit_with_a_kink_is_refused() -> None:
    from proofs.networks.scalar_chain import scalar_chain

    with pytest.raises(DeriveError, match="variant refused: differentiable"):
        scalar_chain.run({"phi": Activation("relu", lambda x: (x + abs(x)) / 2)})
