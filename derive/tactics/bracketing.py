"""The brackets of a product of matrices: all of them, their costs as polynomials, the cheapest, and why it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product as cartesian

from derive.errors import StepError
from derive.kernel.terms import VAR, Term, parts
from derive.kernel.theorem import Theorem
from derive.kernel.types import nat, real
from derive.language.expr import text_of
from derive.language.logic import call
from derive.language.matrices import product, shape
from derive.language.programs import cost_of
from derive.tactics import polynomial as poly
from derive.tactics.calc import cite
from derive.tactics.inequality import difference
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import mps, parts_of_eq, spec
from derive.tactics.prover import ZERO, Prover
from derive.tactics.rewriting import rewrite

MOST = 8  # factors: 429 ways
SIZES = (1, 2, 3, 5, 9)


def factors(t: Term) -> list[Term]:
    """The factors of a product, whatever its brackets."""
    name, args = parts(t)
    if name in ("matmul", "matvec") and len(args) == 2:
        return [*factors(args[0]), *factors(args[1])]
    return [t]


def bracketings(terms: Sequence[Term]) -> Iterator[Term]:
    """All ways to put brackets into a product."""
    if len(terms) == 1:
        yield terms[0]
    for i in range(1, len(terms)):
        for left in bracketings(terms[:i]):
            if len(shape(left.type)) == 2:
                yield from (product(left, right) for right in bracketings(terms[i:]))


def polynomial(t: Term) -> poly.Poly:
    """The cost of an expression as a polynomial in its sizes."""
    p = cite(Prover(), [LEMMAS["schoolbook"]])
    return poly.Reader(lambda f: False).read(parts_of_eq(rewrite(p, cost_of(t)))[1])


def value(p: poly.Poly, sizes: Mapping[Term, int]) -> Fraction:
    """A polynomial at sizes."""
    total = Fraction(0)
    for m, c in p.items():
        for f, e in m:
            c *= Fraction(sizes[f]) ** e
        total += c
    return total


def ordered(given: Sequence[Term]) -> list[tuple[Term, Term]]:
    """The pairs (small, large) of sizes in hypotheses `k <= n`."""
    found = []
    for t in given:
        name, args = parts(t)
        if name == "and":
            found += ordered(args)
            continue
        pair = args if name in ("le", "lt") else args[::-1]
        inner = [parts(a)[1][0] if parts(a)[0] == "cast" else a for a in pair]
        if name in ("le", "lt", "ge", "gt") and all(v.tag == VAR and v.type is nat for v in inner):
            found.append((inner[0], inner[1]))
    return found


def cheapest(t: Term, given: Sequence[Term]) -> tuple[Term, list[Term]]:
    """The way to put brackets that is cheapest for all sizes tried, and the others.

    Raises:
        StepError: there are too many factors, or which way is cheapest depends on the sizes.
    """
    terms = factors(t)
    if not 2 <= len(terms) <= MOST:
        raise StepError("brackets are looked for in products", given=text_of(t), needed=f"2 to {MOST} factors")
    ways = list(bracketings(terms))
    costs = [polynomial(w) for w in ways]
    sizes = sorted({f for c in costs for m in c for f, _ in m}, key=lambda v: v.name)
    pairs = ordered(given)
    best: dict[int, dict[Term, int]] = {}
    for chosen in cartesian(SIZES, repeat=len(sizes)):
        at = dict(zip(sizes, chosen, strict=True))
        if any(at.get(a, 1) > at.get(b, 1) for a, b in pairs):
            continue
        values = [value(c, at) for c in costs]
        low = min(values)
        for i in [i for i in range(len(ways)) if i not in best]:
            if values[i] > low:
                best[i] = at
    left = [i for i in range(len(ways)) if i not in best]
    if not left:
        raise StepError(
            "which brackets are cheapest depends on the sizes", given=text_of(t), needed="an order of the sizes", hint="given=[k <= n]"
        )
    return ways[left[0]], [w for i, w in enumerate(ways) if i != left[0]]


def reasons(p: Prover, low: Term, high: Term, given: Sequence[Term]) -> list[Theorem]:
    """Products that are not negative and whose sum shows cost(low) <= cost(high): m (n - k), for sizes k <= n."""
    rest = poly.add(polynomial(high), polynomial(low), -1)
    larger = {a: [b for x, b in ordered(given) if x is a] for a, _ in ordered(given)}
    have = {m: c for m, c in rest.items() if c > 0}
    found = []
    for m, c in sorted(((m, c) for m, c in rest.items() if c < 0), key=lambda item: poly.order_key(item[0])):
        for small, large in [(f, g) for f, _ in m for g in larger.get(f, ())]:
            fewer = poly.times(m, ((small, -1),))
            other = poly.times(fewer, ((large, 1),))
            taken = min(-c, have.get(other, Fraction(0)))
            if taken:
                have[other] -= taken
                c += taken
                found.append(_product(p, fewer, small, large))
    return found


def _product(p: Prover, m: poly.Monomial, small: Term, large: Term) -> Theorem:
    """0 <= m (large - small)."""
    factor = poly.term_of({m: Fraction(1)}, real)
    gap = difference(p.need(call("le", call("cast", small), call("cast", large))))
    return mps(spec(LEMMAS["mul_nonneg"].theorem, factor, parts(gap.concl)[1][1]), p.need(call("le", ZERO, factor)), gap)
