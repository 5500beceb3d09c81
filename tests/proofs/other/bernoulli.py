"""Bernoulli's inequality"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *


@result
def bernoulli():
    """Bernoulli's inequality"""
    n = symbols("n", Natural)
    x = symbols("x", Real)
    above = given(x >= -1)
    bound = show((1 + x)**n >= 1 + n * x)
    base, step = bound.induction(n)
    base.by()
    (step
        .eq((1 + x)**n * (1 + x))
        .ge((1 + n * x) * (1 + x),                      by=[step.hypothesis, above])
        .eq(1 + (n + 1) * x + n * x**2)
        .ge(1 + (n + 1) * x))
    near_miss((1 + x)**n > 1 + n * x, "it is attained")
    near_miss(bound, "far below -1", without=above)
