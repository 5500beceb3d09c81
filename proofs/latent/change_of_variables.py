"""2.2: a change of variables as a decoder without noise"""

from derive import *
from derive.theory import (
    abs_det_neg,
    expectation_const,
    expectation_dirac,
    integral_dens,
    integral_over_roots,
    inverse_left,
    linearity,
    log_mul,
    log_one,
    root_solves,
)
from derive.theory import change_of_variables as substitution


@result
def change_of_variables():
    """A change of variables is a decoder without noise"""
    Z, X, U, Y = spaces("Z X U Y")
    n, d = sizes("n d")
    i = symbols("i", Index(n))
    x, z, u, y = symbols("x", X), symbols("z", Z), symbols("u", U), symbols("y", Y)
    f, g, J = symbols("f", Z >> X), symbols("g", X >> Z), symbols("J", Z >> Real)
    k, r, c = symbols("k", U >> Y), symbols("r", Index(n) >> (Y >> U)), symbols("c", U >> Real)
    h, phi, a, b = symbols("h", X >> Real), symbols("phi", Z >> Real), symbols("a", Y >> Real), symbols("b", U >> Real)
    A = symbols("A", Matrix(d, d))
    p_Z = density("p_Z", Z)
    p_X = symbols("p_X", X >> Real)

    root = g(x)
    size = J(root)**-1
    encoder, likelihood = E[dirac(z | root)], E[dirac(z | root, size)]
    define(p_X(x), p_Z(root) * size)

    smooth = given(bijective(f, g, J))
    seen = given(p_Z(root) > 0)
    fits = given(integrable[x](h(x) * (size * phi(root))))
    many = given(branches(k, r, c))
    fits_many = given(integrable[u](b(u) * a(k(u))))

    exact = show(Eq(log(p_X(x)), log(p_Z(root)) + log(size)), number="2.2")
    roots = show(Eq(integral[u](b(u) * a(k(u))), integral[y](a(y) * Sum[i](c(r[i](y))**-1 * b(r[i](y))))), number="2.3")
    tested = show(Eq(integral[x](h(x) * likelihood(phi(z))), integral[z](h(f(z)) * phi(z))))
    posterior = show(Eq(likelihood(p_Z(z) * phi(z)) / p_X(x), encoder(phi(z))))
    sign = show(Eq(abs(det(-A)), abs(det(A))))
    three = show(Eq(log(p_X(x)), encoder(log(p_Z(z))) + encoder(log(size)) + encoder(log(1))))
    ask(f"A decoder without noise maps {z} to {f(z)}, a bijection with inverse {g}. It changes volumes by the factor {J(z)}: for smooth maps of vectors that is the absolute value of the determinant of the Jacobian matrix.")
    ask(f"What can a delta at the roots of an equation mean? Show {roots}, where the points {r[i](y)} are all roots of {Eq(k(u), y)} and {c} is the factor of {k}.")
    ask(f"Then take the encoder that always answers {root}, evaluate the three terms of (2.1), and conclude that {exact}.")
    hint("A delta has a meaning under an integral only.")

    say("A delta at the roots, tested with two functions. It is the change of variables, on each branch:")
    (roots
        .eq(integral[y](Sum[i](c(r[i](y))**-1 * (b(r[i](y)) * a(k(r[i](y)))))), by=[integral_over_roots, many, fits_many])
        .eq(integral[y](Sum[i](c(r[i](y))**-1 * (b(r[i](y)) * a(y)))),    by=[root_solves, many])
        .eq(integral[y](a(y) * Sum[i](c(r[i](y))**-1 * b(r[i](y)))),      by=linearity)
        .mark(1, "a delta at simple roots, as a fact about integrals"))
    say(f"The equation is {Eq(x, f(z))}. For vectors, the Jacobian matrix of the difference is that of {f} with the other sign, which does not matter:")
    sign.by(abs_det_neg).mark(1, "the determinant, with its sign")
    say(f"One root: the likelihood is a measure in {z}, a point mass at the root with the weight {size}.")
    (tested
        .eq(integral[x](h(x) * (size * phi(root))),                       by=[integral_dens, expectation_dirac])
        .eq(integral[z](h(f(z)) * (J(g(f(z)))**-1 * phi(g(f(z)))) * J(z)), by=[substitution, smooth, fits])
        .eq(integral[z](h(f(z)) * phi(z)),                                by=[inverse_left, smooth])
        .mark(1, "the likelihood as a measure"))
    say("The posterior is the prior times the likelihood, divided by the evidence: a point mass at the root. It is the encoder.")
    (posterior
        .eq(size * (p_Z(root) * phi(root)) / p_X(x),                      by=[integral_dens, expectation_dirac])
        .eq(phi(root),                                                    by=[p_X, seen, smooth])
        .eq(encoder(phi(z)),                                              by=expectation_dirac))
    say(f"So the likelihood has the constant density {size} with respect to the encoder, and the encoder the density 1 with respect to the posterior.")
    first = have(Eq(encoder(log(p_Z(z))), log(p_Z(root)))).by(expectation_dirac).mark(1, "the first term: the prior at the root")
    second = have(Eq(encoder(log(size)), log(size))).by(expectation_const).mark(1, "the second term: the factor")
    third = have(Eq(encoder(log(1)), 0))
    third.eq(log(1), by=expectation_const).eq(0, by=log_one).mark(1, "the third term is 0")
    (exact
        .eq(log(p_Z(root) * size),                                        by=p_X)
        .eq(log(p_Z(root)) + log(size),                                   by=[log_mul, seen, smooth])
        .mark(1, "the change of variables, at the right point"))
    (three
        .eq(log(p_Z(root)) + log(size),                                   by=exact)
        .eq(encoder(log(p_Z(z))) + encoder(log(size)) + encoder(log(1)),  by=[first, second, third]))

    near_miss(Eq(log(p_X(x)), log(p_Z(root)) + log(J(root))), "the factor is not inverted")
    near_miss(Eq(log(p_X(x)), log(p_Z(root)) - log(J(z))), "the factor at another point")
    near_miss(Eq(integral[x](h(x) * encoder(phi(z))), integral[z](h(f(z)) * phi(z))), "the delta without its factor")
    near_miss(Eq(det(-A), -det(A)), "the sign does not depend on the dimension")
    j = symbols("j", Index(n))
    published("F7", Eq(integral[u](b(u) * a(k(u))), integral[y](a(y) * (c(r[j](y))**-1 * b(r[j](y))))), "one root stands for all roots")
