"""a chain of tanh units with weights: its slope is at most the product of the weights"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import abs_mul, abs_of_nonneg, chain_rule, differentiation


@result
def weighted_chain():
    """A chain with weights"""
    x = symbols("x", Real)
    n, l = symbols("n l", Natural)
    w, b = symbols("w b", Seq(Real))
    f = symbols("f", Seq(Real >> Real))
    define(f[0](x), x)
    define(f[l + 1](x), tanh(w[l + 1] * f[l](x) + b[l + 1]))
    bound = show(abs(D(f[n])(x)) <= Prod[l, 1, n](abs(w[l])))

    slope = have(Eq(D(tanh)(x), 1 - tanh(x)**2))
    slope.by(tanh, differentiation)
    small = have(tanh(x)**2 <= 1)
    small.by(tanh)
    one = have(abs(D(tanh)(x)) <= 1)
    (one
        .eq(abs(1 - tanh(x)**2),                        by=slope)
        .eq(1 - tanh(x)**2,                             by=[abs_of_nonneg, small])
        .le(1))
    base, step = bound.induction(n)
    (base
        .eq(1,                                          by=[f, differentiation])
        .le(Prod[l, 1, 0](abs(w[l]))))
    inner = w[n + 1] * f[n](x) + b[n + 1]
    (step
        .eq(abs(D[x](tanh(inner))),                     by=f)
        .eq(abs(D(tanh)(inner) * (w[n + 1] * D(f[n])(x))), by=chain_rule)
        .eq(abs(D(tanh)(inner)) * abs(w[n + 1]) * abs(D(f[n])(x)), by=abs_mul)
        .le(1 * abs(w[n + 1]) * abs(D(f[n])(x)),        by=one)
        .le(1 * abs(w[n + 1]) * Prod[l, 1, n](abs(w[l])), by=step.hypothesis)
        .eq(Prod[l, 1, n + 1](abs(w[l]))))
    near_miss(abs(D(f[n])(x)) <= Prod[l, 1, n](abs(w[l])) / 2, "half of it")
