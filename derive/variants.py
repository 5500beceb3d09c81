"""Variants of a result: the same script with other parameter values, each derived and proved afresh or refused."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from derive.check import Entry, Options, Run, examine, select
from derive.errors import AssignmentError, DeriveError
from derive.store import PACKAGE, nearest

MOST = 60  # combinations that are run without being asked for one by one


def variants(name: str, settings: tuple[str, ...], options: Options) -> Run:
    """Run a result with every combination of parameter values.

    Args:
        name: a question or a result.
        settings: `parameter=value` or `parameter=value,value`; a parameter that is not set takes all values that its domain can
            list (activations, operators, choices), else its default.

    Raises:
        AssignmentError: nothing has this name, a setting cannot be read, or there are too many combinations.
    """
    from derive.course.assignment import Assignment, Question

    result = _script(name, options)
    domains = _domains(result, options.root)
    wanted = _settings(result, settings, domains)
    values = {p: wanted.get(p, listed) for p, listed in domains.items()}
    values = {p: v for p, v in values.items() if v}
    combinations = [dict(zip(values, c, strict=True)) for c in itertools.product(*values.values())]
    if len(combinations) > MOST:
        needed = f"at most {MOST}: choose values with --set parameter=value"
        raise AssignmentError("there are too many variants to run them all", given=f"{len(combinations)} of {result}", needed=needed)
    questions = [Question(number=str(i), result=result, points=Decimal(0), parameters=c, line=1) for i, c in enumerate(combinations, 1)]
    sheet = Assignment(schema=1, id="variants", title=f"Variants of {result}", points=Decimal(0), question=tuple(questions))
    return examine(options, [Entry(sheet, f"proofs/{result}.py", q) for q in questions])


def _script(name: str, options: Options) -> str:
    """The script that a question or a result stands for."""
    from derive.check import read

    run = Run()
    read(options, run)
    return select(run.entries, [name], options.root)[0].question.result


def _domains(result: str, root: Path) -> dict[str, list[str]]:
    """The parameters of a script, each with the values that its domain can list; found in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(root.resolve()), str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))}  # fmt: skip
    command = [sys.executable, "-m", "derive.variants", result, str(root.resolve())]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=root)
    try:
        found = json.loads(answer.stdout)
    except ValueError:
        said = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
        raise DeriveError("this script could not be read", given=said, file=f"proofs/{result}.py", line=1) from None
    if "error" in found:
        raise _Said(found["error"])
    return dict(found["domains"])


class _Said(DeriveError):
    """A message that came whole from another process."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


def _settings(result: str, settings: tuple[str, ...], domains: dict[str, list[str]]) -> dict[str, list[str]]:
    """What stands after --set, by parameter."""
    found: dict[str, list[str]] = {}
    for text in settings:
        name, equals, written = text.partition("=")
        if not equals or not written:
            raise AssignmentError("this setting cannot be read", given=text, needed="parameter=value, or parameter=value,value")
        if name not in domains:
            known = list(domains)
            needed = f"one of {', '.join(known)}" if known else "no setting: the result has no parameters"
            raise AssignmentError(f"{result} has no parameter {name}", given=text, needed=needed, hint=nearest(name, known))
        found.setdefault(name, []).extend(v.strip() for v in written.split(","))
    return found


def _listed(result: str, root: Path) -> dict[str, object]:
    """What the process that reads the script answers."""
    from importlib import import_module

    from derive.jobs import Job, described

    try:
        from derive.course.question import Domain, ResultFunction

        module = import_module(f"proofs.{result.replace('/', '.')}")
        own = [v for v in vars(module).values() if isinstance(v, ResultFunction) and v.id == result]
        if len(own) != 1:
            raise DeriveError("this script holds no result", needed="one function with @result", file=f"proofs/{result}.py", line=1)
        domains = {}
        for name, p in own[0].parameters.items():
            listing = getattr(p.annotation, "values", None)
            domains[name] = listing(own[0].names) if callable(listing) else []
            if isinstance(p.annotation, Domain) and not domains[name]:
                domains[name] = [p.annotation.show(p.default)]
        return {"domains": domains}
    except (Exception, SystemExit) as e:  # whatever a script does is its author's to read
        return {"error": described(e, root, Job(result, {}, 0, 0, str(root)))}


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(_listed(sys.argv[1], Path(sys.argv[2]))), file=out)
