"""What the tests of evidence share: terms from heads, values of terms, the hypotheses that come with symbols."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath

from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import rational, strip
from derive.kernel.terms import Term, apply, const, frees, signature
from derive.kernel.types import Type, fun, match_type, substitute_type
from derive.language.expr import Expr
from derive.language.symbols import SYMBOLS


def head(name: str, *args: Term | Expr) -> Term:
    """A head at the types of its arguments, applied."""
    terms = [a.term if isinstance(a, Expr) else a for a in args]
    mapping: dict[Type, Type] = {}
    t = signature()[name]
    scheme = t
    for a in terms:
        assert match_type(t.args[0], a.type, mapping), (name, a, a.type)
        t = t.args[1]
    return apply(const(name, substitute_type(scheme, mapping)), *terms)


def value(t: Term | Expr, values: Mapping[Any, Any] | None = None, sizes: Mapping[Type, int] | None = None, bits: int = 64) -> Any:
    """The value of a term, with values of its free variables."""
    term = t.term if isinstance(t, Expr) else t
    ev = Evaluator()
    node = ev.node(term)
    known = {(v.term if isinstance(v, Expr) else v): x for v, x in (values or {}).items()}
    ev.load(sizes or {}, known)
    ev.restart(bits)
    return node(())


def exact(x: Any) -> Fraction:
    """An exact value as a Fraction."""
    x = strip(x)
    return Fraction(int(x.p), int(x.q))


def near(x: Any, expected: Any) -> bool:
    """A ball that contains the number mpmath found, to its accuracy."""
    x = strip(x)
    if hasattr(x, "p"):
        return abs(Fraction(int(x.p), int(x.q)) - Fraction(str(mpmath.mpf(expected)))) < Fraction(1, 10**12)
    low, high = (mpmath.mpf(side.mid().str(40, radius=False)) for side in (x.lower(), x.upper()))
    slack = mpmath.mpf(10) ** -15 * (1 + abs(expected))
    return bool(low - slack <= expected <= high + slack and high - low < 1e-9 * (1 + abs(high)))


def q(p: int, d: int = 1) -> Any:
    """An exact rational value."""
    return rational(Fraction(p, d))


def table(*entries: Any) -> Any:
    """A function on a space with as many points."""
    return [q(e.numerator, e.denominator) if isinstance(e, int | Fraction) else e for e in entries].__getitem__


def facts(*claims: Expr | Term) -> list[Term]:
    """The hypotheses that come with the symbols of the claims."""
    terms = [c.term if isinstance(c, Expr) else c for c in claims]
    variables = sorted({v for t in terms for v in frees(t)}, key=lambda v: v.name)
    return [fact for v in variables if v in SYMBOLS for fact in SYMBOLS[v].facts]


__all__ = ["exact", "facts", "fun", "head", "near", "q", "table", "value"]
