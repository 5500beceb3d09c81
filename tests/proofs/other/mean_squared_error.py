"""the mean squared error is smallest at the mean"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import argmin_of_gap, expectation_const, linearity


@result
def mean_squared_error():
    """The mean minimises the mean squared error"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X = symbols("X", Omega >> Real)
    c, best = symbols("c c^*", Real)
    X = X(w)
    mean, variance = E[p(w)], Var[p(w)]
    given(integrable[p(w)](X**2))
    split = show(Eq(mean((X - c)**2), variance(X) + (mean(X) - c)**2))
    (split
        .eq(mean(X**2) - 2 * c * mean(X) + c**2,        by=[linearity, expectation_const])
        .eq(variance(X) + (mean(X) - c)**2,             by=Var))
    define(best, find.stationary_point(mean((X - c)**2), c))
    gap = show(Eq(mean((X - c)**2) - mean((X - best)**2), 1 * (c - best)**2))
    (gap
        .eq((mean(X) - c)**2 - (mean(X) - best)**2,     by=split)
        .eq(1 * (c - best)**2,                          by=best))
    smallest = show(Eq(argmin[c](mean((X - c)**2)), singleton(best)))
    smallest.by(gap, argmin_of_gap)
    near_miss(Eq(mean((X - c)**2), variance(X)), "the bias is forgotten")
