"""the unit exp(-x^2)"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation, exp_le_exp, exp_zero

gauss = Activation("g", lambda x: exp(-x**2))


@result
def gaussian_unit(phi: Activation = gauss):
    """The unit {phi}"""
    x = symbols("x", Real)
    slope = show(Eq(D(phi)(x), -2 * x * phi(x)))
    small = show(phi(x) <= 1)
    positive = show(phi(x) > 0)
    second = show(Eq(D[x](D(phi)(x)), (4 * x**2 - 2) * exp(-x**2)))
    (slope
        .eq(-2 * x * exp(-x**2),                        by=[phi, differentiation])
        .eq(-2 * x * phi(x),                            by=phi))
    (small
        .eq(exp(-x**2),                                 by=phi)
        .le(exp(0),                                     by=exp_le_exp)
        .eq(1,                                          by=exp_zero))
    positive.by(phi)
    (second
        .eq(D[x](-2 * x * phi(x)),                      by=slope)
        .eq((4 * x**2 - 2) * exp(-x**2),                by=[phi, differentiation]))
    near_miss(phi(x) < 1, "it is 1 at 0")
    near_miss(Eq(D(phi)(x), -x * phi(x)), "the factor 2")
