"""3.2.2: the policy gradient from the runs of another policy"""

from derive import *
from derive.theory import (
    causality,
    change_of_measure,
    derivative_of_log_of_nonneg,
    derivative_of_prod,
    derivative_under_integral,
    differentiation,
    expectation_eq_integral,
    later_steps,
    linearity,
    mass_is_one,
    prod_mul,
    ratio_of_supported,
    sum_from,
)
from proofs.decision.trajectories import A, J, P, R, Runs, S, T, a, k, old, p, pi, ret, rho_0, s, t, t_, tau, theta, u


@result
def importance(weights: OneOf["whole run", "reward to go", "per decision"] = "per decision"):
    """The policy gradient from another policy, weights: {weights}"""
    x, y = symbols("s", S), symbols("a", A)
    w, g = symbols("rho g", Seq(Runs >> Real))
    define(ret(tau), Sum[u, 1, T](R(s[u], a[u])))
    define(J(theta), E[P[theta](tau)](ret(tau)))
    define(w[t](tau), pi[theta](a[t] | s[t]) / pi[old](a[t] | s[t]))
    define(g[t](tau), D[theta[k]](log(pi[theta](a[t] | s[t]))))
    new, past, r = E[P[theta](tau)], E[P[old](tau)], ret(tau)
    reward, score = R(s[u], a[u]), D[theta[k]](log(pi[theta](y | x)))
    grad, scores = D[theta[k]](J(theta)), Sum[t, 1, T](g[t](tau))
    n = u if weights == "per decision" else T
    ratios = Prod[t_, 1, n](w[t_](tau))

    given(T >= 1, "a run has a first step")
    support = given(forall[x, y](Implies(pi[theta](y | x) > 0, pi[old](y | x) > 0)), "the old policy tries every action of the new one")
    regular = given(forall[x](dominated[theta[k]](pi[theta](y | x), y)), "the policy is differentiable")
    smooth = given(dominated[theta[k]](P[theta](tau)), "the derivative may be taken under the integral")
    smooth_r = given(dominated[theta[k]](P[theta](tau) * r, tau), "the derivative may be taken under the integral")
    if weights != "whole run":
        given(forall[x](integrable[pi[theta](y | x)](score)), forall[t, u](integrable[P[theta](tau)](g[t](tau) * reward)), "all expectations are finite")
    if weights == "per decision":
        given(forall[t, u](integrable[P[old](tau)](g[t](tau) * (ratios * reward))), "all expectations are finite")

    claim = show(Eq(grad, {
        "whole run":    past(ratios * (scores * r)),
        "reward to go": past(ratios * Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward))),
        "per decision": past(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](ratios * reward))),
    }[weights]))
    steps, moves = Prod[t, 1, T](pi[theta](a[t] | s[t])), Prod[t, 1, T - 1](p(s[t + 1] | s[t], a[t]))
    ask(f"A run of {T} steps has the density {Eq(P[theta](tau), rho_0(s[1]) * steps * moves)}. "
        f"Only runs of the policy {pi[old](y | x)} are at hand. Show that {claim}.")
    hint("The densities of a run under two policies differ by a product of ratios, one for each action.")
    if weights != "whole run":
        hint(f"What does an action at time {t} have to do with an earlier reward?")

    say("First with the runs of the new policy.")
    slope = have(Eq(D[theta[k]](P[theta](tau)), P[theta](tau) * scores))
    (slope
        .eq(D[theta[k]](rho_0(s[1]) * steps * moves),                     by=P)
        .eq(rho_0(s[1]) * D[theta[k]](steps) * moves,                     by=differentiation)
        .eq(rho_0(s[1]) * (steps * Sum[t, 1, T](D[theta[k]](log(pi[theta](a[t] | s[t]))))) * moves, by=derivative_of_prod)
        .eq(P[theta](tau) * scores,                                       by=[P, g]))
    plain = have(Eq(grad, new(scores * r)))
    (plain
        .eq(D[theta[k]](integral[tau](P[theta](tau) * r)),                by=[J, expectation_eq_integral])
        .eq(integral[tau](D[theta[k]](P[theta](tau) * r)),                by=[derivative_under_integral, smooth_r])
        .eq(integral[tau](D[theta[k]](P[theta](tau)) * r),                by=[differentiation, smooth])
        .eq(integral[tau](P[theta](tau) * (scores * r)),                  by=slope)
        .eq(new(scores * r),                                              by=expectation_eq_integral)
        .mark(1, "the derivative of a density is the density times the score"))

    say("Now the ratio of the densities under both policies.")
    taken, tried = (Prod[t_, 1, n](pi[v](a[t_] | s[t_])) for v in (theta, old))
    moves = Prod[t_, 1, n - 1](p(s[t_ + 1] | s[t_], a[t_]))
    ratio = have(Eq(P.until(n)[theta](tau), P.until(n)[old](tau) * ratios))
    (ratio
        .eq(rho_0(s[1]) * taken * moves,                                  by=P)
        .eq(rho_0(s[1]) * Prod[t_, 1, n](pi[old](a[t_] | s[t_]) * w[t_](tau)) * moves, by=[w, ratio_of_supported, support])
        .eq(rho_0(s[1]) * (tried * ratios) * moves,                       by=prod_mul)
        .eq(P.until(n)[old](tau) * ratios,                                by=P)
        .mark(1, "the dynamics cancel"))

    if weights == "whole run":
        (claim
            .eq(new(scores * r),                                          by=plain)
            .eq(past(ratios * (scores * r)),                              by=[ratio, change_of_measure])
            .mark(1, "the change of measure"))
    else:
        centred = have(Eq(E[pi[theta](y | x)](score), 0))
        (centred
            .eq(integral[y](pi[theta](y | x) * score),                    by=expectation_eq_integral)
            .eq(integral[y](D[theta[k]](pi[theta](y | x))),               by=[derivative_of_log_of_nonneg, regular])
            .eq(D[theta[k]](integral[y](pi[theta](y | x))),               by=[derivative_under_integral, regular])
            .eq(D[theta[k]](1),                                           by=mass_is_one)
            .eq(0,                                                        by=differentiation))
        early = have(Eq(new(g[t](tau) * reward), 0), given=[suppose(u >= 1), suppose(u < t), suppose(t <= T)])
        early.by(g, centred, causality).mark(1, "an action does not change an earlier reward")
        to_go = have(Eq(grad, new(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward)))))
        (to_go
            .eq(new(scores * Sum[u, 1, T](reward)),                       by=[plain, ret])
            .eq(Sum[t, 1, T](Sum[u, 1, T](new(g[t](tau) * reward))),      by=linearity)
            .eq(Sum[t, 1, T](Sum[u, t, T](new(g[t](tau) * reward))),      by=[early, sum_from])
            .eq(new(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward))),      by=linearity))
    if weights == "reward to go":
        (claim
            .eq(new(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward))),      by=to_go)
            .eq(past(ratios * Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward))), by=[ratio, change_of_measure])
            .mark(1, "the change of measure"))
    if weights == "per decision":
        say(f"A reward at time {u} depends on the run up to {u} only, so only the ratios up to {u} matter.")
        part = have(Eq(new(g[t](tau) * reward), past(g[t](tau) * (ratios * reward))), given=[suppose(t >= 1), suppose(t <= u), suppose(u <= T)])
        (part
            .eq(E[P.until(u)[theta](tau)](g[t](tau) * reward),            by=later_steps)
            .eq(E[P.until(u)[old](tau)](g[t](tau) * (ratios * reward)),   by=[ratio, change_of_measure])
            .eq(past(g[t](tau) * (ratios * reward)),                      by=later_steps)
            .mark(1, "the change of measure, reward by reward"))
        (claim
            .eq(new(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](reward))),      by=to_go)
            .eq(Sum[t, 1, T](Sum[u, t, T](new(g[t](tau) * reward))),      by=linearity)
            .eq(Sum[t, 1, T](Sum[u, t, T](past(g[t](tau) * (ratios * reward)))), by=part)
            .eq(past(Sum[t, 1, T](g[t](tau) * Sum[u, t, T](ratios * reward))), by=linearity))
    say("When both policies are the same, every ratio is 1.")
    same, possible = suppose(Eq(old, theta)), suppose(pi[theta](a[t] | s[t]) > 0)
    one = have(Eq(w[t](tau), 1), given=[same, possible])
    (one
        .eq(pi[theta](a[t] | s[t]) / pi[theta](a[t] | s[t]),              by=[w, same])
        .eq(1,                                                            by=possible))

    near_miss(claim, "the old policy never tries an action of the new one", without=support)
    published("K9", Eq(grad, past(Sum[t, 1, T](Prod[t_, 1, t](w[t_](tau)) * (g[t](tau) * Sum[u, t, T](reward))))), "the weights stop before the reward")
    Z = spaces("Z")
    z, f, h = symbols("z", Z), symbols("f", Z >> Real), density("h", Z)
    published("K10", Eq(E[h(z)](h(z) * f(z)), E[h(z)](f(z))), "the density is kept in the sample mean")
    q, phi = family("q", Real, Z), symbols("phi", Real >> (Z >> Real))
    c = symbols("c", Real)
    published("K11", Eq(D[c](E[q[c](z)](phi(c)(z))), E[q[c](z)](D[c](phi(c)(z)))), "the derivative is moved inside although the law depends on it")
