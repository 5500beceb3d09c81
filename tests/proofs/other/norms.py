"""the supremum norm obeys the triangle inequality"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import abs_add_le, abs_le_norm, norm_le


@result
def norms():
    """The triangle inequality of the supremum norm"""
    S = spaces("S")
    s = symbols("s", S)
    f, g = symbols("f g", S >> Real)
    given(bounded(f), bounded(g))
    bound = show(norm(f + g) <= norm(f) + norm(g))
    point = have(abs(f(s) + g(s)) <= norm(f) + norm(g))
    (point
        .le(abs(f(s)) + abs(g(s)),                      by=abs_add_le)
        .le(norm(f) + norm(g),                          by=abs_le_norm))
    bound.by(point, norm_le)
    near_miss(Eq(norm(f + g), norm(f) + norm(g)), "equality")
