"""1.1.1 and 1.1.2: how steep can a chain of one-neuron layers be?"""

from derive import *
from derive.theory import (
    abs_of_nonneg,
    abs_sq,
    abs_tanh,
    chain_rule,
    chord_above_tangent,
    differentiation,
    exp_neg,
    iterates_to_zero,
    lt_self_of_slope_lt_one,
    prod_eq_pow_iff,
    sup_le,
    sup_nonneg,
    tanh_zero,
)
from proofs.networks.steepest import steepest


@result
def scalar_chain(phi: Activation = sigmoid):
    """The slope of a chain of {phi} units"""
    x, t, s = symbols("x t s", Real)
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

    if top.attained:
        tight = show(Iff(Eq(D(f[n])(x), cap), forall[l, 1, n](Eq(f[l - 1](x) + b[l], top.at))))
        (tight
            .iff(Eq(Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l])), L**n),     by=product)
            .iff(forall[l, 1, n](Eq(D(phi)(f[l - 1](x) + b[l]), L)),      by=[prod_eq_pow_iff, slope, rise])
            .iff(forall[l, 1, n](Eq(f[l - 1](x) + b[l], top.at)),         by=steepest(phi=phi)))

    if L < 1:
        say("So the slope vanishes with depth, for every input and all biases.")
        size = have(abs(D(f[n])(x)) <= L**n).by(abs_of_nonneg, positive, bound)
        vanish = show(tends[n, oo](sup[x](abs(D(f[n])(x))), 0))
        vanish.squeeze(0, L**n, by=[size, sup_le, sup_nonneg])

    if phi is tanh:
        unbiased = suppose(forall[l](Eq(b[l], 0)), "there are no biases")
        away = suppose(Ne(x, 0), "x is not 0")
        square = have(Eq(D(phi)(t), 1 - phi(t)**2)).by(phi, differentiation)
        falls = have(Implies(And(s >= 0, s <= t), D(phi)(t) <= D(phi)(s))).by(square)
        even = have(Eq(D(phi)(abs(t)), D(phi)(t)))
        (even
            .eq(1 - phi(abs(t))**2,                                       by=square)
            .eq(1 - abs(phi(t))**2,                                       by=abs_tanh)
            .eq(1 - phi(t)**2,                                            by=abs_sq)
            .eq(D(phi)(t),                                                by=square))
        chord = have(abs(t) * D(phi)(t) <= abs(phi(t)))
        (chord
            .eq(abs(t) * D(phi)(abs(t)),                                  by=even)
            .le(phi(abs(t)),                                              by=[chord_above_tangent, tanh_zero, falls])
            .eq(abs(phi(t)),                                              by=abs_tanh))
        gentle = have(Implies(t > 0, D(phi)(t) < 1)).by(square)
        shrinks = have(Implies(t > 0, phi(t) < t)).by(lt_self_of_slope_lt_one, tanh_zero, gentle)

        below = have(abs(x) * D(f[n])(x) <= abs(f[n](x)), given=unbiased)
        base, step = below.induction(n)
        (base
            .eq(abs(x),                                                   by=[f, differentiation])
            .le(abs(f[0](x)),                                             by=f))
        (step
            .eq(abs(x) * D[x](phi(f[n](x) + b[n + 1])),                   by=f)
            .eq(D(phi)(f[n](x)) * (abs(x) * D(f[n])(x)),                  by=[chain_rule, unbiased])
            .le(D(phi)(f[n](x)) * abs(f[n](x)),                           by=[step.hypothesis, rise])
            .le(abs(phi(f[n](x))),                                        by=chord)
            .eq(abs(f[n + 1](x)),                                         by=[f, unbiased]))
        iterates = have(Eq(abs(f[n + 1](x)), phi(abs(f[n](x)))), given=unbiased)
        (iterates
            .eq(abs(phi(f[n](x))),                                        by=[f, unbiased])
            .eq(phi(abs(f[n](x))),                                        by=abs_tanh))
        start = have(abs(f[0](x)) > 0, given=away).by(f)
        sinks = have(tends[n, oo](abs(f[n](x)), 0), given=[unbiased, away]).by(iterates_to_zero, iterates, slope, shrinks, start)
        fade = show(tends[n, oo](D(f[n])(x), 0), given=[unbiased, away])
        fade.squeeze(0, abs(f[n](x)) / abs(x), by=[positive, below, sinks])
        published("B1", exists[x](And(Ne(x, 0), tends[n, oo](D(f[n])(x), 1))), "close to 0 the slope is preserved", given=unbiased, by=fade)

    near_miss(D(f[n])(x) < cap, "the bound is never attained")
    near_miss(D(f[n])(x) <= (L * Rational(9, 10))**n, "a bound for one slope that is too small")
    if phi is sigmoid:
        near_miss(D(f[n])(x) <= L**(n + 1), "a linear output layer is counted as a factor")
        published("A1", exists[x](Eq(D(phi)(x), 0)), "the smallest slope is 0", by=rise)

    figure(plot[x, -4, 4](*[D(f[k])(x) for k in (1, 2, 3, 4)], at={b: 0}), f"The slope of 1 to 4 layers of {phi} without biases.")
