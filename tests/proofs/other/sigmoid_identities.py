"""identities of the sigmoid and of tanh"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation, exp_add, exp_neg


@result
def sigmoid_identities():
    """The sigmoid and tanh"""
    x = symbols("x", Real)
    mirror = show(Eq(sigmoid(-x), 1 - sigmoid(x)))
    odd = show(Eq(tanh(-x), -tanh(x)))
    same = show(Eq(tanh(x), 2 * sigmoid(2 * x) - 1))
    slope = show(Eq(D(sigmoid)(x), sigmoid(x) * (1 - sigmoid(x))))
    curved = show(Eq(D[x](D(sigmoid)(x)), sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x))))
    small = show(sigmoid(x) < 1)
    flat = show(tanh(x)**2 < 1)
    (mirror
        .eq(1 / (1 + exp(x)),                           by=sigmoid)
        .eq(exp(-x) / (1 + exp(-x)),                    by=exp_neg)
        .eq(1 - 1 / (1 + exp(-x)))
        .eq(1 - sigmoid(x),                             by=sigmoid))
    odd.by(tanh)
    (same
        .eq((exp(x) - exp(-x)) / (exp(x) + exp(-x)),    by=tanh)
        .eq((1 - exp(-2 * x)) / (1 + exp(-2 * x)),      by=[exp_neg, exp_add])
        .eq(2 / (1 + exp(-2 * x)) - 1)
        .eq(2 * sigmoid(2 * x) - 1,                     by=sigmoid))
    slope.by(sigmoid, differentiation)
    curved.by(sigmoid, differentiation)
    small.eq(1 / (1 + exp(-x)),                         by=sigmoid).lt(1)
    flat.by(tanh)
    near_miss(Eq(sigmoid(-x), -sigmoid(x)), "the sigmoid is not odd")
    near_miss(Eq(tanh(x), 2 * sigmoid(x) - 1), "the argument is doubled")
