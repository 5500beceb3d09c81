"""one application of the Bellman operator is bounded by reward and discount"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import abs_add_le, abs_le_norm, abs_mul, expectation_abs_le, expectation_const, norm_le
from proofs.decision.setting import gamma, on_Q, r


@result
def bellman_bound(T: Operator = on_Q):
    """How large {T} can be"""
    V = symbols("V", T.on)
    here, draw, value = T.point, T.draw, T.value
    discount = given(gamma >= 0)
    given(bounded(r), bounded(V))
    bound = show(norm(T(V)) <= norm(r) + gamma * norm(V))
    point = have(abs(T(V)(*here)) <= norm(r) + gamma * norm(V))
    (point
        .eq(abs(r(*here) + gamma * E[draw](value(V))),      by=T)
        .le(abs(r(*here)) + abs(gamma * E[draw](value(V))), by=abs_add_le)
        .eq(abs(r(*here)) + gamma * abs(E[draw](value(V))), by=[abs_mul, discount])
        .le(norm(r) + gamma * abs(E[draw](value(V))),       by=abs_le_norm)
        .le(norm(r) + gamma * E[draw](abs(value(V))),       by=expectation_abs_le)
        .le(norm(r) + gamma * E[draw](norm(V)),             by=abs_le_norm)
        .eq(norm(r) + gamma * norm(V),                      by=expectation_const))
    bound.by(point, norm_le)
    near_miss(norm(T(V)) <= norm(r) + gamma * norm(V) / 2, "half of it")
    near_miss(bound, "a negative discount", without=discount)
