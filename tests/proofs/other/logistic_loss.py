"""two classes: softmax is a sigmoid, and the slope of the logistic loss"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation, exp_add, exp_neg, log_exp, log_inv, log_le_log


@result
def logistic_loss():
    """The logistic loss"""
    x, y = symbols("x y", Real)
    two = show(Eq(exp(x) / (exp(x) + exp(y)), sigmoid(x - y)))
    loss = show(Eq(-log(sigmoid(x)), log(1 + exp(-x))))
    slope = show(Eq(D[x](-log(sigmoid(x))), sigmoid(x) - 1))
    top = show(log(exp(x) + exp(y)) >= x)
    two.by(sigmoid, exp_neg, exp_add)
    loss.by(sigmoid, log_inv)
    slope.by(sigmoid, differentiation)
    (top
        .ge(log(exp(x)),                                by=log_le_log)
        .eq(x,                                          by=log_exp))
    near_miss(Eq(exp(x) / (exp(x) + exp(y)), sigmoid(y - x)), "the classes are exchanged")
    near_miss(Eq(D[x](-log(sigmoid(x))), sigmoid(x)), "the label is forgotten")
