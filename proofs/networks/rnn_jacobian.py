"""1.2.1: the Jacobian of a recurrent network"""

from derive import *
from derive.theory import (
    chain_rule,
    diag_mul_entry,
    diagonal_entry,
    differentiation,
    each_entry,
    exp_neg,
    exp_zero,
    le_of_sq_le_sq,
    linearity,
    norm_of_gram,
    norm_sq,
    sigma_max_identity,
    sigma_max_le,
    sigma_max_le_one,
    sigma_max_mul_le,
    sigma_max_nonneg,
    sigma_max_of_isometry,
)
from proofs.networks.steepest import steepest


@result
def rnn_jacobian(phi: Activation = tanh, s: Positive = Rational(1, 2)):
    """The Jacobian of a recurrent network with {phi} units"""
    d = sizes("d")
    n, t = symbols("n t", Natural)
    i, j = symbols("i j", Index(d))
    W, A = symbols("W A", Matrix(d, d))
    w = symbols("w", Real)
    u, v = symbols("u v", Vector(d))
    x = symbols("x", Seq(Vector(d) >> Vector(d)))
    G = symbols("D", Seq(Matrix(d, d)))

    define(x[1](u), u)
    define(x[t + 1](u), each(phi)(W @ x[t](u)))
    define(G[t], diag(each(D(phi))(W @ x[t](u))))
    written(x[t](u), "x_{t}")
    written(D(x[t])(u), r"\frac{\partial x_{t}}{\partial x_1}")
    L = find.supremum(D(phi)(w), w).value

    given(differentiable(phi))
    scale = given(Eq(sigma_max(W), s))
    start = given(n >= 1)
    scaled, squared = (lambda a: a, lambda a: a) if Eq(L, 1) else (lambda a: L * a, lambda a: L**2 * a)
    factor = scaled(s)
    bound = show(sigma_max(D(x[n])(u)) <= factor**(n - 1))
    floor = show(sigma_max(D(x[n])(u)) >= 0).by(sigma_max_nonneg)
    ask(f"A recurrent network has the states {x[t](u)}; its activation {phi} acts on each entry. Show that {floor} and that {bound}.")
    hint(f"Recall that {sigma_max_mul_le}.")

    say(f"The activation acts on each entry alone, so its Jacobian is the diagonal matrix {G[t]}.")
    one_step = have(Eq(D(x[n + 1])(u), G[n] @ W @ D(x[n])(u)))
    (one_step
        .eq(D[u](each(phi)(W @ x[n](u))),                                 by=[x, start])
        .eq(D(each(phi))(W @ x[n](u)) @ D[u](W @ x[n](u)),                by=chain_rule)
        .eq(diag(each(D(phi))(W @ x[n](u))) @ W @ D(x[n])(u),             by=differentiation)
        .eq(G[n] @ W @ D(x[n])(u),                                        by=G)
        .mark(1, "the chain rule with the repeated matrix, and the diagonal Jacobian"))

    say(f"The entries of {G[t]} are slopes of the activation.")
    slope = have(D(phi)(w) <= L).by(steepest(phi=phi))
    rise = have(D(phi)(w) > 0)
    if phi is tanh:
        rise.eq(4 / (exp(w) + exp(-w))**2,                                by=[phi, differentiation, exp_neg]).gt(0)
    elif phi is sigmoid:
        rise.eq(exp(-w) / (1 + exp(-w))**2,                               by=[phi, differentiation]).gt(0)
    else:
        rise.by(find)
    square = have(D(phi)(w)**2 <= (1 if Eq(L, 1) else L**2)).by(rise, slope)
    say("A diagonal matrix stretches no vector by more than its largest entry.")
    shrink = have(norm(G[t] @ v)**2 <= squared(norm(v)**2))
    (shrink
        .eq(Sum[i]((D(phi)((W @ x[t](u))[i]) * v[i])**2),                 by=[norm_sq, G, diag_mul_entry])
        .eq(Sum[i](D(phi)((W @ x[t](u))[i])**2 * v[i]**2))
        .le(Sum[i](squared(v[i]**2)),                                     by=square)
        .eq(squared(norm(v)**2),                                          by=[linearity, norm_sq]))
    short = have(norm(G[t] @ v) <= scaled(norm(v))).by(shrink, le_of_sq_le_sq)
    small = have(sigma_max(G[t]) <= L).by(short, sigma_max_le_one if Eq(L, 1) else sigma_max_le)

    base, step = bound.induction(n, start=1)
    (base
        .eq(sigma_max(Identity(d)),                                       by=[x, differentiation])
        .eq(factor**0,                                                    by=sigma_max_identity))
    (step
        .eq(sigma_max(G[n] @ W @ D(x[n])(u)),                             by=one_step)
        .le(sigma_max(G[n]) * sigma_max(W) * sigma_max(D(x[n])(u)),       by=sigma_max_mul_le)
        .le(factor * factor**(n - 1),                                     by=[small, scale, step.hypothesis])
        .eq(factor**n)
        .mark(1, "the bounds put together, with the number of factors"))

    deduct("1/4", "steps are skipped, or the order of the factors is lost")

    if phi is tanh:
        say("The bound cannot be improved: it is attained at 0 for every multiple of an orthogonal matrix.")
        turned = suppose(Eq(W.T @ W, s**2 * Identity(d)), "the matrix is a multiple of an orthogonal one")
        origin = suppose(Eq(u, zero(d)), "the first state is 0")
        tight = show(Eq(sigma_max(D(x[n])(u)), factor**(n - 1)), given=[turned, origin])
        at_rest = have(Eq(x[n](u), zero(d)), given=origin)
        base, step = at_rest.induction(n, start=1)
        base.by(x, origin)
        (step
            .eq(each(phi)(W @ x[n](u)),                                   by=x)
            .eq(each(phi)(zero(d)),                                       by=step.hypothesis)
            .eq(zero(d),                                                  by=[each_entry, phi, exp_zero]))
        top = have(Eq(D(phi)(0), 1)).by(phi, differentiation, exp_zero)
        steep = have(Eq(G[n], Identity(d)), given=origin)
        (steep
            .eq(diag(each(D(phi))(zero(d))),                              by=[G, at_rest])
            .eq(Identity(d),                                              by=[each_entry, diagonal_entry, top]))
        alike = have(Eq(norm(D(x[n])(u) @ v), factor**(n - 1) * norm(v)), given=[turned, origin])
        base, step = alike.induction(n, start=1)
        base.by(x, differentiation)
        (step
            .eq(norm(W @ (D(x[n])(u) @ v)),                               by=[one_step, steep])
            .eq(s * norm(D(x[n])(u) @ v),                                 by=[norm_of_gram, turned])
            .eq(s * (factor**(n - 1) * norm(v)),                          by=step.hypothesis)
            .eq(factor**n * norm(v)))
        tight.by(alike, sigma_max_of_isometry)
    near_miss(sigma_max(D(x[n])(u)) < factor**(n - 1), "the bound is never attained")
    near_miss(sigma_max(D(x[n])(u)) > 0, "the Jacobian is never 0")
    near_miss(bound, "the largest eigenvalue is bounded instead", instead={scale: Eq(spectral_radius(W), s)})
    falling = suppose(factor < 1, "the bound falls from step to step")
    published("C1", sigma_max(D(x[n])(u)) <= factor**n, "one factor too many", given=falling)
    published("C3", Implies(forall[i, j](abs(A[i, j]) <= 1), sigma_max(A) <= 1), "entries of size 1 are taken to bound the singular values")
