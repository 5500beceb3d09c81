"""chains of units that are not in the course: 2x, x + tanh(x), log(1 + exp(x))"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import chain_rule, differentiation

double = Activation("d", lambda x: 2 * x)
residual = Activation("h", lambda x: x + tanh(x))
softplus = Activation("softplus", lambda x: log(1 + exp(x)))


@result
def unit_chain(phi: Activation = double):
    """The slope of a chain of {phi} units"""
    x = symbols("x", Real)
    n, l = symbols("n l", Natural)
    b = symbols("b", Seq(Real))
    f = symbols("f", Seq(Real >> Real))
    define(f[0](x), x)
    define(f[l + 1](x), phi(f[l](x) + b[l + 1]))
    L = 1 if phi is softplus else 2

    given(differentiable(phi))
    positive = show(D(f[n])(x) > 0)
    bound = show(D(f[n])(x) <= L**n)

    one = have(D(phi)(x) <= L)
    if phi is double:
        one.eq(2,                                       by=[phi, differentiation])
    elif phi is residual:
        curve = have(Eq(D(tanh)(x), 1 - tanh(x)**2))
        curve.by(tanh, differentiation)
        (one
            .eq(1 + D(tanh)(x),                         by=[phi, differentiation])
            .eq(2 - tanh(x)**2,                         by=curve)
            .le(2))
    else:
        (one
            .eq(exp(x) / (1 + exp(x)),                  by=[phi, differentiation])
            .le(1))
    rise = have(D(phi)(x) > 0)
    rise.by(phi, tanh, differentiation)

    base, step = positive.induction(n)
    base.eq(1,                                          by=[f, differentiation]).gt(0)
    (step
        .eq(D[x](phi(f[n](x) + b[n + 1])),              by=f)
        .eq(D(phi)(f[n](x) + b[n + 1]) * D(f[n])(x),    by=chain_rule)
        .gt(0,                                          by=[rise, step.hypothesis]))
    base, step = bound.induction(n)
    base.eq(1,                                          by=[f, differentiation]).le(L**0)
    (step
        .eq(D[x](phi(f[n](x) + b[n + 1])),              by=f)
        .eq(D(phi)(f[n](x) + b[n + 1]) * D(f[n])(x),    by=chain_rule)
        .le(L * D(f[n])(x),                             by=[one, positive])
        .le(L * L**n,                                   by=step.hypothesis)
        .eq(L**(n + 1)))
    near_miss(D(f[n])(x) < L**n, "without a layer it is attained")
