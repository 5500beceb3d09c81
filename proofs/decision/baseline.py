"""3.2.1: the best baseline for the policy gradient"""

from derive import *
from derive.theory import (
    argmin_of_gap,
    derivative_of_prod,
    derivative_under_integral,
    differentiation,
    expectation_eq_integral,
    linearity,
    mass_is_one,
)
from proofs.decision.trajectories import A, J, P, R, Runs, S, T, a, k, p, pi, ret, rho_0, s, t, tau, theta


@result
def baseline():
    """The best baseline for the policy gradient"""
    x, y = symbols("s", S), symbols("a", A)
    b, b_best = symbols("b b^*", Real)
    score = symbols("g", Runs >> Real)
    define(ret(tau), Sum[t, 1, T](R(s[t], a[t])))
    define(J(theta), E[P[theta](tau)](ret(tau)))
    define(score(tau), Sum[t, 1, T](D[theta[k]](log(pi[theta](a[t] | s[t])))))
    g, r = score(tau), ret(tau)
    mean, variance = E[P[theta](tau)], Var[P[theta](tau)]

    given(T >= 1, "a run has a first step")
    given(forall[x](dominated[theta[k]](pi[theta](y | x), y)), "the policy is differentiable")
    smooth = given(dominated[theta[k]](P[theta](tau)), "the derivative may be taken under the integral")
    smooth_r = given(dominated[theta[k]](P[theta](tau) * r, tau), "the derivative may be taken under the integral")
    given(integrable[P[theta](tau)](g, g * r, g**2, g**2 * r, g**2 * r**2), "second moments are finite")
    informative = given(mean(g**2) > 0, "the score is not constantly 0")

    possible = suppose(P[theta](tau) > 0, "on possible runs")

    gradient = show(Eq(D[theta[k]](J(theta)), mean(g * r)), number="3.3")
    unbiased = show(Eq(mean(g * (r - b)), mean(g * r)), number="3.4")
    steps, moves = Prod[t, 1, T](pi[theta](a[t] | s[t])), Prod[t, 1, T - 1](p(s[t + 1] | s[t], a[t]))
    ask(f"A run of {T} steps has the density {Eq(P[theta](tau), rho_0(s[1]) * steps * moves)}. "
        f"Show that {gradient} and {unbiased}. Which {b} makes {variance(g * (r - b))} smallest?")
    hint(f"Write the variance as a function of {b}. Check that what you find is a minimum.")

    say("The dynamics do not depend on the parameters: only the policy is left in the derivative of the density of a run.")
    slope_of_p = have(Eq(D[theta[k]](P[theta](tau)), P[theta](tau) * g))
    (slope_of_p
        .eq(D[theta[k]](rho_0(s[1]) * steps * moves),                     by=P)
        .eq(rho_0(s[1]) * D[theta[k]](steps) * moves,                     by=differentiation)
        .eq(rho_0(s[1]) * (steps * Sum[t, 1, T](D[theta[k]](log(pi[theta](a[t] | s[t]))))) * moves, by=derivative_of_prod)
        .eq(P[theta](tau) * g,                                            by=[P, score]))
    say("So the score of a run is the sum of the scores of its actions.")
    score_of_run = have(Eq(D[theta[k]](log(P[theta](tau))), g), given=possible)
    (score_of_run
        .eq(D[theta[k]](P[theta](tau)) / P[theta](tau),                   by=[differentiation, possible])
        .eq(g,                                                            by=[slope_of_p, possible]))
    (gradient
        .eq(D[theta[k]](integral[tau](P[theta](tau) * r)),                by=[J, expectation_eq_integral])
        .eq(integral[tau](D[theta[k]](P[theta](tau) * r)),                by=[derivative_under_integral, smooth_r])
        .eq(integral[tau](D[theta[k]](P[theta](tau)) * r),                by=[differentiation, smooth])
        .eq(integral[tau](P[theta](tau) * g * r),                         by=slope_of_p)
        .eq(mean(g * r),                                                  by=expectation_eq_integral))
    centred = have(Eq(mean(g), 0))
    (centred
        .eq(integral[tau](P[theta](tau) * g),                             by=expectation_eq_integral)
        .eq(integral[tau](D[theta[k]](P[theta](tau))),                    by=slope_of_p)
        .eq(D[theta[k]](integral[tau](P[theta](tau))),                    by=[derivative_under_integral, smooth])
        .eq(D[theta[k]](1),                                               by=mass_is_one)
        .eq(0,                                                            by=differentiation))
    (unbiased
        .eq(mean(g * r) - b * mean(g),                                    by=linearity)
        .eq(mean(g * r),                                                  by=centred))

    define(b_best, find.stationary_point(variance(g * (r - b)), b, by=centred))  # SymPy finds E[g^2 r] / E[g^2]
    slope = show(Eq(D[b](variance(g * (r - b))), 2 * mean(g**2) * b - 2 * mean(g**2 * r)))
    curved = show(D[b](D[b](variance(g * (r - b)))) > 0)
    gap = show(Eq(variance(g * (r - b)) - variance(g * (r - b_best)), mean(g**2) * (b - b_best)**2))
    best = show(Eq(argmin[b](variance(g * (r - b))), singleton(b_best)))

    parabola = have(Eq(variance(g * (r - b)), mean(g**2 * r**2) - 2 * b * mean(g**2 * r) + b**2 * mean(g**2) - mean(g * r)**2))
    (parabola
        .eq(mean((g * (r - b))**2) - mean(g * (r - b))**2,                by=Var)
        .mark(1, "the variance in two terms")
        .eq(mean((g * (r - b))**2) - mean(g * r)**2,                      by=unbiased)
        .mark(1, "the second term does not depend on the baseline")
        .eq(mean(g**2 * r**2) - 2 * b * mean(g**2 * r) + b**2 * mean(g**2) - mean(g * r)**2, by=linearity))
    (slope
        .eq(-2 * mean(g**2 * r) + 2 * b * mean(g**2),                     by=[parabola, differentiation])
        .eq(2 * mean(g**2) * b - 2 * mean(g**2 * r))
        .mark(1, "the derivative"))
    root = have(Iff(Eq(D[b](variance(g * (r - b))), 0), Eq(b, b_best)))
    (root
        .iff(Eq(2 * mean(g**2) * b - 2 * mean(g**2 * r), 0),              by=slope)
        .iff(Eq(b, b_best),                                               by=[b_best, informative])
        .mark(1, "its root"))
    (curved
        .eq(D[b](2 * mean(g**2) * b - 2 * mean(g**2 * r)),                by=slope)
        .eq(2 * mean(g**2),                                               by=differentiation)
        .gt(0,                                                            by=informative))
    (gap
        .eq((b**2 - b_best**2) * mean(g**2) - 2 * (b - b_best) * mean(g**2 * r), by=parabola)
        .eq(mean(g**2) * (b - b_best)**2,                                 by=[b_best, informative]))
    say("So every other baseline has a larger variance.")
    best.by(gap, informative, argmin_of_gap).mark(1, "it is a minimum, with a reason")

    near_miss(best, "a score that is constantly 0", without=informative)
    near_miss(Eq(b_best, mean(r)), "the mean return is taken for the best baseline")
    published("K3", variance(g * (r - b)) <= variance(g * r), "every baseline reduces the variance")

    figure(plot[b, -3, 3](variance(g * (r - b)), variance(g * r)), f"The variance as a function of {b}, beside the one without a baseline.")
