"""Markov's inequality"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import linearity


@result
def markov():
    """Markov's inequality"""
    Omega = spaces("Omega")
    w = symbols("omega", Omega)
    p = density("p", Omega)
    X, hit = symbols("X I", Omega >> Real)
    t = symbols("t", Real)
    mean = E[p(w)]
    given(integrable[p(w)](X(w), hit(w)))
    positive = given(t > 0)
    indicator = given(forall[w](t * hit(w) <= X(w)), "I is 1 where X reaches t and 0 elsewhere, and X is not negative")
    bound = show(mean(hit(w)) <= mean(X(w)) / t)
    (bound
        .eq(mean(t * hit(w)) / t,                       by=[linearity, positive])
        .le(mean(X(w)) / t,                             by=[indicator, positive]))
    near_miss(bound, "a negative level", without=positive)
    near_miss(bound, "X may be negative elsewhere", without=indicator)
