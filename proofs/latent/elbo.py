"""2.1: the evidence and its lower bound"""

from derive import *
from derive.theory import bayes, expectation_const, linearity, log_div, log_inv, log_le_sub_one, log_mul, mass_le_one


@result
def elbo():
    """The evidence lower bound"""
    X, Z = spaces("X Z")
    x = symbols("x", X)
    z = symbols("z", Z)
    p = density("p", X, Z)
    q = density("q", Z, given=X)

    prior = E[q(z | x)](log(p(z)))
    fit = E[q(z | x)](log(p(x | z) / q(z | x)))
    gap = E[q(z | x)](log(q(z | x) / p(z | x)))

    given(p(x) > 0)
    support = given(forall[z](Implies(q(z | x) > 0, And(p(z) > 0, p(x | z) > 0))), f"the model can produce what {q} proposes")
    finite = given(integrable[q(z | x)](log(p(z)), log(p(x | z) / q(z | x))), "the first two expectations are finite")

    identity = show(Eq(log(p(x)), prior + fit + gap), number="2.1")
    nonneg = show(gap >= 0)
    bound = show(log(p(x)) >= prior + fit)
    ask(f"Show that {identity}, and say why the first two terms together are a lower bound.")

    have(integrable[q(z | x)](log(q(z | x) / p(z | x)))).by(finite, bayes, log_mul, log_div)
    (identity
        .eq(E[q(z | x)](log(p(x))),                                       by=expectation_const)
        .eq(E[q(z | x)](log(p(x, z) / p(z | x))),                         by=bayes)
        .eq(E[q(z | x)](log(p(x, z) / q(z | x) * (q(z | x) / p(z | x)))))
        .mark(1, f"the evidence is a ratio; multiply and divide by {q}")
        .eq(E[q(z | x)](log(p(z) * (p(x | z) / q(z | x)) * (q(z | x) / p(z | x)))),                        by=bayes)
        .eq(E[q(z | x)](log(p(z)) + log(p(x | z) / q(z | x)) + log(q(z | x) / p(z | x))),                  by=log_mul)
        .eq(prior + fit + gap,                                            by=linearity)
        .mark(1, "the logarithm and the expectation are split"))

    say("The last term is never negative.")
    (nonneg
        .eq(E[q(z | x)](-log(p(z | x) / q(z | x))),                       by=log_inv)
        .ge(E[q(z | x)](1 - p(z | x) / q(z | x)),                         by=log_le_sub_one)
        .eq(1 - E[q(z | x)](p(z | x) / q(z | x)),                         by=linearity)
        .ge(0,                                                            by=mass_le_one))
    (bound
        .eq(prior + fit + gap,                                            by=identity)
        .ge(prior + fit,                                                  by=nonneg)
        .mark(1, "the gap is not negative, with a reason"))

    near_miss(Eq(log(p(x)), prior + fit - gap), "the sign of the gap")
    near_miss(Eq(log(p(x)), prior + fit), "the gap is forgotten")
    near_miss(identity, f"{q} proposes what the model cannot produce", without=support)
    published("F1", identity, f"nothing is asked of {q}", without=support)

    figure(
        diagram({x: [z], z: [x]}, labels={(x, z): f"encoder {q(z | x)}", (z, x): f"decoder {p(x | z)}"}),
        f"A variational autoencoder: the encoder guesses {z} from {x}, the decoder makes {x} from {z}.",
        where="handout",
    )
