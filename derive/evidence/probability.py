"""Evaluation of the heads of probability: a measure is a finite list of weighted points, or geometric."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.evidence import truth
from derive.evidence.analysis import partial, update
from derive.evidence.numbers import (
    FALSE,
    KINK,
    LIKELY,
    ONE,
    TRUE,
    ZERO,
    Dual,
    NoValue,
    at_most,
    divide,
    equal,
    is_zero,
    less,
    new_tag,
    undefined,
)
from derive.evidence.table import arguments, enter, plain
from derive.evidence.tails import Geometric, Point, Tail, integrable
from derive.kernel.types import Type


def integrate(mu: Any, f: Any) -> Any:
    """The finite sum, or an exact series; a point of weight 0 needs no value."""
    if type(mu) is Geometric:
        return mu.integral(f)
    total = ZERO
    for x, w in mu:
        if not is_zero(w):
            total = total + w * f(x)
    return total


def _dens(mu: Any, f: Any) -> Any:
    """The measure with density f; what `dens` is for a function that is somewhere negative is not known."""
    if type(mu) is Geometric:
        here = Point()
        if not is_zero(mu.weight(here)):
            _not_below_zero(mu.weight(here), f(here))
        return Geometric(lambda x: mu.weight(x) * f(x))
    return tuple([(x, w if is_zero(w) else w * _not_below_zero(w, f(x))) for x, w in mu])


def _not_below_zero(weight: Any, v: Any) -> Any:
    """The value of a density where the weight is not 0."""
    if type(v) is fmpq and v >= 0:
        return v
    sign = at_most(ZERO, v)
    if sign == FALSE and less(ZERO, weight) == TRUE:
        raise undefined("a measure with a negative density")
    if type(v) is Tail and sign != TRUE:
        raise NoValue("not evaluable", "the sign of a density at a general point")
    if sign != TRUE:
        raise NoValue("precision", "a density that may be negative")
    if type(v) is Dual and less(ZERO, v) != TRUE and not is_zero(v):
        raise NoValue("not evaluable", "the slope of a density where it is 0")
    return v


def _variance(mu: Any, f: Any) -> Any:
    if type(mu) is Geometric:
        return mu.integral(lambda x: f(x) ** 2) - mu.integral(f) ** 2
    known = {x: f(x) for x, w in mu if not is_zero(w)}
    mean, square = ZERO, ZERO
    for x, w in mu:
        if not is_zero(w):
            v = known[x]
            mean, square = mean + w * v, square + w * v * v
    return square - mean * mean


def _mass_one(mu: Any) -> int:
    if type(mu) is Geometric:
        return equal(mu.integral(lambda x: ONE), ONE)
    total = ZERO
    for _, w in mu:
        total = total + w
    return equal(total, ONE)


def _not_negative(ev: Any, domain: Type, f: Any, mu: Any, nu: Any = None) -> int:
    """f >= 0 at all points of its domain, or at those of the measures."""
    points = ev.domain(domain)
    if points is not None:
        return truth.all_of(points, lambda x: at_most(ZERO, f(x)))
    general = ev.general(domain)
    if general is not None:
        return at_most(ZERO, f(general))
    places = [x for x, _ in mu] if nu is None else [(x, y) for x, _ in mu for y, _ in nu]
    return min(LIKELY, truth.all_of(places, lambda x: at_most(ZERO, f(x))))


def _density(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    domain = arguments(t, 2)[1].args[0]
    return lambda mu, f: min(_not_negative(ev, domain, f, mu), equal(integrate(mu, f), ONE))


def _joint_density(ev: Any, t: Type) -> Callable[[Any, Any, Any], int]:
    domain = arguments(t, 3)[2].args[0]

    def check(mu: Any, nu: Any, p: Any) -> int:
        total = integrate(mu, lambda x: integrate(nu, lambda y: p((x, y))))
        return min(_not_negative(ev, domain, p, mu, nu), equal(total, ONE))

    return check


def _markov(ev: Any, t: Type) -> Callable[[Any], int]:
    domain = t.args[0].args[0]

    def check(kernel: Any) -> int:
        points = ev.domain(domain)
        if points is not None:
            return truth.all_of(points, lambda x: _mass_one(kernel(x)))
        general = ev.general(domain)
        if general is not None:
            return _mass_one(kernel(general))
        return min(LIKELY, truth.all_of(ev.sampled(domain), lambda x: _mass_one(kernel(x))))

    return check


def _dominated(mu: Any, f: Any, k: Any, theta: Any) -> int:
    """On a finite space: the integrand has a derivative at each point."""
    try:
        moved = f(update(theta, k, Dual(new_tag(), theta(k), ONE)))  # one law for all points
        for x, _ in mu:
            moved(x)
    except NoValue as e:
        if e.reason != "kink":
            raise
    else:
        return TRUE
    for x, _ in mu:  # some point has a kink, perhaps with one slope from both sides
        try:
            partial(lambda v, x=x: f(v)(x), k, theta)
        except NoValue as e:
            if e.detail == KINK:
                return FALSE
            raise
    return TRUE


enter("integral", 2, lambda ev, t: integrate, heavy=True)
plain("dens", 2, _dens)
enter("variance", 2, lambda ev, t: _variance, heavy=True)
plain("integrable", 2, integrable)
plain("measurable", 1, lambda f: TRUE)
plain("measurable_kernel", 1, lambda k: TRUE)
plain("measurable_map", 1, lambda g: TRUE)
plain("probability", 1, _mass_one)
enter("density", 2, _density)
enter("joint_density", 3, _joint_density)
enter("markov", 1, _markov)
plain("dominated", 4, _dominated)
enter("marginal_left", 3, lambda ev, t: lambda nu, p, x: integrate(nu, lambda y: p((x, y))), heavy=True)
enter("marginal_right", 3, lambda ev, t: lambda mu, p, y: integrate(mu, lambda x: p((x, y))), heavy=True)
enter("given_left", 4, lambda ev, t: lambda nu, p, x, y: divide(p((x, y)), integrate(nu, lambda v: p((x, v)))), heavy=True)
enter("given_right", 4, lambda ev, t: lambda mu, p, y, x: divide(p((x, y)), integrate(mu, lambda u: p((u, y)))), heavy=True)
