"""a discounted sum of bounded rewards"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *


@result
def geometric_returns():
    """Discounted returns are bounded"""
    n, t = symbols("n t", Natural)
    r = symbols("r", Seq(Real))
    gamma, top = symbols("gamma R", Real)
    low = given(gamma >= 0)
    high = given(gamma < 1)
    reward = given(forall[t](r[t] <= top))
    positive = given(top >= 0)
    bound = show(Sum[t, 0, n](gamma**t * r[t]) <= top / (1 - gamma))

    scaled = have(Eq(Sum[t, 0, n](gamma**t * top), top * Sum[t, 0, n](gamma**t)))
    base, step = scaled.induction(n)
    base.by()
    step.by(step.hypothesis)
    series = have(Eq(Sum[t, 0, n](gamma**t), (1 - gamma**(n + 1)) / (1 - gamma)))
    base, step = series.induction(n)
    base.by(high)
    (step
        .eq(Sum[t, 0, n](gamma**t) + gamma**(n + 1))
        .eq((1 - gamma**(n + 1)) / (1 - gamma) + gamma**(n + 1), by=step.hypothesis)
        .eq((1 - gamma**(n + 2)) / (1 - gamma),         by=high))
    tail = have((1 - gamma**(n + 1)) / (1 - gamma) <= 1 / (1 - gamma))
    tail.by(low, high)
    (bound
        .le(Sum[t, 0, n](gamma**t * top),               by=[reward, low])
        .eq(top * Sum[t, 0, n](gamma**t),               by=scaled)
        .eq(top * ((1 - gamma**(n + 1)) / (1 - gamma)), by=series)
        .le(top * (1 / (1 - gamma)),                    by=[tail, positive])
        .eq(top / (1 - gamma)))
