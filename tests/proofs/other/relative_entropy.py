"""the relative entropy of two densities on one space is not negative"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import linearity, log_inv, log_le_sub_one, mass_le_one


@result
def relative_entropy():
    """The relative entropy is not negative"""
    X = spaces("X")
    x = symbols("x", X)
    p, q = density("p", X), density("q", X)
    support = given(forall[x](Implies(p(x) > 0, q(x) > 0)))
    given(integrable[p(x)](log(p(x) / q(x))))
    nonneg = show(E[p(x)](log(p(x) / q(x))) >= 0)
    (nonneg
        .eq(E[p(x)](-log(q(x) / p(x))),                 by=log_inv)
        .ge(E[p(x)](1 - q(x) / p(x)),                   by=log_le_sub_one)
        .eq(1 - E[p(x)](q(x) / p(x)),                   by=linearity)
        .ge(0,                                          by=mass_le_one))
    near_miss(E[p(x)](log(p(x) / q(x))) > 0, "equal densities")
    near_miss(nonneg, "q is 0 where p is not", without=support)
