"""The command line with results made by hand in place of an engine: python stand_in.py all|derive ARGUMENTS.

A script under proofs/ is imported as usual, so that its mistakes are real ones; its result is the example of the same name.
`VERDICT`, `PRINT` or `DIE` in a script make it misbehave.
"""

from __future__ import annotations

import importlib
import os
import sys
import types
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from derive import check
from tests.documents.examples import EXAMPLES

BY_ID = {e["id"]: e for e in EXAMPLES}


class Answer:
    """What run_result returns, as far as the main job looks at it."""

    certificate: ClassVar = {"steps": []}
    goal: ClassVar = {"claims": []}
    seconds: ClassVar = {"prove": 0.25}

    def __init__(self, page: dict[str, Any]) -> None:
        self.page = page


def run_result(result: str, parameters: dict[str, str], models: int, seed: int) -> Answer:
    module = importlib.import_module(f"proofs.{result.replace('/', '.')}")
    if getattr(module, "DIE", False):
        os._exit(3)
    page = {**BY_ID.get(result, {**BY_ID["latent/elbo"], "id": result}), "parameters": parameters}
    page["evidence"] = {**page["evidence"], "models": models, "seed": seed}
    page["verdict"] = getattr(module, "VERDICT", page["verdict"])
    return Answer(page)


def replayed(run: check.Run) -> None:
    for e in run.entries:
        e.printed["replayed"] = e.certificate is not None


def install() -> None:
    """Put the stand-ins where the main job looks for the engine."""
    ledger = [{"name": "add_comm", "text": "a + b = b + a", "latex": "a + b = b + a", "source": "Spivak, P4"}]
    contents: dict[str, dict[str, Any]] = {
        "derive.course.run": {"run_result": run_result},
        "derive.documents.printed": {"printed": lambda answer: answer.page, "ledger": lambda answer: ledger},
    }
    for name, names in contents.items():
        package, _, short = name.rpartition(".")
        module = types.ModuleType(name)
        vars(module).update(names)
        sys.modules[name] = module
        setattr(importlib.import_module(package), short, module)
    check._replay = replayed


if __name__ == "__main__":
    install()
    door = sys.argv.pop(1)
    if door == "all":
        from derive.all import main

        sys.exit(main(sys.argv[1:]))
    from derive.cli import main as command

    sys.argv[0] = "derive"
    command()
