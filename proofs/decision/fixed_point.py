"""3.1b: the Bellman operator has one fixed point, and its iterates converge to it"""

from derive import *
from derive.theory import banach, eq_of_norm_sub, norm_nonneg
from proofs.decision.contraction import contraction
from proofs.decision.setting import gamma, on_Q, on_V, optimal_on_Q, r  # noqa: F401 (the values of T)


@result
def fixed_point(T: Operator = on_Q):
    """The Bellman operator {T} contracts to its one fixed point"""
    V, W = symbols("V_1 V_2" if T is on_V else "Q_1 Q_2", T.on)
    F, G, start = symbols("F G V^0" if T is on_V else "F G Q^0", T.on)
    n = symbols("n", Natural)
    Q = symbols("V" if T is on_V else "Q", Seq(T.on))
    define(Q[0], start)
    define(Q[n + 1], T(Q[n]))

    discount, small = given(gamma >= 0, gamma < 1)
    finite = given(bounded(r), bounded(start), bounded(F), bounded(G), *T.needs)
    fixed = given(Eq(T(F), F), "a fixed point")
    also = given(Eq(T(G), G), "another one")

    closer = show(forall[V, W](Implies(And(bounded(V), bounded(W)), norm(T(V) - T(W)) <= gamma * norm(V - W))))
    some = show(exists[V](And(bounded(V), Eq(T(V), V))))
    same = show(Eq(F, G))
    rate = show(norm(Q[n] - F) <= gamma**n * norm(Q[0] - F))
    limit = show(tends[n, oo](norm(Q[n] - F), 0))
    ask(f"Show that {T} is a contraction in the supremum norm: {closer}. Show that it has one bounded fixed point, to which {Q[n]} converges.")
    hint("For uniqueness, how far apart can two fixed points be?")

    have(contraction(T=T))
    closer.by(contraction(T=T))
    inside = have(forall[V](Implies(bounded(V), bounded(T(V)))))
    inside.by(T)
    say("A contraction of a complete space has a fixed point, and the bounded functions are complete.")
    some.by(banach, closer, inside)
    apart = have(norm(F - G) <= gamma * norm(F - G))
    (apart
        .eq(norm(T(F) - T(G)),                                            by=[fixed, also])
        .le(gamma * norm(F - G),                                          by=closer))
    none = have(norm(F - G) <= 0)
    none.by(apart, small, norm_nonneg)
    same.by(eq_of_norm_sub, none).mark(1, "two fixed points are equal")

    say("Each application of the operator brings the iterates closer by the factor of the discount.")
    bounds = have(bounded(Q[n]))
    base, step = bounds.induction(n)
    base.by(Q, finite)
    step.by(Q, T, step.hypothesis, finite)
    base, step = rate.induction(n)
    base.by()
    (step
        .eq(norm(T(Q[n]) - T(F)),                                         by=[Q, fixed])
        .le(gamma * norm(Q[n] - F),                                       by=[closer, bounds])
        .le(gamma * (gamma**n * norm(Q[0] - F)),                          by=[step.hypothesis, discount])
        .eq(gamma**(n + 1) * norm(Q[0] - F)))
    limit.squeeze(0, gamma**n * norm(Q[0] - F), by=[rate, norm_nonneg, bounds]).mark(1, "the iterates converge, with their rate")

    near_miss(norm(Q[n] - F) <= gamma**(n + 1) * norm(Q[0] - F), "one factor too many")
    published("H5", same, "nothing is said of the discount, which may be 1", instead={small: gamma <= 1})
