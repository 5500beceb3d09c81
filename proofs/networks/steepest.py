"""The steepest slope of an activation, used by 1.1"""

from derive import *
from derive.theory import differentiation, exp_eq_exp_iff, exp_eq_one_iff, sq_eq_zero_iff


@result
def steepest(phi: Activation = sigmoid):
    """the steepest slope of {phi}"""
    x = symbols("x", Real)
    given(differentiable(phi))
    top = find.supremum(D(phi)(x), x)  # SymPy proposes 1/4 at 0 for the sigmoid; the lines below prove it

    slope = show(D(phi)(x) <= top.value)
    if phi is sigmoid:
        square = show(Eq(D(phi)(x), Rational(1, 4) - (phi(x) - Rational(1, 2))**2))
        (square
            .eq(exp(-x) / (1 + exp(-x))**2,                               by=[phi, differentiation])
            .eq(phi(x) * (1 - phi(x)),                                    by=phi)
            .mark(1, "the derivative of the activation")
            .eq(Rational(1, 4) - (phi(x) - Rational(1, 2))**2))
        (slope
            .eq(Rational(1, 4) - (phi(x) - Rational(1, 2))**2,            by=square)
            .le(Rational(1, 4))
            .mark(1, "its largest value, with a reason"))
        tight = show(Iff(Eq(D(phi)(x), top.value), Eq(x, top.at)))
        (tight
            .iff(Eq((phi(x) - Rational(1, 2))**2, 0),                     by=square)
            .iff(Eq(phi(x), Rational(1, 2)),                              by=sq_eq_zero_iff)
            .iff(Eq(exp(-x), 1),                                          by=phi)
            .iff(Eq(x, 0),                                                by=exp_eq_one_iff))
    elif phi is tanh:
        square = show(Eq(D(phi)(x), 1 - phi(x)**2)).by(phi, differentiation).mark(1, "the derivative of the activation")
        (slope
            .eq(1 - phi(x)**2,                                            by=square)
            .le(1)
            .mark(1, "its largest value, with a reason"))
        tight = show(Iff(Eq(D(phi)(x), top.value), Eq(x, top.at)))
        (tight
            .iff(Eq(phi(x)**2, 0),                                        by=square)
            .iff(Eq(phi(x), 0),                                           by=sq_eq_zero_iff)
            .iff(Eq(exp(x), exp(-x)),                                     by=phi)
            .iff(Eq(x, 0),                                                by=exp_eq_exp_iff))
    else:
        slope.by(find).mark(2, "the derivative of the activation, and its largest value")
        if top.attained:
            show(Eq(D(phi)(top.at), top.value)).by(find)

    if top.attained:
        near_miss(D(phi)(x) < top.value, "the largest value is not attained")
    near_miss(D(phi)(x) <= top.value - Rational(1, 1000), "a bound that is a little too small")
