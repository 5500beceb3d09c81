"""A supremum over all real numbers, enclosed: branch and bound with balls inside an interval, a bound for the rest outside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from flint import arb, fmpq

from derive.errors import StepError
from derive.evidence.definitions import definitions_among, reachable
from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import NoValue, Ray, derivative, rational, set_precision
from derive.kernel.terms import Term

BITS = 128
BOXES = 20_000  # to look at, before giving up
WIDEST = 2**10


@final
@dataclass(frozen=True)
class Interval:
    """low <= the supremum <= high, exactly; boxes: how many intervals of x were looked at."""

    low: Fraction
    high: Fraction
    boxes: int
    bits: int = BITS


def supremum(function: Term, tail: Term, hypotheses: Sequence[Term], digits: int) -> Interval:
    """The supremum of a function of a real number, to so many significant digits.

    The symbols of the function must be defined by the hypotheses. Outside [-M, M] the function is at most `tail`, which is
    evaluated on the two rays; M grows until that is less than a value that the function takes. Inside, an interval is left out when
    the function is smaller there, or when its slope has one sign there: then its largest value is at an end, which belongs to the
    interval beside it. What is left is bounded by the value in the middle and the slope, and halved until that is close enough.

    Raises:
        StepError: a symbol has no value, the function is not larger than its tail anywhere, or there are too many intervals.
    """
    found = definitions_among(hypotheses)[0]
    open_ = sorted(v.name for v in reachable([function, tail], found) if v not in found)
    if open_:
        raise StepError("this has no single value", given=f"free: {', '.join(open_)}", needed="symbols that are defined", hint="given=...")
    ev = Evaluator(found)
    ev.load({}, {})
    ev.restart(BITS)
    try:
        f, beyond = ev.node(function)(()), ev.node(tail)(())
        return _search(f, beyond, digits)
    except NoValue as e:
        raise StepError("this cannot be enclosed", given=str(e), needed="a function built from exp, log and arithmetic") from None
    finally:
        set_precision(64)


def _search(f: Callable[[Any], Any], beyond: Callable[[Any], Any], digits: int) -> Interval:
    best = max(_lower(f(fmpq(i))) for i in range(-3, 4))
    reach = 4
    while max(_upper(beyond(Ray(rational(reach), sign))) for sign in (1, -1)) >= best:
        reach *= 2
        if reach > WIDEST:
            raise StepError("the tail is not small enough", needed="a bound that falls below the values of the function")
    waiting = [(Fraction(i, 4), Fraction(i + 1, 4)) for i in range(-4 * reach, 4 * reach)]
    high, seen = best, 0
    while waiting:
        a, b = waiting.pop()
        seen += 1
        if seen > BOXES:
            raise StepError("the search was given up", given=f"{BOXES} intervals", needed="fewer digits")
        middle, radius = (a + b) / 2, (b - a) / 2
        box = arb(rational(middle), rational(radius))
        value = f(rational(middle))
        best = max(best, _lower(value))
        try:
            top = _upper(f(box))
            slope = derivative(f, box)
        except NoValue:
            waiting += [(a, middle), (middle, b)]
            continue
        if top < best or slope > 0 or slope < 0:
            continue
        top = min(top, _upper(arb(value) + abs(slope) * arb(rational(radius))))
        if top - best <= best * Fraction(1, 10**digits):
            high = max(high, top)
        else:
            waiting += [(a, middle), (middle, b)]
    return Interval(best, max(high, best), seen)


def _lower(x: Any) -> Fraction:
    """An exact number that is at most x."""
    return _exact(arb(x).lower())


def _upper(x: Any) -> Fraction:
    """An exact number that is at least x."""
    return _exact(arb(x).upper())


def _exact(x: Any) -> Fraction:
    if not x.is_finite():
        raise NoValue("precision", "a value without bounds")
    m, e = x.man_exp()
    return Fraction(int(m)) * Fraction(2) ** int(e)
