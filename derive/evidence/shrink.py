"""The smallest counterexample: structured models first, then random ones, then greedy simplification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from random import Random
from typing import TYPE_CHECKING, final

from derive.evidence.chooser import Chooser
from derive.evidence.describe import describe
from derive.evidence.draw import Drawing, draw, mixed, structured
from derive.evidence.infinite import infinite, is_infinite
from derive.evidence.model import Model
from derive.evidence.numbers import FALSE, TRUE, UNKNOWN
from derive.evidence.trial import Trial
from derive.evidence.values import Spec
from derive.kernel.terms import Term

if TYPE_CHECKING:
    from derive.course.records import Counterexample

_STEPS = 1500  # models tried while shrinking
_VIOLATIONS = 5  # models without a hypothesis before it is called unneeded
_IMPLIED = 50  # models that all satisfy a hypothesis before it is called implied by the others


def fails(trial: Trial, statement: Term, undefined_counts: bool) -> bool:
    """In the entered model all hypotheses hold exactly and the statement is false (or has no value)."""
    if trial.hypotheses_hold().truth != TRUE:
        return False
    answer = trial.ask(statement)
    if answer is None:
        return False
    return answer.truth == FALSE or (undefined_counts and answer.truth == UNKNOWN and answer.why == "undefined")


def search(
    statement: Term, hypotheses: list[Term], seed: int, budget: int, undefined_counts: bool, suffices: Sequence[Term] = ()
) -> Counterexample | None:
    """A smallest model in which the statement fails, described; None when the budget runs out.

    Models in which what suffices for the statement holds are passed over.
    """
    trial = Trial([statement, *suffices], hypotheses)
    for model in islice(_models(trial, seed), budget):
        trial.enter(model)
        if suffices and all((answer := trial.ask(h)) is not None and answer.truth == TRUE for h in suffices):
            continue
        if fails(trial, statement, undefined_counts):
            smallest = shrink(trial, model, statement, undefined_counts, seed)
            trial.enter(smallest)
            return describe(trial, smallest, statement)
    return None


def survives_without(statement: Term, rest: list[Term], dropped: Term, seed: int, budget: int) -> bool:
    """The statement holds in all models of the rest, of which a few violate the dropped hypothesis, or none of many does."""
    trial = Trial([statement, dropped], rest)
    violated = met = 0
    for model in islice(_models(trial, seed), budget):
        trial.enter(model)
        if trial.hypotheses_hold().truth != TRUE:
            continue
        answer = trial.ask(statement)
        if answer is None or answer.truth == FALSE or answer.why == "undefined":
            return False
        met += 1
        against = trial.ask(dropped)
        violated += against is not None and against.truth == FALSE
    return violated >= _VIOLATIONS or (violated == 0 and met >= _IMPLIED)


def _models(trial: Trial, seed: int) -> Iterator[Model]:
    yield from structured(trial.plan, seed)
    yield from infinite(trial.plan, seed)
    yield from mixed(trial.plan, seed)


def shrink(trial: Trial, model: Model, statement: Term, undefined_counts: bool, seed: int) -> Model:
    """Greedy: smaller spaces, then simpler values, as long as the statement still fails."""
    for t in () if is_infinite(model) else trial.plan.types:
        while model.sizes.get(t, 1) > 1:
            smaller = {**model.sizes, t: model.sizes[t] - 1}
            rng = Random(f"shrink {seed}")
            for k in range(40):
                candidate = draw(trial.plan, Chooser(1 + k % 2, rng, smooth=k), smaller)
                trial.enter(candidate)
                if candidate.sizes.get(t, 1) < model.sizes[t] and fails(trial, statement, undefined_counts):
                    model = candidate
                    break
            else:
                break
    shrinking = _Shrinking(trial, statement, undefined_counts)
    smaller_model: Model | None = model
    while smaller_model is not None:
        model = smaller_model
        smaller_model = shrinking.one(model) or shrinking.two(model)
    return model


@final
class _Shrinking:
    """Replaces the values of one symbol, or of two at once, by simpler ones, as long as the statement still fails."""

    def __init__(self, trial: Trial, statement: Term, undefined_counts: bool) -> None:
        self.trial, self.statement, self.undefined_counts = trial, statement, undefined_counts
        self.steps = 0

    def fails(self, candidate: Model) -> bool:
        """The statement fails in this model, within the budget."""
        self.steps += 1
        if self.steps > _STEPS:
            return False
        self.trial.enter(candidate)
        return fails(self.trial, self.statement, self.undefined_counts)

    def simpler(self, model: Model, v: Term) -> Iterator[Spec]:
        """Simpler values of a symbol; a bijection does not change without its inverse."""
        role = self.trial.plan.roles.get(v)
        if role is not None and role.partner is not None:
            return iter(())
        mine = model.specs[v].weight()
        return (spec for spec in model.specs[v].simpler() if spec.weight() < mine)

    def one(self, model: Model) -> Model | None:
        """A model with a simpler value of one symbol."""
        for candidate in self.identities(model):
            if self.fails(candidate):
                return candidate
        for v in self.trial.plan.variables:
            for spec in self.simpler(model, v):
                candidate = model.with_spec(v, spec)
                if self.fails(candidate):
                    return candidate
        return None

    def identities(self, model: Model) -> Iterator[Model]:
        """The model with the identity for one of its bijections."""
        plan = self.trial.plan
        drawing = Drawing(plan, Chooser(0, Random(0)), model.sizes)
        for f, role in plan.roles.items():
            if role.kind != "bijection" or f not in model.specs or is_infinite(model):
                continue
            candidate = model
            for v, other in plan.roles.items():
                if other.partner is f and v in model.specs:
                    candidate = candidate.with_spec(v, drawing.spec(v))
            if candidate.specs[f] != model.specs[f]:
                yield candidate

    def two(self, model: Model) -> Model | None:
        """A model with a few of the simplest values of two symbols."""
        loud = [v for v in self.trial.plan.variables if model.specs[v].weight() > 0]
        for v, w in combinations(loud, 2):
            for first in islice(self.simpler(model, v), 3):
                for second in islice(self.simpler(model, w), 3):
                    candidate = model.with_spec(v, first).with_spec(w, second)
                    if self.fails(candidate):
                        return candidate
        return None
