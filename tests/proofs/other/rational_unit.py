"""a unit without exponentials: x / (1 + x^2)"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation

bell = Activation("rho", lambda x: x / (1 + x**2))


@result
def rational_unit(phi: Activation = bell):
    """The unit {phi}"""
    x = symbols("x", Real)
    slope = show(Eq(D(phi)(x), (1 - x**2) / (1 + x**2)**2))
    bound = show(phi(x) <= Rational(1, 2))
    steep = show(D(phi)(x) <= 1)

    slope.by(phi, differentiation)
    (bound
        .eq(x / (1 + x**2),                             by=phi)
        .eq(Rational(1, 2) - (1 - x)**2 / (2 * (1 + x**2)))
        .le(Rational(1, 2)))
    (steep
        .eq((1 - x**2) / (1 + x**2)**2,                 by=slope)
        .eq(1 - (x**4 + 3 * x**2) / (1 + x**2)**2)
        .le(1))

    near_miss(phi(x) <= Rational(49, 100), "it is 1/2 at 1")
    near_miss(D(phi)(x) > 0, "it falls again")
