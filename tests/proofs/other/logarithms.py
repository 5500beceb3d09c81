"""inequalities of exp and log from their tangents"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import add_one_le_exp, exp_add, log_div, log_inv, log_le_log, log_le_sub_one, log_one, log_pow


@result
def logarithms():
    """Tangents of exp and log"""
    x, y = symbols("x y", Real)
    n = symbols("n", Natural)
    one, two = given(x > 0, y > 0)
    secant = show(log(x) - log(y) <= (x - y) / y)
    below = show(log(x) >= 1 - 1 / x)
    steep = show(exp(-x) >= 1 - x)
    small = show(log(1 + x) <= x)
    power = show(Eq(log(x**3), 3 * log(x)))
    grows = show(log(1 + x) >= 0)
    same = show(Eq(exp(x)**n, exp(n * x)))
    (secant
        .eq(log(x / y),                                 by=[log_div, one, two])
        .le(x / y - 1,                                  by=log_le_sub_one)
        .eq((x - y) / y,                                by=two))
    (below
        .eq(-log(1 / x),                                by=[log_inv, one])
        .ge(-(1 / x - 1),                               by=log_le_sub_one)
        .eq(1 - 1 / x))
    steep.by(add_one_le_exp)
    small.by(log_le_sub_one)
    power.by(log_pow, one)
    (grows
        .ge(log(1),                                     by=[log_le_log, one])
        .eq(0,                                          by=log_one))
    same.by(exp_add)
    near_miss(log(x) >= 1 - x, "the tangent of the wrong function")
    near_miss(Eq(log(x**3), log(x)**3), "the power is outside")
    near_miss(exp(-x) <= 1 - x, "the tangent is below")
