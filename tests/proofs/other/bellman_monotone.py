"""the Bellman operators keep the order"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from proofs.decision.setting import gamma, on_Q, on_V  # noqa: F401  (on_Q is a value of T)


@result
def bellman_monotone(T: Operator = on_V):
    """{T} is monotone"""
    V, W = symbols("V W", T.on)
    here, draw, value = T.point, T.draw, T.value
    discount = given(gamma >= 0)
    given(bounded(V), bounded(W))
    below = given(V <= W)
    order = show(T(V) <= T(W))
    (order.at(*here)
        .eq(T.reward + gamma * E[draw](value(V)),       by=T)
        .le(T.reward + gamma * E[draw](value(W)),       by=[below, discount])
        .eq(T(W)(*here),                                by=T))
    near_miss(order, "a negative discount", without=discount)
    near_miss(order, "values that are not ordered", without=below)
