"""sums and a product by induction"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *


@result
def sums():
    """Sums in closed form"""
    n, l = symbols("n l", Natural)
    x = symbols("x", Real)
    small = given(x < 1)
    first = show(Eq(Sum[l, 1, n](l), n * (n + 1) / 2))
    squares = show(Eq(Sum[l, 1, n](l**2), n * (n + 1) * (2 * n + 1) / 6))
    cubes = show(Eq(Sum[l, 1, n](l**3), (n * (n + 1) / 2)**2))
    odd = show(Eq(Sum[l, 1, n](2 * l - 1), n**2))
    telescope = show(Eq((1 - x) * Sum[l, 0, n](x**l), 1 - x**(n + 1)))
    geometric = show(Eq(Sum[l, 0, n](x**l), (1 - x**(n + 1)) / (1 - x)))
    power = show(Eq(Prod[l, 1, n](x), x**n))

    base, step = first.induction(n)
    base.by()
    (step
        .eq(Sum[l, 1, n](l) + (n + 1))
        .eq(n * (n + 1) / 2 + (n + 1),                  by=step.hypothesis)
        .eq((n + 1) * (n + 2) / 2))
    for claim in (squares, cubes, odd):
        base, step = claim.induction(n)
        base.by()
        step.by(step.hypothesis)
    base, step = telescope.induction(n)
    base.by()
    (step
        .eq((1 - x) * Sum[l, 0, n](x**l) + (1 - x) * x**(n + 1))
        .eq(1 - x**(n + 1) + (1 - x) * x**(n + 1),      by=step.hypothesis)
        .eq(1 - x**(n + 2)))
    geometric.by(telescope, small)
    power.by()
    near_miss(Eq(Sum[l, 1, n](l), n * (n - 1) / 2), "the last term is left out")
    near_miss(Eq(Sum[l, 0, n](x**l), (1 - x**n) / (1 - x)), "one term too few")
