"""two control variates with fixed coefficients"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import linearity


@result
def two_control_variates():
    """Two control variates"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X, Y, Z = symbols("X Y Z", Omega >> Real)
    c, d = symbols("c d", Real)
    X, Y, Z = X(w), Y(w), Z(w)
    mean, variance = E[p(w)], Var[p(w)]
    corrected = X - c * Y - d * Z
    gain = 2 * c * mean(X * Y) + 2 * d * mean(X * Z) - c**2 * mean(Y**2) - d**2 * mean(Z**2)

    given(integrable[p(w)](X**2, Y**2, Z**2), "second moments are finite")
    first = given(Eq(mean(Y), 0))
    second = given(Eq(mean(Z), 0))
    apart = given(Eq(mean(Y * Z), 0))
    unbiased = show(Eq(mean(corrected), mean(X)))
    spread = show(Eq(variance(corrected), variance(X) - gain))
    (unbiased
        .eq(mean(X) - c * mean(Y) - d * mean(Z),        by=linearity)
        .eq(mean(X),                                    by=[first, second]))
    (spread
        .eq(mean(corrected**2) - mean(corrected)**2,    by=Var)
        .eq(mean(corrected**2) - mean(X)**2,            by=unbiased)
        .eq(mean(X**2) - gain + 2 * c * d * mean(Y * Z) - mean(X)**2, by=linearity)
        .eq(variance(X) - gain,                         by=[Var, apart]))
    near_miss(unbiased, "the first has a mean", without=first)
    near_miss(spread, "the two are correlated", without=apart)
