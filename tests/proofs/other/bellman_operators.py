"""other operators of a decision process contract to one fixed point by the same lines"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import abs_le_norm
from proofs.decision.fixed_point import fixed_point
from proofs.decision.setting import P, S, a, gamma, on_Q, on_V, optimal_on_Q, r, s, s_  # noqa: F401  (values of T)

same_action = Operator("T^a", on=S >> Real, point=[s], reward=r(s, a), discount=gamma,
                       draw=[P(s_ | s, a)], value=lambda V: V(s_), close=abs_le_norm)


@result
def bellman_operators(T: Operator = same_action):
    """{T} has one fixed point"""
    V, W = symbols("V W", T.on)
    given(gamma >= 0)
    small = given(gamma < 1)
    given(bounded(r), bounded(V), bounded(W), *T.needs)
    first, second = given(Eq(T(V), V), Eq(T(W), W))
    same = show(Eq(V, W))
    some = show(exists[V](And(bounded(V), Eq(T(V), V))))
    same.by(fixed_point(T=T), first, second)
    some.by(fixed_point(T=T))
    near_miss(same, "an undiscounted process", instead={small: gamma <= 1})
