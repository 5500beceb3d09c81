"""Proofs of lemmas line by line: each line is closed by its reasons, and known to the next."""

from __future__ import annotations

from typing import final

from derive.kernel.terms import Term
from derive.kernel.theorem import Theorem
from derive.language.expr import Expr
from derive.tactics.calc import close
from derive.tactics.induction import finished
from derive.tactics.lemma import Lemma
from derive.tactics.logic import parts_of_eq, plain_conv
from derive.theory.letters import assuming


@final
class Lines:
    """What is known in a proof: the hypotheses of a lemma, then one line after the other."""

    def __init__(self, *hyps: Term | Expr) -> None:
        self.hyps = [_term(h) for h in hyps]
        self.prover = assuming(*self.hyps)

    def have(self, claim: Term | Expr, *by: Lemma | Theorem | Term) -> Theorem:
        """The next line, proved from what is known and the reasons."""
        return self.know(close(self.prover, _term(claim), by))

    def know(self, th: Theorem) -> Theorem:
        """Use a theorem from now on."""
        self.prover.add(th)
        return th

    def done(self, th: Theorem) -> Theorem:
        """The lemma: what was shown under its hypotheses, for all values."""
        return finished(th, *self.hyps)


def _term(claim: Term | Expr) -> Term:
    """The statement, with >= and > turned round."""
    t = claim.term if isinstance(claim, Expr) else claim
    turned = plain_conv(t)
    return t if turned is None else parts_of_eq(turned)[1]
