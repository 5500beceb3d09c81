"""Suprema as numbers: enclosed by interval arithmetic, outside the kernel, and said to be so."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, final

from derive.course import records
from derive.course.board import current
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import items_of, resolve
from derive.course.verbs import facts
from derive.errors import StatementError
from derive.kernel.terms import ABS, abstract, apply, parts
from derive.kernel.types import real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.calc import close


@final
class Enclosure:
    """low <= a supremum <= high, found with rigorous balls; in a sentence it prints as the two numbers."""

    def __init__(self, value: Expr, low: Fraction, high: Fraction, digits: int) -> None:
        self.value, self.low, self.high, self.digits = value, low, high, digits

    def ends(self) -> tuple[str, str]:
        """The ends as decimals, rounded outwards in the second digit behind those that were asked for."""
        step = Fraction(1, 10 ** (self.digits + 1))
        while step * 10 ** (self.digits + 2) <= self.high:
            step *= 10
        while self.high < step * 10 ** (self.digits + 1):
            step /= 10
        places = len(str(step.denominator)) - 1 if step < 1 else 0
        low, high = (self.low // step) * step, -((-self.high) // step) * step
        return _decimal(low, places), _decimal(high, places)

    def __repr__(self) -> str:
        low, high = self.ends()
        return f"{low} <= {self.value!r} <= {high}"

    def __format__(self, spec: str) -> str:
        from derive.language.latex import to_latex

        low, high = self.ends()
        return rf"${low} \le {to_latex(self.value.term)} \le {high}$"


def _decimal(x: Fraction, places: int) -> str:
    whole = abs(x) * 10**places
    text = str(whole.numerator // whole.denominator).rjust(places + 1, "0")
    return ("-" if x < 0 else "") + (f"{text[:-places]}.{text[-places:]}" if places else text)


def enclosure(value: Expr, tail: Any, by: Any, given: Any, digits: int) -> Enclosure:
    """The supremum `sup[x](...)` as a number.

    `tail` bounds the function for every x, which is proved from `by` and `given`, and is small far out. What is given must
    leave no symbol open.

    Raises:
        StatementError: `value` is no supremum over the real numbers.
        StepError: the bound is not proved, or the numbers do not come close enough.
    """
    from derive.evidence.enclosure import supremum

    board = current()
    with board.at(*board.where()):
        name, args = parts(lift(value))
        if name != "sup" or args[0].tag != ABS or args[0].type.args[0] is not real:
            raise StatementError("only a supremum over real numbers is enclosed", given=repr(value), needed="sup[x](...), x a real number")
        supposed = facts(given)
        board.touch(value.term, lift(tail, real))
        x = board.prover.fresh(args[0])
        named = next((v for v in board.entered if v.name == args[0].name and v.type is real), x)
        function, bound = args[0], abstract(named, lift(tail, real))
        outside = call("le", apply(function, named), apply(bound, named))
        prover = board.prover.child(*(f.statement for f in supposed))
        prover.start(STEPS, SECONDS)
        close(prover, outside, items_of(resolve(by)))
        found = supremum(function, bound, [*board.hypotheses(), *(f.statement for f in supposed)], digits)
        result = Enclosure(value, found.low, found.high, digits)
        board.result.enclosures.append(records.Enclosure(value.term, *result.ends(), digits, found.boxes, found.bits, outside))
    return result
