"""gradient descent on a parabola, and other affine recursions"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *


@result
def gradient_descent():
    """Gradient descent on a parabola"""
    n = symbols("n", Natural)
    w = symbols("w", Seq(Real))
    v = symbols("v", Seq(Real))
    a, rate, start, r, gamma = symbols("a eta w^0 r gamma", Real)
    define(w[0], start)
    define(w[n + 1], w[n] - rate * (a * w[n]))
    define(v[0], start)
    define(v[n + 1], r + gamma * v[n])
    discount = given(gamma < 1)
    path = show(Eq(w[n], (1 - rate * a)**n * start))
    values = show(Eq(v[n] - r / (1 - gamma), gamma**n * (start - r / (1 - gamma))))

    base, step = path.induction(n)
    base.by(w)
    (step
        .eq(w[n] - rate * (a * w[n]),                   by=w)
        .eq((1 - rate * a) * ((1 - rate * a)**n * start), by=step.hypothesis)
        .eq((1 - rate * a)**(n + 1) * start))
    base, step = values.induction(n)
    base.by(v)
    (step
        .eq(r + gamma * v[n] - r / (1 - gamma),         by=v)
        .eq(gamma * (v[n] - r / (1 - gamma)),           by=discount)
        .eq(gamma * (gamma**n * (start - r / (1 - gamma))), by=step.hypothesis)
        .eq(gamma**(n + 1) * (start - r / (1 - gamma))))
    near_miss(Eq(w[n], (1 - rate * a)**(n + 1) * start), "one step too many")
    near_miss(Eq(w[n], (1 + rate * a)**n * start), "uphill")
