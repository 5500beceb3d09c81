"""inequalities that are a square in disguise"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *


@result
def squares():
    """Squares are not negative"""
    a, b, c, d, x, y = symbols("a b c d x y", Real)
    positive = given(x > 0)
    amgm = show(2 * x * y <= x**2 + y**2)
    amgm.eq(x**2 + y**2 - (x - y)**2).le(x**2 + y**2)
    plane = show((a * c + b * d)**2 <= (a**2 + b**2) * (c**2 + d**2))
    (plane
        .eq((a**2 + b**2) * (c**2 + d**2) - (a * d - b * c)**2)
        .le((a**2 + b**2) * (c**2 + d**2)))
    convex = show((x + y)**2 / 4 <= (x**2 + y**2) / 2)
    convex.eq((x**2 + y**2) / 2 - (x - y)**2 / 4).le((x**2 + y**2) / 2)
    inverse = show(x + 1 / x >= 2)
    inverse.eq(2 + (x - 1)**2 / x).ge(2,                by=positive)
    near_miss(3 * x * y <= x**2 + y**2, "a factor that is too large")
    near_miss(inverse, "below 0", without=positive)
