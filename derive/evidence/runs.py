"""Evaluation of runs: finite mixtures, sequences with an entry replaced, the density of a run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, final

from derive.evidence.numbers import ONE, NoValue, is_zero
from derive.evidence.table import enter, plain

_MANY = 3000  # more runs than this are not listed


@final
class Run:
    """A sequence of pairs of which the entries 1..T matter; all others are the first one."""

    __slots__ = ("entries",)

    def __init__(self, entries: tuple[Any, ...]) -> None:
        self.entries = entries

    def __call__(self, n: int) -> Any:
        return self.entries[n - 1 if 1 <= n <= len(self.entries) else 0]

    def __eq__(self, other: object) -> bool:
        return type(other) is Run and other.entries == self.entries

    def __hash__(self) -> int:
        return hash(self.entries)


def _listed(*measures: Any) -> None:
    """Only finite lists of points are multiplied out."""
    if any(type(mu) is not tuple for mu in measures):
        raise NoValue("not evaluable", "a product of measures on infinite spaces")


def _mixture(mu: Any, kernel: Callable[[Any], Any], g: Callable[[Any], Any]) -> Any:
    _listed(mu)
    found = []
    for x, v in mu:
        if not is_zero(v):
            law = kernel(x)
            _listed(law)
            found += [(g((x, y)), v * w) for y, w in law]
    return tuple(found)


def _put(w: Any, n: int, x: Any) -> Any:
    return lambda m: x if m == n else w(m)


def _runs(mu: Any, nu: Any, steps: int) -> Any:
    _listed(mu, nu)
    step = [((s, a), v * w) for s, v in mu for a, w in nu if not is_zero(v * w)]
    steps = max(1, steps)
    if len(step) ** steps > _MANY:
        raise NoValue("not evaluable", "too many runs")
    found = []
    for choice in product(step, repeat=steps):
        weight = ONE
        for _, w in choice:
            weight = weight * w
        found.append((Run(tuple([x for x, _ in choice])), weight))
    return tuple(found)


def _trajectory(rho: Any, p: Any, pi: Any, steps: int, tau: Any) -> Any:
    total = rho(tau(1)[0])
    for t in range(1, steps + 1):
        if is_zero(total):
            return total
        s, a = tau(t)
        total = total * pi(s)(a)
        if t < steps:
            total = total * p((s, a))(tau(t + 1)[0])
    return total


plain("mixture", 3, _mixture)
plain("put", 3, _put)
enter("runs", 3, lambda ev, t: _runs)
enter("trajectory", 5, lambda ev, t: _trajectory, heavy=True)
