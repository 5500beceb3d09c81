"""Shares of a question's points: what marks and deductions are counted in."""

from __future__ import annotations

from fractions import Fraction

from derive.errors import StatementError


def shared(share: object, text: str) -> str:
    """The share of a mark or of a deduction, checked: a positive exact number.

    >>> shared("1/4", "steps are skipped")
    '1/4'
    """
    try:
        exact = Fraction(str(share))
    except (ValueError, ZeroDivisionError):
        exact = Fraction(0)
    if isinstance(share, float) or exact <= 0:
        raise StatementError("this is not a share", given=f"{share!r} for {text!r}", needed='a positive exact number such as 1 or "1/4"')
    return str(exact)
