"""Prove the results of an assignment line by line with a clock: `python -m tests.benchmarks.lines [--warm] [--sympy SECONDS] NUMBER ...`.

Prints one JSON object a line of a derivation. Times are processor times of this process. With --warm all lemmas of the
library are proved beforehand; with --sympy every equation is also given to SymPy's `simplify`, each with a time limit.
"""

from __future__ import annotations

import argparse
import gc
import json
import signal
import time
from pathlib import Path
from typing import Any

from derive.course import records
from derive.course.assignment import read_assignment
from derive.course.claims import ClaimHandle
from derive.course.run import find_result
from derive.kernel.terms import CONST, Term
from derive.language.sympy_bridge import OPAQUE, to_sympy
from derive.tactics.lemma import LEMMAS

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = ROOT / "proofs" / "hw4.toml"


class TimeOut(BaseException):
    """Not an Exception: SymPy must not catch it."""


def proved_lines(numbers: list[str]) -> list[tuple[str, records.Line]]:
    """Every line of these questions with the time that it took, in the order in which they are proved."""
    found: list[tuple[str, records.Line]] = []
    plain = ClaimHandle.prove_line
    number = ""

    def timed(self: ClaimHandle, record: records.Line, statement: Term, by: Any) -> None:
        start = time.process_time()
        plain(self, record, statement, by)
        record.seconds = time.process_time() - start
        found.append((number, record))

    ClaimHandle.prove_line = timed  # type: ignore[method-assign]
    try:
        for question in read_assignment(ASSIGNMENT, ASSIGNMENT.name).question:
            if question.number in numbers:
                number = question.number
                function = find_result(question.result)
                function.run(function.parse(question.parameters))
    finally:
        ClaimHandle.prove_line = plain  # type: ignore[method-assign]
    return found


def stand_in(t: Term) -> bool:
    """Whether SymPy only gets a symbol for a part of this: it has no expectation over any measure, no norm, no supremum."""
    while t.tag == "abs":
        t = t.fun
    if t.tag == "app":
        return stand_in(t.fun) or stand_in(t.arg)
    return t.tag == CONST and t.name in OPAQUE


def simplified(left: Term, right: Term, limit: float) -> dict[str, Any]:
    """What SymPy says about left = right: `simplify(left - right) == 0`, and if not, the same after `doit()`."""
    import sympy

    def out_of_time(*_: object) -> None:
        raise TimeOut

    signal.signal(signal.SIGPROF, out_of_time)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        difference = to_sympy(left) - to_sympy(right)
        if sympy.simplify(difference) == 0:
            answer = "0"
        elif sympy.simplify(difference.doit()) == 0:
            answer = "0 after doit()"
        else:
            answer = "not 0, of stand-ins" if stand_in(left) or stand_in(right) else "not 0"
    except TimeOut:
        answer = "out of time"
    except Exception as e:  # whatever SymPy raises is its answer
        answer = "no counterpart" if "counterpart" in str(e) else f"{type(e).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return {"answer": answer, "seconds": time.process_time() - start}


def main() -> None:
    """Prove, ask SymPy, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--sympy", type=float, default=0.0)
    parser.add_argument("numbers", nargs="+")
    asked = parser.parse_args()
    find_result("networks/scalar_chain")  # the theory is loaded
    if asked.warm:
        for item in LEMMAS.values():
            if item.statement is not None:
                _ = item.theorem, item.rule
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # as in derive.jobs
    lines = proved_lines(asked.numbers)
    if asked.sympy:
        import sympy

        sympy.simplify(sympy.sin(sympy.Symbol("x")) ** 2 - 1)  # its own first use is not counted
    for number, line in lines:
        answer = simplified(line.left, line.right, asked.sympy) if asked.sympy and line.relation == "=" else None
        place = f"{(ROOT / line.file).relative_to(ROOT / 'proofs').with_suffix('').as_posix()}:{line.line}"
        row = {"question": number, "place": place, "relation": line.relation, "verdict": line.verdict, "seconds": line.seconds}
        print(json.dumps({**row, "inferences": line.inferences, "sympy": answer}))


if __name__ == "__main__":
    main()
