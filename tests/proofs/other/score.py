"""the mean of a score is 0, so its variance is its second moment"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import derivative_of_log, derivative_under_integral, differentiation, expectation_eq_integral, linearity, mass_is_one


@result
def score():
    """The mean of a score"""
    M = sizes("M")
    A, S = spaces("A S")
    k = symbols("k", Index(M))
    theta = symbols("theta", Vector(M))
    a, s = symbols("a", A), symbols("s", S)
    c = symbols("c", Real)
    pi = family("pi", Vector(M), A, given=S)
    mean = E[pi[theta](a | s)]
    g = D[theta[k]](log(pi[theta](a | s)))

    smooth = given(dominated[theta[k]](pi[theta](a | s)), "the derivative may be taken under the integral")
    possible = given(forall[a](pi[theta](a | s) > 0), "every action is possible")
    given(integrable[pi[theta](a | s)](g))
    centred = show(Eq(mean(g), 0))
    scaled = show(Eq(mean(c * g), 0))
    second = show(Eq(Var[pi[theta](a | s)](g), mean(g**2)))
    (centred
        .eq(integral[a](pi[theta](a | s) * g),          by=expectation_eq_integral)
        .eq(integral[a](D[theta[k]](pi[theta](a | s))), by=[derivative_of_log, possible, smooth])
        .eq(D[theta[k]](integral[a](pi[theta](a | s))), by=[derivative_under_integral, smooth])
        .eq(D[theta[k]](1),                             by=mass_is_one)
        .eq(0,                                          by=differentiation))
    (scaled
        .eq(c * mean(g),                                by=linearity)
        .eq(0,                                          by=centred))
    second.by(Var, centred)
    near_miss(Eq(mean(g), 1), "the score is taken for the density")
