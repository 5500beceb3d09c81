"""products and sums with bounded factors"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import abs_add_le, abs_prod


@result
def products():
    """Products with bounded factors"""
    n, l = symbols("n l", Natural)
    w, u = symbols("w u", Seq(Real))
    s = symbols("s", Real)
    small = given(forall[l](abs(w[l]) <= s))
    large = given(forall[l](u[l] >= 1))
    product = show(abs(Prod[l, 1, n](w[l])) <= s**n)
    total = show(abs(Sum[l, 1, n](w[l])) <= n * s)
    growth = show(Prod[l, 1, n](u[l]) >= 1)
    (product
        .eq(Prod[l, 1, n](abs(w[l])),                   by=abs_prod)
        .le(Prod[l, 1, n](s),                           by=small)
        .eq(s**n))
    base, step = total.induction(n)
    base.by()
    (step
        .eq(abs(Sum[l, 1, n](w[l]) + w[n + 1]))
        .le(abs(Sum[l, 1, n](w[l])) + abs(w[n + 1]),    by=abs_add_le)
        .le(n * s + s,                                  by=[step.hypothesis, small])
        .eq((n + 1) * s))
    positive = have(u[l] >= 0)
    positive.by(large)
    base, step = growth.induction(n)
    base.by()
    (step
        .eq(Prod[l, 1, n](u[l]) * u[n + 1])
        .ge(1 * u[n + 1],                               by=[step.hypothesis, positive])
        .eq(u[n + 1])
        .ge(1,                                          by=large))
