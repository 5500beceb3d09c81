"""the variance of a sum, covariances, and monotone expectations"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import expectation_abs_le, expectation_const, linearity


@result
def covariance():
    """Sums of random variables"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X, Y = symbols("X Y", Omega >> Real)
    c = symbols("c", Real)
    mean, variance = E[p(w)], Var[p(w)]
    given(integrable[p(w)](X(w)**2, Y(w)**2), "second moments are finite")
    order = given(forall[w](X(w) <= Y(w)))
    size = given(forall[w](abs(X(w)) <= c))
    cov = mean(X(w) * Y(w)) - mean(X(w)) * mean(Y(w))
    show(Eq(variance(X(w) + Y(w)), variance(X(w)) + variance(Y(w)) + 2 * cov)).by(Var, linearity)
    show(Eq(mean((X(w) - mean(X(w))) * (Y(w) - mean(Y(w)))), cov)).by(linearity, expectation_const)
    show(Eq(variance(X(w) - Y(w)) + variance(X(w) + Y(w)), 2 * variance(X(w)) + 2 * variance(Y(w)))).by(Var, linearity)
    monotone = show(mean(2 * X(w) + 1) <= mean(2 * Y(w) + 1))
    monotone.by(order)
    small = show(abs(mean(X(w))) <= c)
    (small
        .le(mean(abs(X(w))),                            by=expectation_abs_le)
        .le(mean(c),                                    by=size)
        .eq(c,                                          by=expectation_const))
    near_miss(Eq(variance(X(w) + Y(w)), variance(X(w)) + variance(Y(w))), "the covariance is forgotten")
    near_miss(monotone, "values that are not ordered", without=order)
