"""the mean of a logarithm is at most the logarithm of the mean"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import expectation_const, linearity, log_div, log_le_sub_one


@result
def jensen():
    """Jensen's inequality for the logarithm"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X = symbols("X", Omega >> Real)
    mean = E[p(w)]
    positive = given(forall[w](X(w) > 0))
    m = given(mean(X(w)) > 0)
    given(integrable[p(w)](X(w), log(X(w))))
    bound = show(mean(log(X(w))) <= log(mean(X(w))))
    difference = have(mean(log(X(w))) - log(mean(X(w))) <= 0)
    (difference
        .eq(mean(log(X(w)) - log(mean(X(w)))),          by=[linearity, expectation_const])
        .eq(mean(log(X(w) / mean(X(w)))),               by=[log_div, positive, m])
        .le(mean(X(w) / mean(X(w)) - 1),                by=[log_le_sub_one, positive, m])
        .eq(mean(X(w)) / mean(X(w)) - 1,                by=[linearity, expectation_const])
        .eq(0,                                          by=m))
    bound.by(difference)
    near_miss(Eq(mean(log(X(w))), log(mean(X(w)))), "logarithm and mean are exchanged")
