"""repeated application of a Bellman operator converges to a fixed point"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from proofs.decision.contraction import contraction
from proofs.decision.setting import gamma, on_Q, r


@result
def policy_evaluation(T: Operator = on_Q):
    """Repeated application of {T}"""
    n = symbols("n", Natural)
    F, start = symbols("F Q^0", T.on)
    Q = symbols("Q", Seq(T.on))
    define(Q[0], start)
    define(Q[n + 1], T(Q[n]))
    discount = given(gamma >= 0)
    finite = given(bounded(r), bounded(F), bounded(start))
    fixed = given(Eq(T(F), F))
    rate = show(norm(Q[n] - F) <= gamma**n * norm(Q[0] - F))

    bounds = have(bounded(Q[n]))
    base, step = bounds.induction(n)
    base.by(Q, finite)
    step.by(Q, T, step.hypothesis, finite)
    base, step = rate.induction(n)
    base.by()
    (step
        .eq(norm(T(Q[n]) - T(F)),                       by=[Q, fixed])
        .le(gamma * norm(Q[n] - F),                     by=[contraction(T=T), bounds])
        .le(gamma * (gamma**n * norm(Q[0] - F)),        by=[step.hypothesis, discount])
        .eq(gamma**(n + 1) * norm(Q[0] - F)))
    near_miss(norm(Q[n] - F) <= gamma**(n + 1) * norm(Q[0] - F), "one factor too many")
