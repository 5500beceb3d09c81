"""Programs of models: an independent computation of both sides, in every model and not only where a statement fails."""

from __future__ import annotations

import ast
import contextlib
import io
from itertools import islice
from typing import Any

import mpmath
import pytest

from derive.evidence.describe import describe
from derive.evidence.draw import mixed
from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import LIKELY, TRUE, NoValue, strip
from derive.evidence.trial import Trial
from derive.kernel.terms import Term, parts
from derive.language.expr import Expr
from tests.evidence import test_scripts as scripts
from tests.evidence import test_verdict as verdicts
from tests.evidence.support import facts

CASES: list[tuple[Expr, list[Term]]] = [
    (scripts.identity, scripts.ELBO),
    (scripts.gap >= 0, scripts.ELBO),
    (scripts.contraction, scripts.BELLMAN),
    (scripts.unbiased, scripts.BASELINE),
    *[(claim, facts(claim)) for claim in verdicts.TRUE_CLAIMS],
    *[(claim, facts(claim)) for claim, _ in verdicts.FALSE_CLAIMS],
]


def ran(source: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "snippet", "exec"), space)
    return space


@pytest.mark.parametrize(("claim", "hypotheses"), CASES, ids=[str(c)[:60] for c, _ in CASES])
def test_the_program_finds_what_the_evaluation_found(claim: Expr, hypotheses: list[Term]) -> None:
    trial = Trial([claim.term], hypotheses)
    agreed = 0
    for model in islice(mixed(trial.plan, 5), 60):
        trial.enter(model)
        if trial.hypotheses_hold().truth != TRUE:
            continue
        answer = trial.ask(claim.term)
        assert answer is not None
        shown = describe(trial, model, claim.term)
        assert shown.python
        space = ran(shown.python)
        if answer.why:
            continue
        assert bool(space["holds"]) == (answer.truth >= LIKELY), shown.python
        agreed += 1
        name, args = parts(claim.term)
        if name in ("eq", "le", "lt", "ge", "gt") and "left" in space and answer.truth >= LIKELY:
            for side, term in (("left", args[0]), ("right", args[1])):
                assert near(space[side], trial.evaluator, term)
        if agreed >= 12:
            break
    assert agreed >= 5


def near(found: Any, ev: Evaluator, term: Term) -> bool:
    try:
        x = strip(ev.node(term)(()))
    except NoValue:
        return False
    text = str(x) if hasattr(x, "p") else x.mid().str(20, radius=False)
    number = mpmath.mpf(text.split("/")[0]) / mpmath.mpf(text.split("/")[1] if "/" in text else 1)
    value = mpmath.mpf(found.numerator) / found.denominator if hasattr(found, "numerator") else mpmath.mpf(found)
    return bool(abs(number - value) <= 1e-7 * (1 + abs(number)))


def test_a_program_stands_on_its_own() -> None:
    trial = Trial([scripts.contraction.term], scripts.BELLMAN)
    model = next(mixed(trial.plan, 0))
    trial.enter(model)
    tree = ast.parse(describe(trial, model, scripts.contraction.term).python)
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | {
        a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names
    }
    assert imported <= {"fractions", "math"}
