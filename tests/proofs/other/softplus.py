"""softplus: its slope is the sigmoid, and it lies above its asymptotes"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation, exp_neg, log_exp, log_le_log, log_one
from proofs.networks.steepest import steepest

softplus = Activation("softplus", lambda x: log(1 + exp(x)))


@result
def softplus_unit(phi: Activation = softplus):
    """The unit {phi}"""
    x = symbols("x", Real)
    slope = show(Eq(D(phi)(x), sigmoid(x)))
    rise = show(D(phi)(x) > 0)
    bound = show(D(phi)(x) < 1)
    steep = show(D(phi)(x) <= 1)
    above = show(phi(x) >= x)
    positive = show(phi(x) >= 0)

    (slope
        .eq(exp(x) / (1 + exp(x)),                      by=[phi, differentiation])
        .eq(1 / (1 + exp(-x)),                          by=exp_neg)
        .eq(sigmoid(x),                                 by=sigmoid))
    (rise
        .eq(exp(x) / (1 + exp(x)),                      by=[phi, differentiation])
        .gt(0))
    (bound
        .eq(exp(x) / (1 + exp(x)),                      by=[phi, differentiation])
        .lt(1))
    steep.by(steepest(phi=phi))
    (above
        .eq(log(1 + exp(x)),                            by=phi)
        .ge(log(exp(x)),                                by=log_le_log)
        .eq(x,                                          by=log_exp))
    (positive
        .eq(log(1 + exp(x)),                            by=phi)
        .ge(log(1),                                     by=log_le_log)
        .eq(0,                                          by=log_one))

    near_miss(D(phi)(x) <= Rational(9, 10), "the slope comes close to 1")
    near_miss(Eq(D(phi)(x), sigmoid(-x)), "the sign")
    near_miss(phi(x) <= x, "the asymptote is below")
