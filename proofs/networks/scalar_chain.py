"""1.1.1 and 1.1.2: how steep can a chain of one-neuron layers be?"""

from derive import *
from derive.theory import (
    abs_mul,
    abs_of_nonneg,
    abs_of_nonpos,
    abs_sq,
    abs_tanh,
    chain_rule,
    chord_above_tangent,
    differentiation,
    exp_neg,
    iterates_to_zero,
    le_self_of_slope_le_one,
    lt_self_of_slope_lt_one,
    prod_eq_pow_iff,
    sigmoid_le_sigmoid,
    sigmoid_lt_sigmoid,
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
    b, c, w = symbols("b c w", Seq(Real))
    f, g = symbols("f g", Seq(Real >> Real))

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
    square = steepest(phi=phi)
    slope = have(square)
    rise = have(D(phi)(x) > 0)
    if phi is sigmoid:
        rise.eq(exp(-x) / (1 + exp(-x))**2, by=[phi, differentiation]).gt(0)
    elif phi is tanh:
        rise.eq(4 / (exp(x) + exp(-x))**2, by=[phi, differentiation, exp_neg]).gt(0)
    else:
        rise.by(find)

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

    if phi is sigmoid or phi is tanh:
        tight = show(Iff(Eq(D(f[n])(x), cap), forall[l, 1, n](Eq(f[l - 1](x) + b[l], top.at))))
        (tight
            .iff(Eq(Prod[l, 1, n](D(phi)(f[l - 1](x) + b[l])), L**n),     by=product)
            .iff(forall[l, 1, n](Eq(D(phi)(f[l - 1](x) + b[l]), L)),      by=[prod_eq_pow_iff, slope, rise])
            .iff(forall[l, 1, n](Eq(f[l - 1](x) + b[l], top.at)),         by=square))

    if L < 1:
        say("So the slope vanishes with depth, for every input and all biases.")
        size = have(abs(D(f[n])(x)) <= L**n).by(abs_of_nonneg, positive, bound)
        vanish = show(tends[n, oo](sup[x](abs(D(f[n])(x))), 0))
        vanish.squeeze(0, L**n, by=[size, sup_le, sup_nonneg])

    unbiased = suppose(forall[l](Eq(b[l], 0)), "there are no biases")
    link = have(Eq(D(f[n + 1])(x), D(phi)(f[n](x)) * D(f[n])(x)), given=unbiased).by(f, chain_rule, unbiased)
    if phi is sigmoid:
        say("Without biases only the first layer can be at its steepest: what follows is positive, and from the third layer on at least 1/2.")
        half = Rational(1, 2)
        middle = have(Eq(phi(0), half)).by(phi, exp_neg)
        above = have(Implies(t > 0, phi(t) > half))
        (above
            .implies(phi(t) > phi(0),                                     by=sigmoid_lt_sigmoid)
            .implies(phi(t) > half,                                       by=middle))
        less = have(Implies(t > 0, D(phi)(t) < L))
        (less
            .implies(phi(t) > half,                                       by=above)
            .implies((phi(t) - half)**2 > 0)
            .implies(D(phi)(t) < L,                                       by=square))
        start = have(phi(half) > half).by(above)
        calm = have(Implies(t >= half, D(phi)(t) <= D(phi)(half)))
        (calm
            .implies(phi(t) >= phi(half),                                 by=sigmoid_le_sigmoid)
            .implies(D(phi)(t) <= D(phi)(half),                           by=[square, start]))
        second = have(f[n + 1](x) > 0).by(f)
        third = have(f[n + 2](x) >= half, given=unbiased)
        (third
            .eq(phi(f[n + 1](x)),                                         by=[f, unbiased])
            .ge(half,                                                     by=[above, second]))
        sharper = show(D(f[n + 2])(x) < Rational(1, 16) * D(phi)(half)**n, given=unbiased)
        base, step = sharper.induction(n)
        (base
            .eq(D(phi)(f[1](x)) * (D(phi)(f[0](x)) * D(f[0])(x)),         by=link)
            .eq(D(phi)(f[1](x)) * D(phi)(x),                              by=[f, differentiation])
            .le(D(phi)(f[1](x)) * L,                                      by=[slope, rise])
            .lt(L * L,                                                    by=[less, f])
            .eq(Rational(1, 16) * D(phi)(half)**0))
        (step
            .eq(D(phi)(f[n + 2](x)) * D(f[n + 2])(x),                     by=link)
            .le(D(phi)(half) * D(f[n + 2])(x),                            by=[calm, third, positive])
            .lt(D(phi)(half) * (Rational(1, 16) * D(phi)(half)**n),       by=[step.hypothesis, rise])
            .eq(Rational(1, 16) * D(phi)(half)**(n + 1)))
        tame = have(D(phi)(x) <= exp(-abs(x)))
        up, down = tame.cases(x >= 0, x < 0)
        (up
            .eq(exp(-x) / (1 + exp(-x))**2,                               by=[phi, differentiation])
            .le(exp(-x))
            .eq(exp(-abs(x)),                                             by=abs_of_nonneg))
        (down
            .eq(exp(x) / (1 + exp(x))**2,                                 by=[phi, differentiation, exp_neg])
            .le(exp(x))
            .eq(exp(-abs(x)),                                             by=abs_of_nonpos))
        far = have(D(f[n + 1])(x) <= exp(-abs(x)), given=unbiased)
        base, step = far.induction(n)
        (base
            .eq(D(phi)(f[0](x)) * D(f[0])(x),                             by=link)
            .eq(D(phi)(x),                                                by=[f, differentiation])
            .le(exp(-abs(x)),                                             by=tame))
        (step
            .eq(D(phi)(f[n + 1](x)) * D(f[n + 1])(x),                     by=link)
            .le(1 * D(f[n + 1])(x),                                       by=[slope, positive])
            .le(exp(-abs(x)),                                             by=step.hypothesis))
        sizes = [find.enclosure(sup[x](D(f[k])(x)), tail=exp(-abs(x)), by=far, given=unbiased) for k in (2, 3, 4)]
        say(f"By interval arithmetic, outside the kernel: {sizes[0]}, {sizes[1]} and {sizes[2]}.")

    if phi is tanh:
        say(f"The slope cannot explode. Without biases, what becomes of it with depth depends on {x}: at 0 it stays 1, elsewhere it vanishes.")
        away = suppose(Ne(x, 0), f"{x} is not 0")
        near = suppose(abs(x) < 1, f"{x} is less than 1 away from 0")
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

        iterates = have(Eq(abs(f[n + 1](x)), phi(abs(f[n](x)))), given=unbiased)
        (iterates
            .eq(abs(phi(f[n](x))),                                        by=[f, unbiased])
            .eq(phi(abs(f[n](x))),                                        by=abs_tanh))
        below = have(abs(x) * D(f[n])(x) <= abs(f[n](x)), given=unbiased)
        base, step = below.induction(n)
        (base
            .eq(abs(x),                                                   by=[f, differentiation])
            .le(abs(f[0](x)),                                             by=f))
        (step
            .eq(D(phi)(f[n](x)) * (abs(x) * D(f[n])(x)),                  by=link)
            .le(D(phi)(f[n](x)) * abs(f[n](x)),                           by=[step.hypothesis, rise])
            .le(abs(phi(f[n](x))),                                        by=chord)
            .eq(abs(f[n + 1](x)),                                         by=[f, unbiased]))
        start = have(abs(f[0](x)) > 0, given=away).by(f)
        sinks = have(tends[n, oo](abs(f[n](x)), 0), given=[unbiased, away]).by(iterates_to_zero, iterates, slope, shrinks, start)
        fade = show(tends[n, oo](D(f[n])(x), 0), given=[unbiased, away])
        fade.squeeze(0, abs(f[n](x)) / abs(x), by=[positive, below, sinks])
        published("B1", exists[x](And(Ne(x, 0), tends[n, oo](D(f[n])(x), 1))), "close to 0 the slope is preserved", given=unbiased, by=fade)

        say("It vanishes slowly: the ratio of two neighbours tends to 1, and near 0 a chain of given depth keeps most of it.")
        slowly = show(tends[n, oo](D(f[n + 1])(x) / D(f[n])(x), 1), given=[unbiased, away])
        (slowly
            .eq(D(phi)(f[n](x)),                                          by=[link, positive])
            .eq(1 - phi(f[n](x))**2,                                      by=square)
            .eq(1 - abs(f[n + 1](x))**2,                                  by=[f, unbiased, abs_sq])
            .tends(1,                                                     by=sinks))
        inside = have(abs(f[n](x)) <= abs(x), given=unbiased)
        base, step = inside.induction(n)
        base.le(abs(x), by=f)
        (step
            .eq(phi(abs(f[n](x))),                                        by=iterates)
            .le(abs(f[n](x)),                                             by=[le_self_of_slope_le_one, tanh_zero, slope])
            .le(abs(x),                                                   by=step.hypothesis))
        room = have(x**2 <= 1, given=near)
        room.eq(abs(x)**2, by=abs_sq).le(1, by=near)
        keeps = show((1 - x**2)**n <= D(f[n])(x), given=[unbiased, near])
        base, step = keeps.induction(n)
        (base
            .eq(1)
            .le(D(f[0])(x),                                               by=[f, differentiation]))
        (step
            .eq((1 - x**2)**n * (1 - x**2))
            .le(D(f[n])(x) * (1 - x**2),                                  by=[step.hypothesis, room, positive])
            .eq(D(f[n])(x) * (1 - abs(x)**2),                             by=abs_sq)
            .le(D(f[n])(x) * (1 - abs(f[n + 1](x))**2),                   by=[inside, positive])
            .eq(D(f[n])(x) * D(phi)(f[n](x)),                             by=[f, unbiased, abs_sq, square])
            .eq(D(f[n + 1])(x),                                           by=link))
        near_miss(D(f[n])(x) <= Rational(1, 2)**n, "away from 0 the slope is taken to vanish as fast as with sigmoids", given=[unbiased, away])

    say(f"With weights {w[l]} instead of 1, and biases {c[l]}, layer {l} brings the factor {abs(w[l])} into the bound.")
    define(g[0](x), x)
    define(g[l + 1](x), phi(w[l + 1] * g[l](x) + c[l + 1]))
    scale = abs(w[l]) if Eq(L, 1) else abs(w[l]) * L
    last = abs(w[n + 1]) if Eq(L, 1) else abs(w[n + 1]) * L
    heavy = show(abs(D(g[n])(x)) <= Prod[l, 1, n](scale))
    base, step = heavy.induction(n)
    (base
        .eq(1,                                                            by=[g, differentiation])
        .le(Prod[l, 1, 0](scale)))
    (step
        .eq(abs(w[n + 1] * D(phi)(w[n + 1] * g[n](x) + c[n + 1]) * D(g[n])(x)), by=[g, chain_rule])
        .eq(abs(w[n + 1]) * D(phi)(w[n + 1] * g[n](x) + c[n + 1]) * abs(D(g[n])(x)), by=[abs_mul, abs_of_nonneg, rise])
        .le(last * abs(D(g[n])(x)),                                       by=slope)
        .le(last * Prod[l, 1, n](scale),                                  by=step.hypothesis)
        .eq(Prod[l, 1, n + 1](scale)))
    if phi is sigmoid:
        say("So the slope vanishes with weights up to 2 as well.")
        light = suppose(forall[l](abs(w[l]) <= 2), "no weight is larger than 2 in size")
        power = have(abs(D(g[n])(x)) <= half**n, given=light)
        (power
            .le(Prod[l, 1, n](scale),                                     by=heavy)
            .le(Prod[l, 1, n](half),                                      by=light)
            .eq(half**n))
        show(tends[n, oo](abs(D(g[n])(x)), 0), given=light).squeeze(0, half**n, by=power)
    near_miss(D(g[n])(x) <= cap, "the weights are left out of account")

    near_miss(D(f[n])(x) < cap, "the bound is never attained")
    near_miss(D(f[n])(x) <= (Rational(9, 10) if Eq(L, 1) else L * Rational(9, 10))**n, "a bound for one slope that is too small")
    if phi is sigmoid:
        near_miss(D(f[n])(x) <= L**(n + 1), "a linear output layer is counted as a factor")
        near_miss(Eq(D(f[n])(x), L**n), "without biases the bound is taken to be attained at 0", given=[unbiased, suppose(Eq(x, 0))])
        published("A1", exists[x](Eq(D(phi)(x), 0)), "the smallest slope is 0", by=rise)

    figure(plot[x, -4, 4](*[D(f[k])(x) for k in (1, 2, 3, 4)], at={b: 0}), f"The slope of 1 to 4 layers of {phi} without biases.")
