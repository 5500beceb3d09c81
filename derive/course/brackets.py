"""`find.cheapest`: how to put brackets into a product of matrices so that it takes the fewest operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from derive.course import records
from derive.course.find import Finder
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import Fact
from derive.kernel.terms import Term
from derive.language.expr import And, Expr, lift
from derive.language.logic import call
from derive.language.programs import cost_of
from derive.tactics import bracketing
from derive.tactics.lemma import LEMMAS

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle


@final
class Cheapest(Finder):
    """The cheapest way to put brackets into a product: `value`, and the `claim` that no other way is cheaper."""

    def __init__(self, value: Term, others: list[Term], given: list[Term]) -> None:
        self.value, self.others, self.given = Expr(value), others, given
        self.claim = And(*(Expr(call("le", cost_of(value), cost_of(w))) for w in others))

    def prove(self, handle: ClaimHandle, record: records.Line) -> ClaimHandle:
        """Each comparison by counting, and by the order of the sizes."""
        handle.prover.start(STEPS, SECONDS)
        shown = [th for w in self.others for th in bracketing.reasons(handle.prover, self.value.term, w, self.given)]
        facts = [Fact(th.concl, th, "the order of the sizes", "the order of the sizes") for th in shown]
        handle.prove_line(record, handle.record.statement, [LEMMAS["schoolbook"], *facts])
        record.by_finder, record.idle = True, []
        for words in (record.reasons, record.words, record.words_latex):
            words[:] = list(dict.fromkeys(words))
        if record.theorem is not None:
            handle.done(record.theorem)
        return handle


def cheapest(expr: Expr, given: Any = ()) -> Cheapest:
    """The cheapest way to put brackets into a product, for all sizes that satisfy what was supposed.

    Raises:
        StepError: which way is cheapest depends on the sizes.
    """
    items = list(given) if isinstance(given, list | tuple) else [given]
    terms = [getattr(f, "statement", None) or lift(f) for f in items]
    return Cheapest(*bracketing.cheapest(lift(expr), terms), terms)
