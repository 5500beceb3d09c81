"""2.3: many layers, each bijective or stochastic"""

from derive import *
from derive.theory import (
    cases,
    change_of_variables,
    expectation_const,
    inverse_left,
    linearity,
    log_div,
    log_le_sub_one,
    log_mul,
    mass_le_one,
)


@result
def composition():
    """A bound for a composition of layers"""
    Z = spaces("Z")
    t, T = symbols("t T", Natural)
    x, y, z = symbols("x y z", Z)
    w, v, a = *symbols("w v", Seq(Z)), symbols("a", Z)
    h = symbols("h", Z >> Real)
    B = symbols("B", Set(Natural))
    f, g = symbols("f g", Seq(Z >> Z))
    J = symbols("J", Seq(Z >> Real))
    start = density("pi", Z)
    ell, q = family("ell", Natural, Z, given=Z), family("q", Natural, Z, given=Z)
    p, K, low, gap = symbols("p K L G", Seq(Z >> Real))
    V, rho = symbols("V rho", Seq(Z * Z >> Real))

    before = g[t + 1](z)
    made = integral[y](ell[t + 1](z | y) * p[t](y))
    draw = E[q[t + 1](y | z)]
    fit = log(ell[t + 1](z | y) / q[t + 1](y | z))

    define(p[0](z), start(z))
    define(p[t + 1](z), If(B(t + 1), p[t](before) * J[t + 1](before)**-1, made))
    define(V[t](y, z), If(B(t), log(J[t](y)**-1), log(ell[t](z | y) / q[t](y | z))))
    define(low[0](z), log(p[0](z)))
    define(low[t + 1](z), If(B(t + 1), low[t](before) + V[t + 1](before, z), draw(low[t](y) + V[t + 1](y, z))))
    define(rho[t](y, z), ell[t](z | y) * p[t - 1](y) / p[t](z))
    define(K[t](z), E[q[t](y | z)](log(q[t](y | z) / rho[t](y, z))))
    define(gap[0](z), 0)
    define(gap[t + 1](z), If(B(t + 1), gap[t](before), draw(gap[t](y)) + K[t + 1](z)))
    define(v[0], a)
    define(v[t + 1], f[t + 1](v[t]))
    noisy = And(Not(B(t + 1)), p[t + 1](z) > 0)

    seen = given(p[T](x) > 0)
    volume = given(forall[t](Implies(B(t), bijective(f[t], g[t], J[t]))))
    given(forall[t](measurable(p[t])))
    given(forall[z, t](Implies(Not(B(t + 1)), integrable[y](ell[t + 1](z | y) * p[t](y)))))
    support = given(forall[y, z, t](Implies(And(noisy, q[t + 1](y | z) > 0), And(p[t](y) > 0, ell[t + 1](z | y) > 0))),
                    "a layer can produce what its encoder proposes")
    finite = given(forall[z, t](Implies(noisy, integrable[q[t + 1](y | z)](log(p[t](y)), fit, gap[t](y)))), "the expectations are finite")

    exact = show(Eq(log(p[T](x)), low[T](x) + gap[T](x)))
    positive = show(gap[T](x) >= 0)
    bound = show(log(p[T](x)) >= low[T](x))
    flows = suppose(forall[t](B(t + 1)), "every layer is bijective")
    tight = show(Eq(log(p[T](x)), low[T](x)), given=flows)
    s = symbols("s", Natural)
    ends = suppose(p[T](v[T]) > 0)
    flown = show(Eq(log(p[T](v[T])), log(p[0](v[0])) + Sum[s, 1, T](log(J[s](v[s - 1])**-1))), given=[flows, ends])
    ask(f"Layer {t} takes a point {y} to a point {z}. For {B(t)} it is a bijection {f[t]}. Else it draws {z} from {ell[t](z | y)}, and {q[t](y | z)} is an encoder for it.")
    ask(f"The first point has the density {start(z)}; write {p[t](z)} for the density after {t} layers, and {low[T](x)} for the expectation of the bound, drawn from the last layer to the first. Show that {bound}.")
    hint("Treat a single layer first; then the last one, the one before it, and so on.")

    say("After a bijective layer, the point has the density that is written above:")
    bijection, fits = suppose(B(t + 1)), suppose(integrable[z](h(z) * p[t + 1](z)))
    smooth = have(bijective(f[t + 1], g[t + 1], J[t + 1]), given=bijection).by(volume)
    moved = have(Eq(integral[z](h(z) * p[t + 1](z)), integral[y](h(f[t + 1](y)) * p[t](y))), given=[bijection, fits])
    (moved
        .eq(integral[y](h(f[t + 1](y)) * p[t + 1](f[t + 1](y)) * J[t + 1](y)),           by=[change_of_variables, smooth, fits])
        .eq(integral[y](h(f[t + 1](y)) * (p[t](y) * J[t + 1](y)**-1) * J[t + 1](y)),     by=[p, cases, inverse_left, smooth])
        .eq(integral[y](h(f[t + 1](y)) * p[t](y)),                                       by=smooth)
        .mark(1, "the density after a bijective layer, with its own map at its own input"))

    say("Now all layers, one after the other.")
    known = have(forall[z](Implies(p[t](z) > 0, Eq(log(p[t](z)), low[t](z) + gap[t](z)))))
    base, step = known.induction(t)
    base.by(low, gap)
    here = step.at(z).assuming()
    flow, draws = here.cases(B(t + 1), Not(B(t + 1)))
    possible = have(p[t](before) > 0, given=[here.hypothesis, flow.hypothesis])
    (possible
        .eq(p[t](before) * J[t + 1](before)**-1 * J[t + 1](before),       by=smooth)
        .eq(p[t + 1](z) * J[t + 1](before),                               by=[p, cases])
        .gt(0,                                                            by=[here.hypothesis, smooth]))
    (flow
        .eq(log(p[t](before) * J[t + 1](before)**-1),                     by=[p, cases])
        .eq(log(p[t](before)) + log(J[t + 1](before)**-1),                by=[log_mul, possible, smooth])
        .eq(low[t](before) + gap[t](before) + V[t + 1](before, z),        by=[step.hypothesis, possible, V, cases])
        .eq(low[t + 1](z) + gap[t + 1](z),                                by=[low, gap, cases])
        .mark(1, "a bijective layer has no gap"))
    posterior = have(Eq(rho[t + 1](y, z), ell[t + 1](z | y) * p[t](y) / p[t + 1](z))).by(rho)
    divergence = log(q[t + 1](y | z) / rho[t + 1](y, z))
    ratio = have(integrable[q[t + 1](y | z)](divergence), given=[here.hypothesis, draws.hypothesis]).by(posterior, finite, log_mul, log_div, support)
    lower = have(integrable[q[t + 1](y | z)](low[t](y)), given=[here.hypothesis, draws.hypothesis, step.hypothesis]).by(finite, step.hypothesis, support)
    (draws
        .eq(draw(log(p[t + 1](z))),                                       by=expectation_const)
        .eq(draw(log(p[t](y)) + fit + divergence),                        by=[posterior, log_mul, log_div, support])
        .eq(draw(low[t](y) + gap[t](y) + fit + divergence),               by=step.hypothesis)
        .eq(draw(low[t](y) + fit) + (draw(gap[t](y)) + draw(divergence)), by=[linearity, ratio, lower])
        .eq(low[t + 1](z) + gap[t + 1](z),                                by=[low, gap, K, V, cases])
        .mark(1, "a stochastic layer, as in 2.1"))
    exact.by(known, seen).mark(1, "induction over the layers")

    say("Divergences are not negative, so neither is the gap.")
    nonneg = have(forall[z](p[t](z) >= 0))
    base, step = nonneg.induction(t)
    base.by(p)
    flow, draws = step.at(z).cases(B(t + 1), Not(B(t + 1)))
    flow.eq(p[t](before) * J[t + 1](before)**-1, by=[p, cases]).ge(0, by=[step.hypothesis, smooth])
    draws.eq(made, by=[p, cases]).ge(0, by=step.hypothesis)
    mass = have(Eq(made, p[t + 1](z)), given=draws.hypothesis).by(p, cases)
    gibbs = have(K[t + 1](z) >= 0, given=[here.hypothesis, draws.hypothesis])
    (gibbs
        .eq(draw(-log(rho[t + 1](y, z) / q[t + 1](y | z))),               by=[K, log_div, posterior, support])
        .ge(draw(1 - rho[t + 1](y, z) / q[t + 1](y | z)),                 by=[posterior, log_le_sub_one, ratio, support, nonneg, mass])
        .eq(1 - draw(rho[t + 1](y, z) / q[t + 1](y | z)),                 by=[posterior, linearity, nonneg, mass])
        .ge(0,                                                            by=[posterior, mass_le_one, nonneg, mass])
        .mark(1, "divergences are not negative, with a reason"))
    grows = have(forall[z](Implies(p[t](z) > 0, gap[t](z) >= 0)))
    base, step = grows.induction(t)
    base.by(gap)
    flow, draws = step.at(z).assuming().cases(B(t + 1), Not(B(t + 1)))
    (flow
        .eq(gap[t](before),                                               by=[gap, cases])
        .ge(0,                                                            by=[step.hypothesis, possible]))
    (draws
        .eq(draw(gap[t](y)) + K[t + 1](z),                                by=[gap, cases])
        .ge(draw(0) + 0,                                                  by=[step.hypothesis, gibbs, support, finite])
        .eq(0,                                                            by=expectation_const))
    positive.by(grows, seen)
    (bound
        .eq(low[T](x) + gap[T](x),                                        by=exact)
        .ge(low[T](x),                                                    by=positive)
        .mark(1, "the bound"))

    none = have(forall[z](Eq(gap[t](z), 0)), given=flows)
    base, step = none.induction(t)
    base.by(gap)
    step.at(z).eq(gap[t](before), by=[gap, cases, flows]).eq(0, by=step.hypothesis)
    (tight
        .eq(low[T](x) + gap[T](x),                                        by=exact)
        .eq(low[T](x),                                                    by=none))

    say(f"If every layer is bijective, nothing is drawn: the path from {a} is {v}.")
    chain = have(Implies(p[t](v[t]) > 0, Eq(log(p[t](v[t])), log(p[0](v[0])) + Sum[s, 1, t](log(J[s](v[s - 1])**-1)))), given=flows)
    base, step = chain.induction(t)
    base.by()
    on = step.assuming()
    sized = have(bijective(f[t + 1], g[t + 1], J[t + 1]), given=flows).by(volume, flows)
    back = have(p[t](v[t]) > 0, given=[on.hypothesis, flows])
    (back
        .eq(p[t](v[t]) * J[t + 1](v[t])**-1 * J[t + 1](v[t]),             by=sized)
        .eq(p[t + 1](v[t + 1]) * J[t + 1](v[t]),                          by=[p, cases, flows, v, inverse_left, sized])
        .gt(0,                                                            by=[on.hypothesis, sized]))
    (on
        .eq(log(p[t](v[t]) * J[t + 1](v[t])**-1),                         by=[p, cases, flows, v, inverse_left, sized])
        .eq(log(p[t](v[t])) + log(J[t + 1](v[t])**-1),                    by=[log_mul, back, sized])
        .eq(log(p[0](v[0])) + Sum[s, 1, t](log(J[s](v[s - 1])**-1)) + log(J[t + 1](v[t])**-1), by=[step.hypothesis, back])
        .eq(log(p[0](v[0])) + Sum[s, 1, t + 1](log(J[s](v[s - 1])**-1)))
        .mark(1, "bijections only: exact, without an expectation"))
    flown.by(chain, ends)

    drawn = suppose(And(p[T](w[T]) > 0, forall[t](Implies(t < T, If(B(t + 1), Eq(w[t], g[t + 1](w[t + 1])), q[t + 1](w[t] | w[t + 1]) > 0)))))
    one = suppose(Eq(T, 1), "one layer is enough")
    near_miss(log(p[T](x)) <= low[T](x), "the direction of the inequality")
    near_miss(Eq(log(p[T](x)), low[T](x)), "the gap is forgotten")
    near_miss(bound, "an encoder proposes what its layer cannot produce", without=support)
    whole = Prod[s, 1, T](J[s](v[s - 1]))
    published("F15", Eq(log(p[T](v[T])), log(p[0](v[0])) + Sum[t, 1, T](log(whole**-1))), "every layer counts the factor of the whole map", given=[flows, ends])
    published("F14", log(p[T](w[T])) >= log(p[0](w[0])) + Sum[t, 1, T](V[t](w[t - 1], w[t])), "the inequality without an expectation", given=[drawn, one])
