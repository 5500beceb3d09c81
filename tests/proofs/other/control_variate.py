"""one control variate, and the best coefficient"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import argmin_of_gap, expectation_const, linearity


@result
def control_variate():
    """One control variate"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X, Y = symbols("X Y", Omega >> Real)
    c, best = symbols("c c^*", Real)
    X, Y = X(w), Y(w)
    mean, variance = E[p(w)], Var[p(w)]
    corrected = X - c * (Y - mean(Y))
    cov = mean(X * Y) - mean(X) * mean(Y)

    given(integrable[p(w)](X**2, Y**2), "second moments are finite")
    varies = given(variance(Y) > 0)
    unbiased = show(Eq(mean(corrected), mean(X)))
    parabola = show(Eq(variance(corrected), variance(X) - 2 * c * cov + c**2 * variance(Y)))
    (unbiased
        .eq(mean(X) - c * (mean(Y) - mean(Y)),          by=[linearity, expectation_const])
        .eq(mean(X)))
    (parabola
        .eq(mean(corrected**2) - mean(corrected)**2,    by=Var)
        .eq(mean(corrected**2) - mean(X)**2,            by=unbiased)
        .eq(mean(X**2) - 2 * c * cov + c**2 * (mean(Y**2) - mean(Y)**2) - mean(X)**2, by=[linearity, expectation_const])
        .eq(variance(X) - 2 * c * cov + c**2 * variance(Y), by=Var))
    define(best, cov / variance(Y))
    gap = show(Eq(variance(corrected) - variance(X - best * (Y - mean(Y))), variance(Y) * (c - best)**2))
    (gap
        .eq(-2 * (c - best) * cov + (c**2 - best**2) * variance(Y), by=parabola)
        .eq(variance(Y) * (c - best)**2,                by=[best, varies]))
    smallest = show(Eq(argmin[c](variance(corrected)), singleton(best)))
    smallest.by(gap, varies, argmin_of_gap)
    near_miss(variance(corrected) <= variance(X), "every coefficient helps")
    near_miss(smallest, "a control variate that does not vary", without=varies)
