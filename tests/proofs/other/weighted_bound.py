"""the evidence lower bound with a heavier second term is still a lower bound"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import linearity, log_div, log_inv, log_le_sub_one, mass_le_one
from proofs.latent.elbo import elbo


@result
def weighted_bound():
    """A weight in the evidence lower bound"""
    X, Z = spaces("X Z")
    x = symbols("x", X)
    z = symbols("z", Z)
    beta = symbols("beta", Real)
    p = density("p", X, Z)
    q = density("q", Z, given=X)
    mean = E[q(z | x)]
    fit, distance = mean(log(p(x | z))), mean(log(q(z | x) / p(z)))

    heavy = given(beta >= 1)
    given(p(x) > 0)
    given(forall[z](Implies(q(z | x) > 0, And(p(z) > 0, p(x | z) > 0))), "the model can produce what q proposes")
    given(integrable[q(z | x)](log(p(z)), log(p(x | z)), log(p(x | z) / q(z | x)), log(q(z | x) / p(z))), "all expectations are finite")
    bound = show(log(p(x)) >= fit - beta * distance)

    nonneg = have(distance >= 0)
    (nonneg
        .eq(mean(-log(p(z) / q(z | x))),                by=log_inv)
        .ge(mean(1 - p(z) / q(z | x)),                  by=log_le_sub_one)
        .eq(1 - mean(p(z) / q(z | x)),                  by=linearity)
        .ge(0,                                          by=mass_le_one))
    one = have(log(p(x)) >= fit - distance)
    (one
        .ge(mean(log(p(z))) + mean(log(p(x | z) / q(z | x))), by=elbo())
        .eq(mean(log(p(z)) + log(p(x | z) / q(z | x))), by=linearity)
        .eq(mean(log(p(x | z)) - log(q(z | x) / p(z))), by=log_div)
        .eq(fit - distance,                             by=linearity))
    (bound
        .ge(fit - distance,                             by=one)
        .ge(fit - beta * distance,                      by=[nonneg, heavy]))
    near_miss(bound, "a light weight", without=heavy)
