"""Evaluation of the heads of analysis: derivatives by forward differentiation, suprema, minimisers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from derive.evidence import tails, truth
from derive.evidence.numbers import (
    FALSE,
    KINK,
    LIKELY,
    TRUE,
    UNKNOWN,
    ZERO,
    AtLeast,
    NoValue,
    absolute,
    at_most,
    derivative,
    equal,
    is_zero,
    less,
    maximum,
    strip,
    undefined,
)
from derive.evidence.smooth import smooth_needs
from derive.evidence.stationary import LATE
from derive.evidence.table import enter, plain
from derive.evidence.tails import Tail
from derive.kernel.terms import Term
from derive.kernel.types import Type, nat, real

plain("deriv", 2, derivative)


def update(theta: Any, k: Any, u: Any) -> Callable[[Any], Any]:
    """A vector with the entry k replaced."""
    return lambda j: u if j == k else theta(j)


plain("update", 3, update)


def partial(f: Any, k: Any, theta: Any) -> Any:
    """The derivative in one entry of a vector."""
    return derivative(lambda u: f(update(theta, k, u)), theta(k))


enter("partial", 3, lambda ev, t: partial, heavy=True)


def _at_kinks_false(check: Callable[..., int]) -> Callable[..., int]:
    """Where the slopes from both sides differ there is no derivative."""

    def checked(*args: Any) -> int:
        args[0](args[-1])  # a function without a value at the point is no function with a kink there
        try:
            return check(*args)
        except NoValue as e:
            if e.detail == KINK:
                return FALSE
            raise

    return checked


plain("has_deriv", 3, _at_kinks_false(lambda f, d, x: equal(derivative(f, x), d)))


@_at_kinks_false
def _differentiable_at(f: Any, x: Any) -> int:
    derivative(f, x)
    return TRUE


plain("differentiable_at", 2, _differentiable_at)


def _differentiable(ev: Any, t: Type) -> Callable[[Any], int]:
    def everywhere(f: Any) -> int:
        if getattr(f, "smooth", False):
            return TRUE
        return min(LIKELY, truth.all_of(ev.sampled(real), lambda x: _differentiable_at(f, x)))

    return everywhere


def _differentiable_special(ev: Any, t: Type, args: tuple[Term, ...]) -> Any:
    """Built from smooth functions: decided by its form."""
    needs = smooth_needs(args[0])
    if needs is None:
        return None
    sampled = _direct_node(ev, t, args[0])
    return lambda env: TRUE if all(getattr(ev.values.get(v), "smooth", False) for v in needs) else sampled(env)


def _direct_node(ev: Any, t: Type, f: Term) -> Any:
    node, check = ev.node(f), _differentiable(ev, t)
    return lambda env: check(node(env))


enter("differentiable", 1, _differentiable, _differentiable_special)


def _supremum(ev: Any, t: Type) -> Callable[[Any], Any]:
    domain = t.args[0].args[0]

    def over(f: Any) -> Any:
        points = ev.domain(domain)
        if points is not None:
            return maximum([f(x) for x in points])
        general = ev.general(domain)
        if general is not None:
            exact = _largest(f, general)
            if exact is not None:
                return exact
        best: Any = None
        for x in ev.sampled(domain):
            try:
                v = strip(f(x))
            except NoValue:
                continue
            best = v if best is None or less(best, v) == TRUE else best
        if best is None:
            raise NoValue("not evaluable", "a supremum over an infinite set")
        return AtLeast(best)

    return over


def _largest(f: Any, general: Any) -> Any:
    """The supremum over an infinite space when the form of f shows it; undefined when f is not bounded above."""
    try:
        value = f(general)
    except NoValue as e:
        if e.reason != "not evaluable":
            raise
        return None
    if type(value) is not Tail:
        return value
    above = [c for p, c in value.terms.items() if any(e > 0 for _, e in p)]
    if above and all(c > 0 for c in above) and tails.bounded(value) == FALSE:
        raise undefined("a supremum of a function that is not bounded above")
    if not above and all(c > 0 for p, c in value.terms.items() if p):
        return sum(value.terms.values(), ZERO)  # falling: largest at the first point
    if not above and all(c < 0 for p, c in value.terms.items() if p):
        return value.terms.get((), ZERO)  # rising to a limit
    return None


enter("sup", 1, _supremum, heavy=True)


def _norm(ev: Any, t: Type) -> Callable[[Any], Any]:
    largest = _supremum(ev, t)
    return lambda f: largest(lambda s: absolute(f(s)))


enter("norm", 1, _norm, heavy=True)


def _bounded(test: Callable[[Any], int]) -> Callable[[Any, Type], Callable[[Any], int]]:
    """On finite spaces always, on infinite ones by the form of the function."""

    def make(ev: Any, t: Type) -> Callable[[Any], int]:
        domain = t.args[0].args[0]

        def check(f: Any) -> int:
            general = ev.general(domain)
            if general is not None:
                return test(f(general))
            if domain is nat and _rests(f):
                return TRUE
            return TRUE if ev.domain(domain) is not None or getattr(f, "bounded", False) else UNKNOWN

        return check

    return make


def _rests(f: Any) -> bool:
    """Whether a sequence of numbers has only finitely many members."""
    try:
        f(LATE)
    except NoValue:
        return False
    return True


enter("bounded_above", 1, _bounded(tails.bounded_above))
enter("bounded", 1, _bounded(tails.bounded))


def _argmin(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    domain = t.args[0].args[0]

    def at(f: Any, s: Any) -> int:
        value = f(s)
        points = ev.domain(domain)
        if points is not None:
            return truth.all_of(points, lambda x: at_most(value, f(x)))
        tried = list(ev.sampled(domain))
        if domain is real:
            steps = _downhill(f, s)
            ev.hints += [x for x in steps[:1] if hasattr(x, "p") and x not in ev.hints and len(ev.hints) < 20]
            tried = steps + tried
        return min(LIKELY, truth.all_of(tried, lambda x: at_most(value, f(x))))

    return at


def _downhill(f: Any, s: Any) -> list[Any]:
    """Where a smaller value is to be expected: a Newton step and short steps against the slope."""
    try:
        slope = strip(derivative(f, s))
        if is_zero(slope):
            return []
        steps = [s - slope / 4**k for k in (0, 3, 6)]
        bend = strip(derivative(lambda x: derivative(f, x), s))
        return [s - slope / bend, *steps] if not is_zero(bend) else steps
    except NoValue:
        return []


enter("argmin", 2, _argmin)


_SAMPLED = (4, 8, 16, 32)


def _tends(u: Any, limit: Any) -> int:
    """Decided for a sequence that comes to rest; else likely when the distance from the limit falls, and never refuted."""
    try:
        return equal(u(LATE), limit)
    except NoValue:
        pass
    try:
        gaps = [absolute(_size(u(n)) - _size(limit)) for n in _SAMPLED]
    except NoValue as e:
        raise NoValue("not evaluable", "limit") from e
    first, last = strip(gaps[0]), strip(gaps[-1])
    falls = all(at_most(strip(b), strip(a)) == TRUE or is_zero(strip(b)) for a, b in pairwise(gaps))
    if is_zero(last) or (falls and at_most(last * 4, first * 3) == TRUE):
        return LIKELY
    raise NoValue("not evaluable", "limit")


def _size(x: Any) -> Any:
    """A value; of a supremum over an infinite set its lower bound."""
    return x.low if type(x) is AtLeast else x


plain("tends", 2, _tends)
