"""Values at which quantifiers and suprema over infinite types are tried: the model's own first, then a fixed list."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

from derive.evidence.numbers import ONE, ZERO, NoValue, exponential, rational
from derive.kernel.types import Type, nat, real

REALS = [rational(Fraction(v)) for v in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/3", "3", "-5", "10")]
_LIMIT = 40


def samples(ev: Any, t: Type) -> Sequence[Any]:
    """Some values of an infinite type."""
    own = list(ev.samples.get(t, ()))
    if t is real:
        return own + [v for v in REALS if v not in own]
    if t is nat or (t.is_var and t in ev.sizes):
        return list(range(6))
    if not t.is_var and t.name == "prod":
        left, right = (ev.domain(a) or samples(ev, a) for a in t.args)
        return own + list(islice(product(left, right), _LIMIT))
    if not t.is_var and t.name == "fun":
        return own + _functions(ev, t)
    if not own:
        raise NoValue("not evaluable", f"no samples of {t}")
    return own


def _functions(ev: Any, t: Type) -> list[Any]:
    domain, values = t.args
    points = ev.domain(domain)
    if values is real:
        found: list[Any] = [lambda x: ZERO, lambda x: ONE]
        if points is not None:
            found += [lambda x, p=p: ONE if x == p else ZERO for p in points[:4]]
            order = {p: rational(i - 1) for i, p in enumerate(points)}
            found.append(order.__getitem__)
        elif domain is real:
            found += [lambda x: x, lambda x: x * x, exponential]
        elif domain is nat:
            found += [rational, lambda n: ONE / (n + 1)]
        elif ev.general(domain) is not None:
            found = found[:2]
        return found
    actions = ev.domain(values.args[0]) if not values.is_var and values.name == "measure" else None
    if actions is not None and points is not None:  # a point mass for each point
        return [
            {p: ((a, ONE),) for p, a in zip(points, choice, strict=True)}.__getitem__
            for choice in islice(product(actions, repeat=len(points)), _LIMIT)
        ]
    inner = ev.domain(values) or samples(ev, values)
    return [lambda x, v=v: v for v in inner[:6]]
