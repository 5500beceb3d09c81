"""Evaluation of the heads of probability: a measure is a finite list of weighted points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence import truth
from derive.evidence.analysis import bounded_above, partial
from derive.evidence.numbers import (
    LIKELY,
    ONE,
    TRUE,
    ZERO,
    at_most,
    divide,
    equal,
    is_zero,
)
from derive.evidence.table import arguments, enter, plain
from derive.kernel.types import Type


def integrate(mu: Any, f: Any) -> Any:
    """The finite sum; a point of weight 0 needs no value."""
    total = ZERO
    for x, w in mu:
        if not is_zero(w):
            total = total + w * f(x)
    return total


def _dens(mu: Any, f: Any) -> Any:
    return tuple([(x, w if is_zero(w) else w * f(x)) for x, w in mu])


def _variance(mu: Any, f: Any) -> Any:
    known = {x: f(x) for x, w in mu if not is_zero(w)}
    mean, square = ZERO, ZERO
    for x, w in mu:
        if not is_zero(w):
            v = known[x]
            mean, square = mean + w * v, square + w * v * v
    return square - mean * mean


def _mass_one(mu: Any) -> int:
    total = ZERO
    for _, w in mu:
        total = total + w
    return equal(total, ONE)


def _density(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    domain = arguments(t, 2)[1].args[0]

    def check(mu: Any, f: Any) -> int:
        points = ev.domain(domain)
        if points is None:
            points, best = [x for x, _ in mu], LIKELY
        else:
            best = TRUE
        signs = truth.all_of(points, lambda x: at_most(ZERO, f(x)))
        return min(best, signs, equal(integrate(mu, f), ONE))

    return check


def _joint_density(ev: Any, t: Type) -> Callable[[Any, Any, Any], int]:
    domain = arguments(t, 3)[2].args[0]

    def check(mu: Any, nu: Any, p: Any) -> int:
        points = ev.domain(domain)
        if points is None:
            points, best = [(x, y) for x, _ in mu for y, _ in nu], LIKELY
        else:
            best = TRUE
        signs = truth.all_of(points, lambda x: at_most(ZERO, p(x)))
        return min(best, signs, equal(integrate(mu, lambda x: integrate(nu, lambda y: p((x, y)))), ONE))

    return check


def _markov(ev: Any, t: Type) -> Callable[[Any], int]:
    domain = t.args[0].args[0]

    def check(kernel: Any) -> int:
        points = ev.domain(domain)
        if points is not None:
            return truth.all_of(points, lambda x: _mass_one(kernel(x)))
        return min(LIKELY, truth.all_of(ev.sampled(domain), lambda x: _mass_one(kernel(x))))

    return check


def _bounded(ev: Any, t: Type) -> Callable[[Any], int]:
    return bounded_above(ev, t)


def _dominated(mu: Any, f: Any, k: Any, theta: Any) -> int:
    """On a finite space: the integrand has a derivative at each point."""
    for x, _ in mu:
        partial(lambda v, x=x: f(v)(x), k, theta)
    return TRUE


enter("integral", 2, lambda ev, t: integrate, heavy=True)
plain("dens", 2, _dens)
enter("variance", 2, lambda ev, t: _variance, heavy=True)
plain("integrable", 2, lambda mu, f: TRUE)
plain("measurable", 1, lambda f: TRUE)
plain("measurable_kernel", 1, lambda k: TRUE)
plain("probability", 1, _mass_one)
enter("density", 2, _density)
enter("joint_density", 3, _joint_density)
enter("markov", 1, _markov)
enter("bounded", 1, _bounded)
plain("dominated", 4, _dominated)
enter("marginal_left", 3, lambda ev, t: lambda nu, p, x: integrate(nu, lambda y: p((x, y))), heavy=True)
enter("marginal_right", 3, lambda ev, t: lambda mu, p, y: integrate(mu, lambda x: p((x, y))), heavy=True)
enter("given_left", 4, lambda ev, t: lambda nu, p, x, y: divide(p((x, y)), integrate(nu, lambda v: p((x, v)))), heavy=True)
enter("given_right", 4, lambda ev, t: lambda mu, p, y, x: divide(p((x, y)), integrate(mu, lambda u: p((u, y)))), heavy=True)
