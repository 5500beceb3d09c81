"""derivatives of powers, products, quotients and compositions"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import differentiation


@result
def rules_of_differentiation():
    """Rules of differentiation"""
    x = symbols("x", Real)
    n = symbols("n", Natural)
    f, g = symbols("f g", Real >> Real)
    given(differentiable(f), differentiable(g))
    positive = given(forall[x](g(x) > 0))
    show(Eq(D[x](x**(n + 1)), (n + 1) * x**n)).by(differentiation)
    show(Eq(D[x](f(x)**(n + 1)), (n + 1) * f(x)**n * D(f)(x))).by(differentiation)
    show(Eq(D[x](exp(f(x))), exp(f(x)) * D(f)(x))).by(differentiation)
    show(Eq(D[x](f(x) * g(x)), D(f)(x) * g(x) + f(x) * D(g)(x))).by(differentiation)
    show(Eq(D[x](f(g(x))), D(f)(g(x)) * D(g)(x))).by(differentiation)
    show(Eq(D[x](f(f(x))), D(f)(f(x)) * D(f)(x))).by(differentiation)
    show(Eq(D[x](f(x) / g(x)), (D(f)(x) * g(x) - f(x) * D(g)(x)) / g(x)**2)).by(differentiation, positive)
    show(Eq(D[x](log(g(x))), D(g)(x) / g(x))).by(differentiation, positive)
    near_miss(Eq(D[x](x**(n + 1)), n * x**n), "the exponent is counted from 0")
    near_miss(Eq(D[x](f(x) * g(x)), D(f)(x) * D(g)(x)), "the derivative of a product")
