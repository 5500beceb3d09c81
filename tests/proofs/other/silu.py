"""the derivative of x sigmoid(x)"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation

silu = Activation("silu", lambda x: x * sigmoid(x))


@result
def silu_slope(phi: Activation = silu):
    """The slope of {phi}"""
    x = symbols("x", Real)
    one = have(Eq(D(sigmoid)(x), sigmoid(x) * (1 - sigmoid(x))))
    slope = show(Eq(D(phi)(x), sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))))
    short = show(Eq(D(phi)(x), sigmoid(x) + phi(x) * (1 - sigmoid(x))))
    (one
        .eq(exp(-x) / (1 + exp(-x))**2,                 by=[sigmoid, differentiation])
        .eq(sigmoid(x) * (1 - sigmoid(x)),              by=sigmoid))
    (slope
        .eq(D[x](x * sigmoid(x)),                       by=phi)
        .eq(sigmoid(x) + x * D(sigmoid)(x),             by=differentiation)
        .eq(sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x)), by=one))
    short.by(phi, differentiation, sigmoid)
    near_miss(Eq(D(phi)(x), sigmoid(x)), "the product rule is forgotten")
