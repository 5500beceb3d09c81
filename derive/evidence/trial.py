"""One plan with its compiled hypotheses: draws models, re-checks the hypotheses in them, and answers statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from derive.evidence.evaluate import Answer, Evaluator
from derive.evidence.model import Model
from derive.evidence.numbers import FALSE, LIKELY, TRUE, UNKNOWN, NoValue
from derive.evidence.plan import Plan
from derive.kernel.terms import Term
from derive.kernel.types import fun


@final
class Trial:
    """Compiled statements and hypotheses; `enter` a model, then ask."""

    def __init__(self, statements: Sequence[Term], hypotheses: Sequence[Term]) -> None:
        self.plan = Plan.of(statements, hypotheses)
        self.evaluator = Evaluator(self.plan.definitions)
        self.hypotheses = [(i, self.evaluator.node(h)) for i, h in enumerate(hypotheses)]

    def enter(self, model: Model) -> None:
        """Give the symbols their values."""
        values = model.values()
        samples = model.samples(values)
        for v, role in self.plan.roles.items():
            if role.kind == "orthonormal" and v in values:  # their transposes are tried by quantifiers too
                rows, rest = v.type.args
                turned = fun(rest.args[0], rows, rest.args[1])
                samples.setdefault(turned, []).insert(0, lambda j, a=values[v]: lambda i: a(i)(j))
        self.evaluator.load(model.sizes, values, samples, model.horizon)
        for v in self.plan.definitions:
            if v.type.name == "real":  # defined numbers are tried by quantifiers too
                try:
                    samples.setdefault(v.type, []).insert(0, self.evaluator.node(v)(()))
                except NoValue:
                    continue

    def hypotheses_hold(self) -> Answer:
        """TRUE when each is re-checked exactly or holds by construction; LIKELY when balls or samples only do not refute one."""
        truth, bits = TRUE, 64
        for i, node in self.hypotheses:
            if i in self.plan.built_in and i not in self.plan.role_hypotheses:
                continue
            answer = self.evaluator.truth(node)
            if answer.truth in (FALSE, UNKNOWN):
                return answer
            bits = max(bits, answer.bits)
            if answer.truth == LIKELY and i not in self.plan.built_in:
                truth = LIKELY
        return Answer(truth, bits)

    def ask(self, statement: Term, extra: Sequence[Term] = ()) -> Answer | None:
        """The answer for a statement; None when a hypothesis of its own does not hold."""
        likely = False
        for h in extra:
            answer = self.evaluator.truth(self.evaluator.node(h))
            if answer.truth in (FALSE, UNKNOWN):
                return None
            likely = likely or answer.truth == LIKELY
        answer = self.evaluator.truth(self.evaluator.node(statement))
        if likely and answer.truth == FALSE:
            return Answer(UNKNOWN, answer.bits, "precision", "a hypothesis is only likely")
        return answer
