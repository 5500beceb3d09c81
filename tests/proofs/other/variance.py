"""rules of the variance"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import expectation_const, linearity


@result
def variance_rules():
    """Rules of the variance"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X = symbols("X", Omega >> Real)
    a, b = symbols("a b", Real)
    X = X(w)
    mean, variance = E[p(w)], Var[p(w)]
    given(integrable[p(w)](X**2))
    affine = show(Eq(variance(a * X + b), a**2 * variance(X)))
    centred = show(Eq(mean((X - mean(X))**2), variance(X)))
    nonneg = show(variance(X) >= 0)
    moments = show(mean(X)**2 <= mean(X**2))
    (affine
        .eq(mean((a * X + b)**2) - mean(a * X + b)**2,  by=Var)
        .eq(a**2 * mean(X**2) + 2 * a * b * mean(X) + b**2 - (a * mean(X) + b)**2, by=[linearity, expectation_const])
        .eq(a**2 * (mean(X**2) - mean(X)**2))
        .eq(a**2 * variance(X),                         by=Var))
    (centred
        .eq(mean(X**2) - 2 * mean(X) * mean(X) + mean(X)**2, by=[linearity, expectation_const])
        .eq(variance(X),                                by=Var))
    (nonneg
        .eq(mean((X - mean(X))**2),                     by=centred)
        .ge(0))
    (moments
        .eq(mean(X**2) - variance(X),                   by=Var)
        .le(mean(X**2),                                 by=nonneg))
    near_miss(Eq(variance(a * X + b), a * variance(X)), "the factor is not squared")
    near_miss(variance(X) > 0, "a constant")
