"""The statements of four results of the homework: true ones survive, false variants are refuted, missing hypotheses are noticed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from derive.course.records import Counterexample
from derive.evidence import check, refute, unneeded
from derive.kernel.terms import Term, abstract, apply, const, substitute
from derive.kernel.types import fun, nat, real
from derive.language.expr import And, Eq, Expr, Iff, Implies, Natural, Ne, Rational, Real
from derive.language.symbols import (
    D,
    E,
    Index,
    Prod,
    Seq,
    Var,
    Vector,
    argmin,
    bounded,
    density,
    dominated,
    exists,
    family,
    forall,
    integrable,
    integral,
    log,
    markov_kernel,
    norm,
    sigmoid,
    singleton,
    sizes,
    spaces,
    sup,
    symbols,
    tanh,
)
from tests.evidence.support import facts, head


def terms(*claims: Expr) -> list[Term]:
    return [c.term for c in claims]


def all_survive(claims: list[Expr], hypotheses: list[Term]) -> None:
    for claim, count in zip(claims, check(terms(*claims), hypotheses), strict=True):
        assert count.verdict == "consistent" and count.consistent >= 95 and not count.refuted, (claim, count)


def refuted(claim: Expr, hypotheses: list[Term], **options: Any) -> Counterexample:
    found = refute(claim.term, hypotheses, **options)
    assert found is not None and found.rigorous, claim
    space: dict[str, Any] = {}
    exec(found.python, space)
    assert space["holds"] is (None if options else False)
    return found


# ---- networks/scalar_chain

x = symbols("x", Real)
n, l = symbols("n l", Natural)
b = symbols("b", Seq(Real))
f = symbols("f", Seq(Real >> Real))
before = symbols("before", Real >> Real)
SLOPE = {"sigmoid": (sigmoid, Rational(1, 4)), "tanh": (tanh, Rational(1))}


def chain(phi: Expr, whole: bool) -> list[Term]:
    if not whole:
        return terms(Eq(f[0](x), x), forall[l, x](Eq(f[l + 1](x), phi(f[l](x) + b[l + 1]))), n >= 1)
    rr = fun(real, real)
    step = abstract(l.term, abstract(before.term, abstract(x.term, phi(before(x) + b[l + 1]).term)))
    body = apply(const("recursion", fun(rr, fun(nat, rr, rr), nat, rr)), abstract(x.term, x.term), step)
    return terms(Eq(f, Expr(body)), n >= 1)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("name", SLOPE)
def test_scalar_chain(name: str, whole: bool) -> None:
    phi, bound = SLOPE[name]
    given = chain(phi, whole)
    product = Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l]))
    all_survive(
        [
            abs(D(f[n])(x)) <= bound**n,
            Eq(D(f[n])(x), product),
            Eq(D(f[n + 1])(x), D(phi)(f[n](x) + b[n + 1]) * D(f[n])(x)),
            Eq(abs(product), Prod[l, 1, n](abs(D(phi)(f[l - 1](x) + b[l])))),
            D(f[n])(x) > 0,
            Iff(Eq(abs(D(f[n])(x)), bound**n), forall[l, 1, n](Eq(f[l - 1](x) + b[l], 0))),
            sup[x](abs(D(f[n])(x))) >= 0,
        ],
        given,
    )
    limit = {"sigmoid": "1/4", "tanh": "1"}[name]
    attained = refuted(abs(D(f[n])(x)) < bound**n, given)
    assert attained.words == f"b = 0, n = 1, x = 0: left {limit}, right {limit}"
    small = refuted(abs(D(f[n])(x)) <= (bound * Rational(9, 10)) ** n, given)
    assert small.values == {"b": "0", "n": "1", "x": "0"}
    if name == "sigmoid":
        linear = refuted(abs(D(f[n])(x)) <= bound ** (n + 1), given)
        assert linear.words == "b = 0, n = 1, x = 0: left 1/4, right 1/16"
        assert refuted(sup[x](abs(D(f[n])(x))) <= bound ** (n + 1), given).left == "at least 1/4"
    else:  # 1**(n + 1) is no smaller
        assert refute((abs(D(f[n])(x)) <= bound ** (n + 1)).term, given, budget=300) is None


def test_scalar_chain_with_an_abstract_activation() -> None:
    phi = symbols("phi", Real >> Real)
    given = chain(phi, False)
    product = Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l]))
    all_survive([Eq(D(f[n])(x), product)], [*given, head("differentiable", phi)])
    kink = refuted(Eq(D(f[n])(x), product), given, undefined_counts=True)
    assert kink.values == {"b": "0", "n": "1", "phi(x)": "abs(x)", "x": "0"}
    refuted(Eq(D(f[n])(x), product * D(phi)(x)), given)
    refuted(D(f[n])(x) <= 1, given)


def test_near_zero_the_slope_is_at_most_the_secant() -> None:
    given = [*chain(tanh, False), *terms(forall[l](Eq(b[l], 0)), x > 0)]
    all_survive([D(f[n])(x) <= f[n](x) / x], given)
    without = [h for h in given if h is not (x > 0).term]
    assert refuted(D(f[n])(x) <= f[n](x) / x, without, undefined_counts=True).right == "undefined"


# ---- networks/steepest


def test_steepest() -> None:
    all_survive(
        [
            Eq(abs(D(sigmoid)(x)), sigmoid(x) * (1 - sigmoid(x))),
            Eq(sigmoid(x) * (1 - sigmoid(x)), Rational(1, 4) - (sigmoid(x) - Rational(1, 2)) ** 2),
            abs(D(sigmoid)(x)) <= Rational(1, 4),
            Iff(Eq(abs(D(sigmoid)(x)), Rational(1, 4)), Eq(x, 0)),
            Eq(abs(D(tanh)(x)), 1 - tanh(x) ** 2),
        ],
        [],
    )
    assert refuted(abs(D(sigmoid)(x)) < Rational(1, 4), []).words == "x = 0: left 1/4, right 1/4"


# ---- latent/elbo

X, Z = spaces("X Z")
o, z = symbols("x", X), symbols("z", Z)
p = density("p", X, Z)
q = density("q", Z, given=X)
prior = E[q(z | o)](log(p(z)))
fit = E[q(z | o)](log(p(o | z) / q(z | o)))
gap = E[q(z | o)](log(q(z | o) / p(z | o)))
identity = Eq(log(p(o)), prior + fit + gap)
support = forall[z](Implies(q(z | o) > 0, p(o, z) > 0))
finite = integrable[q(z | o)](log(p(z)), log(p(o | z) / q(z | o)))
ELBO = [*facts(identity), *terms(p(o) > 0, support, finite)]


def test_elbo() -> None:
    all_survive(
        [
            identity,
            gap >= 0,
            log(p(o)) >= prior + fit,
            Eq(log(p(o)), E[q(z | o)](log(p(o)))),
            Eq(E[q(z | o)](log(p(o))), E[q(z | o)](log(p(o, z) / p(z | o)))),
            Eq(E[q(z | o)](log(p(o))), E[q(z | o)](log(p(z) * (p(o | z) / q(z | o)) * (q(z | o) / p(z | o))))),
            gap >= E[q(z | o)](1 - p(z | o) / q(z | o)),
        ],
        ELBO,
    )
    for claim in (Eq(log(p(o)), prior + fit - gap), Eq(log(p(o)), prior + fit), log(p(o)) <= prior + fit, gap <= 0):
        found = refuted(claim, ELBO)
        assert found.values["X"] == "one point" and found.values["Z"] == "two points"
    flipped = refuted(Eq(log(p(o)), prior + fit - gap), ELBO)
    assert flipped.values["p"] == "1/2" and flipped.values["q(x, z)"] == "(1, 0)"


def test_elbo_without_the_support_hypothesis_has_a_side_without_value() -> None:
    rest = [h for h in ELBO if h is not support.term]
    assert refute(identity.term, ELBO, budget=300, undefined_counts=True) is None
    found = refuted(identity, rest, undefined_counts=True)
    assert found.words == "X = one point, Z = two points, p(x, z) = (1, 0), q = 1/2: left 0, right undefined"
    # the support of q makes p(x) positive; the support itself is needed
    assert unneeded(identity.term, ELBO, among=range(len(ELBO) - 3, len(ELBO))) == terms(p(o) > 0)


# ---- decision/contraction

S, A = spaces("S A")
s, s_ = symbols("s s'", S)
a, a_ = symbols("a a'", A)
here = symbols("here", S * A)
r = symbols("r", S * A >> Real)
P = markov_kernel("P", S, given=S * A)
pi = markov_kernel("pi", A, given=S)
gamma = symbols("gamma", Real)
V, W = symbols("Q_1 Q_2", S * A >> Real)


def T(value: Expr) -> Expr:
    body = r(s, a) + gamma * E[P(s_ | s, a), pi(a_ | s_)](value(s_, a_))
    return Expr(abstract(here.term, substitute(body.term, {s.term: head("fst", here), a.term: head("snd", here)})))


contraction = norm(T(V) - T(W)) <= gamma * norm(V - W)
BELLMAN = [*facts(contraction), *terms(gamma >= 0, bounded(r, V, W))]


def test_contraction() -> None:
    all_survive(
        [
            contraction,
            abs(T(V)(s, a) - T(W)(s, a)) <= gamma * norm(V - W),
            Eq(T(V)(s, a) - T(W)(s, a), gamma * E[P(s_ | s, a), pi(a_ | s_)](V(s_, a_) - W(s_, a_))),
            exists[V, W](And(Ne(norm(V - W), 0), Eq(norm(T(V) - T(W)), gamma * norm(V - W)))),
            Implies(V <= W, T(V) <= T(W)),
        ],
        BELLMAN,
    )
    twice = refuted(norm(T(V) - T(W)) <= gamma**2 * norm(V - W), BELLMAN)
    assert twice.words == "A = one point, S = one point, Q_1 = 0, Q_2 = 1, gamma = 1/2, r = 0: left 1/2, right 1/4"
    negative = refuted(contraction, [h for h in BELLMAN if h is not (gamma >= 0).term])
    assert negative.values["gamma"] == "-1" and (negative.left, negative.right) == ("1", "-1")
    fused = refuted(Eq(norm(V), norm(V) * abs(T(V)(s, a) - T(W)(s, a))), BELLMAN)
    assert (fused.left, fused.right) == ("1", "0")
    monotone = refuted(Implies(V <= W, T(V) <= T(W)), [h for h in BELLMAN if h is not (gamma >= 0).term])
    assert monotone.values["S"] == "one point"


def test_contraction_needs_its_discount() -> None:
    assert unneeded(contraction.term, BELLMAN, among=[len(BELLMAN) - 2, len(BELLMAN) - 1]) == []
    unrelated = (gamma <= 1).term
    assert unneeded(contraction.term, [*BELLMAN, unrelated], among=[len(BELLMAN)]) == [unrelated]


# ---- decision/baseline

M = sizes("M")
k = symbols("k", Index(M))
theta = symbols("theta", Vector(M))
Runs = spaces("Runs")
tau = symbols("tau", Runs)
law = family("p", Vector(M), Runs)
ret = symbols("r", Runs >> Real)
score = symbols("g", Runs >> Real)
c, best = symbols("b b^*", Real)
mean, variance = E[law[theta](tau)], Var[law[theta](tau)]
g, R = score(tau), ret(tau)
unbiased = Eq(mean(g * (R - c)), mean(g * R))
informative = mean(g**2) > 0
minimal = Eq(argmin[c](variance(g * (R - c))), singleton(best))
BASELINE = [
    *facts(unbiased, mean(1 * R) >= 0),
    *terms(
        forall[tau](Eq(score(tau), D[theta[k]](log(law[theta](tau))))),
        Eq(best, mean(g**2 * R) / mean(g**2)),
        dominated[theta[k]](law[theta](tau)),
        forall[tau](law[theta](tau) > 0),
        integrable[law[theta](tau)](g**2 * (1 + R**2)),
        informative,
    ),
]


def test_baseline() -> None:
    all_survive(
        [
            unbiased,
            Eq(mean(g), 0),
            Eq(mean(g), integral[tau](D[theta[k]](law[theta](tau)))),
            Eq(integral[tau](D[theta[k]](law[theta](tau))), D[theta[k]](integral[tau](law[theta](tau)))),
            Eq(variance(g * (R - c)) - variance(g * (R - best)), mean(g**2) * (c - best) ** 2),
            Eq(variance(g * (R - c)), mean(g**2 * R**2) - 2 * c * mean(g**2 * R) + c**2 * mean(g**2) - mean(g * R) ** 2),
            Iff(Eq(D[c](variance(g * (R - c))), 0), Eq(c, best)),
            minimal,
        ],
        BASELINE,
    )
    wrong = refuted(Eq(best, mean(R)), BASELINE)
    assert wrong.values["Runs"] == "two points" and wrong.values["M"] == "1"
    refuted(Eq(argmin[c](variance(g * (R - c))), singleton(mean(R))), BASELINE)
    every = refuted(variance(g * (R - c)) <= variance(g * R), BASELINE)
    assert every.values["r"] == "0" and every.values["b"] == "1"
    nothing = refuted(minimal, [h for h in BASELINE if h is not informative.term], undefined_counts=True)
    assert nothing.values["b^*"] == "undefined" and nothing.right == "undefined"


# ---- figures


def test_fifty_lines_on_a_hundred_models_take_half_a_second() -> None:
    lines = [
        identity,
        gap >= 0,
        log(p(o)) >= prior + fit,
        Eq(log(p(o)), E[q(z | o)](log(p(o)))),
        Eq(E[q(z | o)](log(p(o))), E[q(z | o)](log(p(o, z) / p(z | o)))),
    ]
    many = [line for i in range(10) for line in [Implies(p(o) > -i, line) for line in lines]]
    started = time.perf_counter()
    counts = check(terms(*many), ELBO)
    seconds = time.perf_counter() - started
    assert len(counts) == 50 and all(count.models == 100 for count in counts)
    assert seconds < 2.5  # 0.3 s on an idle machine
