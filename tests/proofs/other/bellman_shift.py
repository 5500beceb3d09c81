"""a constant that is added to the values is discounted once"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import expectation_const, linearity
from proofs.decision.setting import gamma, on_Q, on_V  # noqa: F401  (on_V is a value of T)


@result
def bellman_shift(T: Operator = on_Q):
    """{T} and a constant"""
    V, W = symbols("V W", T.on)
    c = symbols("c", Real)
    here, draw, value = T.point, T.draw, T.value
    given(bounded(V))
    define(W(*here), V(*here) + c)
    shifted = show(Eq(T(W)(*here), T(V)(*here) + gamma * c))
    (shifted
        .eq(T.reward + gamma * E[draw](value(W)),       by=T)
        .eq(T.reward + gamma * E[draw](value(V) + c),   by=W)
        .eq(T.reward + gamma * E[draw](value(V)) + gamma * c, by=[linearity, expectation_const])
        .eq(T(V)(*here) + gamma * c,                    by=T))
    near_miss(Eq(T(W)(*here), T(V)(*here) + c), "the constant is not discounted")
