"""3.1c: four ways to write what is optimal"""

from derive import *
from derive.theory import (
    bellman_equation,
    expectation_le_max,
    greedy_is_optimal,
    integral_mono,
    le_sup,
    max_le,
    optimal_policy_exists,
    sup_le,
    support_in_argmax,
)
from proofs.decision.setting import A, P, S, a, gamma, optimal_on_Q, r, s, s_


@result
def optimality():
    """Optimal values and actions"""
    pi, best = symbols("pi pi_*", Policies(S, A))
    q, v = symbols("q", Policies(S, A) >> (S * A >> Real)), symbols("v", Policies(S, A) >> (S >> Real))
    q_best, v_best = symbols("q_*", S * A >> Real), symbols("v_*", S >> Real)

    define(q[pi](s, a), returns(gamma, r, P, pi)(s, a))
    define(v[pi](s), E[pi(a | s)](q[pi](s, a)))
    define(q_best(s, a), sup[pi](q[pi](s, a)))
    define(v_best(s), sup[pi](v[pi](s)))
    discount, small = given(gamma >= 0, gamma < 1)
    few = given(finite(A))
    given(bounded(r))
    optimal = given(forall[s](Eq(v[best](s), v_best(s))), "an optimal policy, which exists")

    c1 = show(Eq(v_best(s), max_[a](q_best(s, a))))
    c2 = show(Eq(q_best(s, a), r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_))))
    c3 = show(support[a](best(a | s)) <= argmax[a](q_best(s, a)))
    c4 = show(Eq(argmax[a](q_best(s, a)), argmax[a](r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)))))
    ask(f"Express {v_best} by {q_best}; {q_best} by {v_best}; an optimal action by {q_best}; and an optimal action by {v_best}.")
    hint("A policy that chooses the best action in each state is optimal.")

    say("There is a policy that is best from every state; all that follows holds of any such policy.")
    have(exists[pi](forall[s](Eq(v[pi](s), v_best(s))))).by(optimal_policy_exists, q, v, v_best)
    bellman = have(Eq(q[pi](s, a), r(s, a) + gamma * E[P(s_ | s, a)](v[pi](s_))))
    bellman.by(bellman_equation, q, v)
    have(bounded(q[pi])).by(q)
    have(bounded(v[pi])).by(v, q)
    have(bounded(q_best)).by(q_best, q)
    have(bounded(v_best)).by(v_best, v, q)
    value = have(v[pi](s) <= v_best(s))
    value.by(le_sup, q, v, v_best)
    action = have(q[pi](s, a) <= q_best(s, a))
    action.by(le_sup, q, q_best)

    say("No policy makes more of what comes later than the best one does.")
    each = have(q[pi](s, a) <= r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)))
    (each
        .eq(r(s, a) + gamma * E[P(s_ | s, a)](v[pi](s_)),                 by=bellman)
        .le(r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)),                by=[value, discount, integral_mono]))
    reached = have(q_best(s, a) >= r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)))
    (reached
        .ge(q[best](s, a),                                                by=action)
        .eq(r(s, a) + gamma * E[P(s_ | s, a)](v[best](s_)),               by=bellman)
        .eq(r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)),                by=optimal))
    most = have(q_best(s, a) <= r(s, a) + gamma * E[P(s_ | s, a)](v_best(s_)))
    most.by(sup_le, q_best, each)
    c2.by(most, reached).mark(1, "q from v")

    say("An optimal policy takes a mean over its actions, and a mean is at most the maximum.")
    mean = have(v_best(s) <= E[best(a | s)](q_best(s, a)))
    (mean
        .eq(v[best](s),                                                   by=optimal)
        .eq(E[best(a | s)](q[best](s, a)),                                by=v)
        .le(E[best(a | s)](q_best(s, a)),                                 by=[action, integral_mono]))
    upper = have(v_best(s) <= max_[a](q_best(s, a)))
    (upper
        .le(E[best(a | s)](q_best(s, a)),                                 by=mean)
        .le(max_[a](q_best(s, a)),                                        by=expectation_le_max))
    lower = have(max_[a](q_best(s, a)) <= v_best(s))
    lower.by(max_le, greedy_is_optimal, q_best, v_best, q, v)
    c1.by(upper, lower).mark(1, "v from q")

    say("So the mean over the actions of an optimal policy is the maximum, and it chooses maximisers only.")
    full = have(max_[a](q_best(s, a)) <= E[best(a | s)](q_best(s, a)))
    (full
        .le(v_best(s),                                                    by=lower)
        .le(E[best(a | s)](q_best(s, a)),                                 by=mean))
    c3.by(support_in_argmax, full).mark(1, "the action from q")
    c4.by(c2).mark(1, "the action from v")

    near_miss(Eq(v_best(s), E[pi(a | s)](q_best(s, a))), "a mean over any policy instead of the maximum")
    near_miss(Eq(q_best(s, a), r(s, a) + E[P(s_ | s, a)](v_best(s_))), "the discount is forgotten")
    published("H14", Eq(sup[a](r(s, a)), max_[a](r(s, a))), "there is a best action whatever the actions are", without=[few, optimal])
    f, g = symbols("f g", S * A >> Real)
    solutions = [suppose(Eq(optimal_on_Q(f), f)), suppose(Eq(optimal_on_Q(g), g))]
    published("H15", Eq(f, g), "the equations alone define the optimal values", given=solutions, without=optimal, instead={small: gamma <= 1})
    published("H17", Eq(argmax[a](best(a | s)), argmax[a](q_best(s, a))), "the best actions are the most probable ones")
