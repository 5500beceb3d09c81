"""3.2.1: the best baseline for the policy gradient"""

from derive import *
from derive.theory import (
    argmin_of_gap,
    derivative_of_log,
    derivative_under_integral,
    differentiation,
    expectation_eq_integral,
    linearity,
    mass_is_one,
)


@result
def baseline():
    """The best baseline for the policy gradient"""
    M = sizes("M")
    Runs = spaces("T")
    k = symbols("k", Index(M))
    theta = symbols("theta", Vector(M))
    tau = symbols("tau", Runs)
    P = family("p", Vector(M), Runs)
    ret, score = symbols("r g", Runs >> Real)
    b, b_best = symbols("b b^*", Real)

    define(score(tau), D[theta[k]](log(P[theta](tau))))
    g, r = score(tau), ret(tau)
    mean, variance = E[P[theta](tau)], Var[P[theta](tau)]

    smooth = given(dominated[theta[k]](P[theta](tau)), "the derivative may be taken under the integral")
    possible = given(forall[tau](P[theta](tau) > 0), "every run is possible")
    given(integrable[P[theta](tau)](g**2, g**2 * r**2), "second moments are finite")
    informative = given(mean(g**2) > 0, "the score is not constantly 0")

    unbiased = show(Eq(mean(g * (r - b)), mean(g * r)), number="3.4")
    ask(f"Show that {unbiased}. Which {b} makes {variance(g * (r - b))} smallest?")
    hint(f"Write the variance as a function of {b}. Check that what you find is a minimum.")

    say("The mean of the score is 0.")
    centred = have(Eq(mean(g), 0))
    (centred
        .eq(integral[tau](P[theta](tau) * g),                             by=expectation_eq_integral)
        .eq(integral[tau](D[theta[k]](P[theta](tau))),                    by=[score, derivative_of_log, possible, smooth])
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
