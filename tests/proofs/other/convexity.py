"""the square is convex; the sigmoid is increasing"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import exp_le_exp


@result
def convexity():
    """Convex combinations"""
    x, y, c, t = symbols("x y c t", Real)
    low, high = given(t >= 0, t <= 1)
    first, second = given(x <= c, y <= c)
    order = given(x <= y)
    square = show((t * x + (1 - t) * y)**2 <= t * x**2 + (1 - t) * y**2)
    below = show(t * x + (1 - t) * y <= c)
    rising = show(sigmoid(x) <= sigmoid(y))

    rest = have(1 - t >= 0)
    rest.by(high)
    (square
        .eq(t * x**2 + (1 - t) * y**2 - t * (1 - t) * (x - y)**2)
        .le(t * x**2 + (1 - t) * y**2,                  by=[low, rest]))
    (below
        .le(t * c + (1 - t) * y,                        by=[first, low])
        .le(t * c + (1 - t) * c,                        by=[second, rest])
        .eq(c))
    inner = have(1 + exp(-y) <= 1 + exp(-x))
    inner.by(exp_le_exp, order)
    (rising
        .eq(1 / (1 + exp(-x)),                          by=sigmoid)
        .le(1 / (1 + exp(-y)),                          by=inner)
        .eq(sigmoid(y),                                 by=sigmoid))
    near_miss(square, "a weight above 1", without=high)
    near_miss(square, "a weight below 0", without=low)
    near_miss(rising, "the order", without=[order, first, second])
