"""importance weights change the density of an expectation; Bayes' rule"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import bayes, expectation_eq_integral


@result
def importance_weights():
    """Importance weights"""
    X, Z = spaces("X Z")
    x, z = symbols("x", X), symbols("z", Z)
    p, q, m = density("p", Z), density("q", Z), density("m", X, Z)
    f = symbols("f", Z >> Real)
    possible = given(forall[z](q(z) > 0))
    given(integrable[p(z)](f(z)))
    given(m(x) > 0, m(z) > 0)
    weighted = show(Eq(E[q(z)](p(z) / q(z) * f(z)), E[p(z)](f(z))))
    posterior = show(Eq(m(z | x), m(x | z) * m(z) / m(x)))
    (weighted
        .eq(integral[z](q(z) * (p(z) / q(z) * f(z))),   by=expectation_eq_integral)
        .eq(integral[z](p(z) * f(z)),                   by=possible)
        .eq(E[p(z)](f(z)),                              by=expectation_eq_integral))
    posterior.by(bayes)
    near_miss(Eq(E[q(z)](f(z)), E[p(z)](f(z))), "the weights are left out")
    near_miss(Eq(m(z | x), m(x | z)), "the conditions are exchanged")
