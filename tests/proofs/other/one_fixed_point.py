"""a contraction has one fixed point"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import norm_nonneg
from proofs.decision.contraction import contraction
from proofs.decision.setting import gamma, on_Q, r


@result
def one_fixed_point(T: Operator = on_Q):
    """{T} has at most one fixed point"""
    F, G = symbols("F G", T.on)
    given(gamma >= 0)
    small = given(gamma < 1)
    given(bounded(r), bounded(F), bounded(G))
    first, second = given(Eq(T(F), F), Eq(T(G), G))
    same = show(Eq(norm(F - G), 0))
    closer = have(norm(F - G) <= gamma * norm(F - G))
    (closer
        .eq(norm(T(F) - T(G)),                          by=[first, second])
        .le(gamma * norm(F - G),                        by=contraction(T=T)))
    same.by(closer, small, norm_nonneg)
