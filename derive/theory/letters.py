"""The letters of the statements about measures: schematic variables with their types, and short words to build terms."""

from __future__ import annotations

from derive.kernel import rules as k
from derive.kernel.terms import Term, abstract, apply, const, implication, literal, var
from derive.kernel.types import bool_, fun, real, type_con, type_var
from derive.language.probability import measure_of
from derive.tactics.prover import Prover

alpha, beta, delta = type_var("a"), type_var("b"), type_var("c")
PAIRS = type_con("prod", (alpha, beta))
mu, nu = var("mu", measure_of(alpha)), var("nu", measure_of(beta))
f, g, q = (var(name, fun(alpha, real)) for name in "fgq")
h = var("h", fun(PAIRS, real))
s, y, w = var("s", alpha), var("y", beta), var("w", PAIRS)
c, x = var("c", real), var("x", real)
fst, snd = const("fst", fun(PAIRS, alpha)), const("snd", fun(PAIRS, beta))
to, f_b = var("g", fun(alpha, beta)), var("f", fun(beta, real))
kappa, kappa_b = var("k", fun(alpha, measure_of(beta))), var("k", fun(beta, measure_of(delta)))
F = var("F", fun(alpha, beta, real))
ONE = literal(1)
FOLLAND = "Folland, Real Analysis"


def at(function: Term, *points: Term) -> Term:
    """A function at points."""
    return apply(function, *points)


def of_s(body: Term) -> Term:
    """The function that takes s to body."""
    return abstract(s, body)


def imp(*claims: Term) -> Term:
    """The last claim under the others as hypotheses."""
    result = claims[-1]
    for p in reversed(claims[:-1]):
        result = implication(p, result)
    return result


def predicate(name: str, *args: Term) -> Term:
    """A predicate of the library at its arguments."""
    return apply(const(name, fun(*(a.type for a in args), bool_)), *args)


def assuming(*hyps: Term) -> Prover:
    """A prover that knows the hypotheses."""
    p = Prover()
    for t in hyps:
        p.add(k.assume(t))
    return p


fs, gs, qs = at(f, s), at(g, s), at(q, s)
JOINT = abstract(w, at(F, at(fst, w), at(snd, w)))
PROBABILITY = predicate("probability", mu)
