"""the Cauchy-Schwarz inequality for expectations"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import linearity


@result
def cauchy_schwarz():
    """The Cauchy-Schwarz inequality"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X, Y = symbols("X Y", Omega >> Real)
    t = symbols("t", Real)
    X, Y = X(w), Y(w)
    mean = E[p(w)]
    given(integrable[p(w)](X**2, Y**2), "second moments are finite")
    some = given(mean(Y**2) > 0)
    bound = show(mean(X * Y)**2 <= mean(X**2) * mean(Y**2))
    parabola = have(mean(X**2) - 2 * t * mean(X * Y) + t**2 * mean(Y**2) >= 0)
    parabola.eq(mean((X - t * Y)**2),                   by=linearity).ge(0)
    least = have(mean(X**2) - mean(X * Y)**2 / mean(Y**2) >= 0)
    slope = mean(X * Y) / mean(Y**2)
    (least
        .eq(mean(X**2) - 2 * slope * mean(X * Y) + slope**2 * mean(Y**2), by=some)
        .ge(0,                                          by=parabola))
    (bound
        .eq(mean(X * Y)**2 / mean(Y**2) * mean(Y**2),   by=some)
        .le(mean(X**2) * mean(Y**2),                    by=[least, some]))
    near_miss(mean(X * Y)**2 <= mean(X**2) * mean(Y**2) / 2, "half of it")
