"""A model: sizes of the spaces and values of the symbols."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any, final

from derive.evidence.fixed import settled
from derive.evidence.laws import Measure
from derive.evidence.plan import Plan
from derive.evidence.values import Sequence, Spec
from derive.kernel.terms import Term
from derive.kernel.types import Type, real


@final
class Model:
    """Sizes of the spaces and values of the symbols."""

    def __init__(self, plan: Plan, sizes: dict[Type, int], specs: dict[Term, Spec]) -> None:
        self.plan, self.sizes, self.specs = plan, sizes, specs
        self._references: dict[Term, dict[Any, Fraction]] = {}

    def reference(self, mu: Term, point: Any) -> Fraction:
        """The weight of a point under a reference measure."""
        known = self._references.get(mu)
        if known is None:
            spec = self.specs.get(mu)
            known = self._references[mu] = dict(zip(spec.points, spec.weights, strict=True)) if isinstance(spec, Measure) else {}
        return known.get(point, Fraction(1))

    def values(self) -> dict[Term, Any]:
        """What the evaluator needs."""
        return {v: s.value(self) for v, s in self.specs.items()}

    def samples(self, values: dict[Term, Any]) -> dict[Type, list[Any]]:
        """The model's own values, by type, for quantifiers over infinite types."""
        found: dict[Type, list[Any]] = {}
        for v, value in values.items():
            t = v.type
            if t is real or (not t.is_var and t.name == "fun"):
                kept = found.setdefault(t, [])
                if len(kept) < 6 and (t is not real or value not in kept):
                    kept.append(value)
        return found

    def horizon(self) -> int:
        """From here on, all sequences are constant."""
        return max(map(_horizon, self.specs.values()), default=0)

    def weight(self) -> float:
        """How complicated the model is."""
        return 100 * sum(self.sizes.values()) + sum(s.weight() for s in self.specs.values())

    def with_spec(self, v: Term, spec: Spec) -> Model:
        """The model with another value of one symbol, and of the fixed points that depend on it."""
        new = self.replaced(v, spec)
        return new if v in self.plan.fixed else settled(new)

    def replaced(self, v: Term, spec: Spec) -> Model:
        """The model with another value of one symbol only."""
        return Model(self.plan, self.sizes, {**self.specs, v: spec})


_PLACES: dict[type, tuple[str, ...]] = {}  # the fields of each class of values


def _horizon(spec: Spec) -> int:
    """The last place of the longest sequence in a value."""
    kind = type(spec)
    found = len(spec.entries) - 1 if isinstance(spec, Sequence) else 0
    names = _PLACES.get(kind)
    if names is None:
        names = _PLACES[kind] = tuple(f.name for f in fields(spec))  # type: ignore[arg-type]
    for name in names:
        inside = getattr(spec, name)
        if isinstance(inside, tuple):
            for part in inside:
                if isinstance(part, Spec):
                    found = max(found, _horizon(part))
        elif isinstance(inside, Spec):
            found = max(found, _horizon(inside))
    return found
