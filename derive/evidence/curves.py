"""Values of terms along a line, for figures: the same terms that are proved, evaluated in one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.evidence.numbers import NoValue, rational
from derive.kernel.terms import Term, parts
from derive.kernel.types import DIM, Type, nat, real

STEPS = 64  # intervals of a curve over the real numbers
_MODELS = 24  # drawn until one is suitable
_PROBES = 3  # places at which a model is tried first

Curve = list[tuple[Fraction, float | None]]


@dataclass(frozen=True)
class Curves:
    """Points of each curve (None where there is no value), and the model that they are drawn in, symbol by symbol in LaTeX."""

    curves: list[Curve]
    model: dict[str, str]


def along(
    terms: Sequence[Term], v: Term, low: Fraction, high: Fraction, hypotheses: Sequence[Term], at: Mapping[Term, Any], seed: int = 0
) -> Curves | None:
    """The terms for v from low to high, in the first model of the hypotheses in which they have values and are not all constant.

    Types: v is a real number, a natural number, or a size; `at` has the values of further symbols: a number (also for a function
    that is constant), a list (the values of a sequence from 0 on), or a term.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import symbols
    >>> x, c = symbols("x c", Real)
    >>> found = along([(c * x**2).term], x.term, Fraction(0), Fraction(2), [], {c.term: 3})
    >>> found.curves[0][-1]
    (Fraction(2, 1), 12.0)
    """
    from derive.evidence.draw import mixed
    from derive.evidence.numbers import FALSE, UNKNOWN
    from derive.evidence.trial import Trial

    places = _places(v.type, low, high)
    given = [*terms, *(t for t in at.values() if isinstance(t, Term))]
    trial = Trial(
        given, [h for h in hypotheses if parts(h)[0] != "eq" or parts(h)[1][0] not in {v, *at}]
    )  # a chosen size is no longer drawn
    evaluator = trial.evaluator
    nodes = [evaluator.node(t) for t in terms]
    hidden = {v, *at}
    best: tuple[int, Any, Any] | None = None  # how many symbols are not constant, how to enter the model, the model
    entered: list[Any] = [None]  # the values of the model that the evaluator is in
    for tried, model in enumerate(mixed(trial.plan, seed)):
        if tried >= _MODELS:
            break
        values = dict(model.values())

        def enter(x: Fraction, sizes: Mapping[Type, int] = model.sizes, values: dict[Term, Any] = values) -> None:
            if v.type is real or v.type is nat:
                value = rational(x) if v.type is real else int(x)
                if entered[0] is values:
                    evaluator.change(v, value)
                else:
                    evaluator.load(sizes, {**values, v: value})
                    entered[0] = values
            else:
                evaluator.load({**sizes, v.type: int(x)}, values)

        try:
            enter(places[0])
            for symbol, value in at.items():
                values[symbol] = evaluator.node(value)(()) if isinstance(value, Term) else _constant(symbol.type, value)
            entered[0] = None
            enter(places[len(places) // 2])
            if trial.hypotheses_hold().truth in (FALSE, UNKNOWN):
                continue
        except NoValue:
            continue
        probes = places[:: max(1, len(places) // _PROBES)]
        some = [_values(nodes, enter, x) for x in probes]
        if not all(any(row[i] is not None for row in some) for i in range(len(nodes))):
            continue
        if len(places) > 1 and all(len({row[i] for row in some}) == 1 for i in range(len(nodes))):
            continue
        functions = [s for s in model.specs if s not in hidden and s.type.name == "fun"]
        lively = sum("," in model.specs[s].text(model) for s in functions)
        if best is None or lively > best[0]:
            best = lively, enter, model
        if 2 * lively >= len(functions):
            break
    if best is None:
        return None
    _, enter, model = best
    rows = [(x, _values(nodes, enter, x)) for x in places]
    shown = {s: spec for s, spec in model.specs.items() if s not in hidden and s.type.name != "measure"}
    return Curves([[(x, row[i]) for x, row in rows] for i in range(len(nodes))], _told(model, shown))


def _told(model: Any, specs: Mapping[Term, Any]) -> dict[str, str]:
    from derive.language.latex import to_latex

    return {to_latex(s): spec.latex(model) for s, spec in specs.items()}


def _places(t: Type, low: Fraction, high: Fraction) -> list[Fraction]:
    if t is real:
        return [low + (high - low) * Fraction(i, STEPS) for i in range(STEPS + 1)]
    first, last = int(low), int(high)
    if t.kind == DIM:
        first = max(first, 1)
    step = max(1, (last - first) // STEPS)
    return [Fraction(n) for n in range(max(first, 0), last + 1, step)]


def _constant(t: Type, value: Any) -> Any:
    """A number as a value of this type: of a function, everywhere; a list as a sequence that ends with its last value."""
    if t.name == "fun" and not t.is_var:
        entries = [_constant(t.args[1], x) for x in value] if isinstance(value, list) else [_constant(t.args[1], value)]
        return lambda n: entries[min(n, len(entries) - 1)] if isinstance(n, int) else entries[0]
    return int(Fraction(value)) if t is nat or t.is_var else rational(Fraction(value))


def _values(nodes: Sequence[Any], enter: Any, x: Fraction) -> list[float | None]:
    enter(x)
    return [_number(node) for node in nodes]


def _number(node: Any) -> float | None:
    """The value as a float, None when there is none or it is not known to five digits."""
    from flint import arb, fmpq

    try:
        found = node(())
    except (NoValue, RecursionError):
        return None
    if isinstance(found, fmpq):
        return int(found.p) / int(found.q)
    if isinstance(found, int):
        return float(found)
    if isinstance(found, arb) and found.is_finite() and float(found.rad()) <= 1e-6 * max(1e-3, abs(float(found.mid()))):
        return float(found.mid())
    return None
