"""Numeric parameters: symbols with a value. A result is proved for the symbol on its domain; the value is put in for printing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, final

from derive.errors import StatementError
from derive.kernel.terms import LIT, Term, literal, var
from derive.kernel.types import nat, real
from derive.language.expr import Expr, Natural, Rational, Real, Sort, lift
from derive.language.logic import call


@final
class Number:
    """The numbers of one sort; `positive`: greater than 0."""

    def __init__(self, name: str, sort: Sort, example: str, positive: bool = False) -> None:
        self.name, self.sort, self.example, self.positive = name, sort, example, positive

    def parse(self, text: str, names: dict[str, Any]) -> Expr:
        """The number that is written `text`."""
        del names
        try:
            value = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise StatementError(f"{text} is not a number", given=text, needed=f"a {self.name} such as {self.example}") from None
        return self.value(value)

    def value(self, given: object) -> Expr:
        """A literal of this domain, from a number, or from a parameter of the result that is running.

        Raises:
            StatementError: a float, a term, or a number outside the domain.
        """
        from derive.course.board import current

        t = lift(given, self.sort.type if isinstance(given, int) and not isinstance(given, bool) and given >= 0 else None)
        t = current().result.values.get(t, t)
        needed = f"a {self.name} such as {self.example}"
        if t.tag != LIT:
            raise StatementError(f"{Expr(t)!r} is not a number", given=repr(given), needed=needed)
        x = Fraction(t.value)
        if self.positive and x <= 0:
            raise StatementError(f"{x} is not positive", given=str(given), needed=needed)
        if self.sort is Natural and (x < 0 or x.denominator != 1):
            raise StatementError(f"{x} is not a natural number", given=str(given), needed=needed)
        return Rational(x) if self.sort is Real else Expr(literal(x, nat))

    def symbol(self, name: str) -> Term:
        """The variable that stands for the parameter in the script."""
        return var(name.rstrip("_") + "'" * (len(name) - len(name.rstrip("_"))), self.sort.type)

    def fact(self, symbol: Term) -> Term | None:
        """What is known of it."""
        return call("gt", symbol, literal(0, real)) if self.positive else None

    def show(self, value: Expr) -> str:
        """How a value is written in an assignment file."""
        return str(Fraction(value.term.value))


Positive = Number("positive rational number", Real, "1/2", positive=True)
_NATURAL = Number("natural number", Natural, "3")
_REAL = Number("rational number", Real, "-1/2")


@final
class _Truth:
    """true or false, which the script asks with `if`."""

    def parse(self, text: str, names: dict[str, Any]) -> bool:
        """The truth value that is written `text`."""
        del names
        if text not in ("true", "false"):
            raise StatementError(f"{text} is no truth value", given=text, needed="true or false")
        return text == "true"

    def show(self, value: bool) -> str:
        """How it is written in an assignment file."""
        return "true" if value else "false"


TRUTH = _Truth()


def domain_of(annotation: Any) -> Any:
    """The domain that an annotation stands for: `Natural` and `Real` are sorts of symbols as well."""
    if annotation is bool:
        return TRUTH
    return _NATURAL if annotation is Natural else _REAL if annotation is Real else annotation
