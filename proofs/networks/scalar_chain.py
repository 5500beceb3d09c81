"""1.1.1 and 1.1.2: how steep can a chain of one-neuron layers be?"""

from derive import *
from derive.theory import chain_rule, differentiation, exp_neg
from proofs.networks.steepest import steepest


@result
def scalar_chain(phi: Activation = sigmoid):
    """The slope of a chain of {phi} units"""
    x = symbols("x", Real)
    n, l = symbols("n l", Natural)
    b = symbols("b", Seq(Real))
    f = symbols("f", Seq(Real >> Real))

    define(f[0](x), x)
    define(f[l + 1](x), phi(f[l](x) + b[l + 1]))

    given(differentiable(phi))
    top = find.supremum(D(phi)(x), x)
    L = top.value

    cap = 1 if Eq(L, 1) else L**n
    positive = show(D(f[n])(x) > 0)
    bound = show(D(f[n])(x) <= cap)
    ask(f"A network has {n} layers of one {phi} unit. All weights are 1, and layer {l} has the bias {b[l]}. How small and how large can {D(f[n])(x)} be?")
    hint(f"Write {D(f[n])(x)} as a product of slopes, and bound one slope.")

    say("One layer first.")
    slope = have(steepest(phi=phi))
    rise = have(D(phi)(x) > 0)
    if phi is sigmoid:
        rise.eq(exp(-x) / (1 + exp(-x))**2, by=[phi, differentiation]).gt(0)
    else:
        rise.eq(4 / (exp(x) + exp(-x))**2, by=[phi, differentiation, exp_neg]).gt(0)

    say(f"Now all layers: by the chain rule {D(f[n])(x)} is a product of {n} slopes.")
    product = have(Eq(D(f[n])(x), Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l]))))
    base, step = product.induction(n)
    (base
        .eq(1,                                                            by=[f, differentiation])
        .eq(Prod[l, 1, 0](D(phi)(f[l - 1](x) + b[l]))))
    (step
        .eq(D[x](phi(f[n](x) + b[n + 1])),                                by=f)
        .eq(D(phi)(f[n](x) + b[n + 1]) * D(f[n])(x),                      by=chain_rule)
        .eq(D(phi)(f[n](x) + b[n + 1]) * Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l])), by=step.hypothesis)
        .eq(Prod[l, 1, n + 1](D(phi)(f[l - 1](x) + b[l])))
        .mark(1, "the chain rule, as a product over the layers"))
    (positive
        .eq(Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l])),                    by=product)
        .gt(0,                                                            by=rise))
    (bound
        .eq(Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l])),                    by=product)
        .le(Prod[l, 1, n](L),                                             by=[slope, rise])
        .eq(cap)
        .mark(1, "the bound for the product"))

    near_miss(D(f[n])(x) < cap, "the bound is never attained")
    near_miss(D(f[n])(x) <= (L * Rational(9, 10))**n, "a bound for one slope that is too small")
    if phi is sigmoid:
        near_miss(D(f[n])(x) <= L**(n + 1), "a linear output layer is counted as a factor")
        published("A1", exists[x](Eq(D(phi)(x), 0)), "the smallest slope is 0", by=rise)

    figure(plot[x, -4, 4](*[D(f[k])(x) for k in (1, 2, 3, 4)], at={b: 0}), f"The slope of 1 to 4 layers of {phi} without biases.")
