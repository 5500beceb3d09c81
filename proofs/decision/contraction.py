"""3.1b: the Bellman operator contracts"""

from derive import *
from derive.theory import abs_mul, expectation_abs_le, expectation_const, linearity, norm_le
from proofs.decision.setting import S, gamma, on_Q, on_V, optimal_on_Q, s


@result
def contraction(T: Operator = on_Q):
    """The Bellman operator {T} is a contraction"""
    V, W = symbols("V_1 V_2" if T is on_V else "Q_1 Q_2", T.on)
    here, draw, value = T.point, T.draw, T.value

    discount = given(gamma >= 0)
    given(bounded(V), bounded(W), *T.needs)
    bound = show(norm(T(V) - T(W)) <= gamma * norm(V - W))
    ask(f"Show that {bound} in the supremum norm.")
    hint(f"For a probability distribution, {expectation_abs_le}.")

    pointwise = have(abs(T(V)(*here) - T(W)(*here)) <= gamma * norm(V - W))
    (pointwise
        .eq(abs(gamma * E[draw](value(V)) - gamma * E[draw](value(W))),   by=T)
        .mark(1, "both sides written out; the rewards cancel")
        .eq(abs(gamma * E[draw](value(V) - value(W))),                    by=linearity)
        .eq(gamma * abs(E[draw](value(V) - value(W))),                    by=[abs_mul, discount])
        .le(gamma * E[draw](abs(value(V) - value(W))),                    by=expectation_abs_le)
        .mark(1, "the absolute value is moved inside")
        .le(gamma * E[draw](norm(V - W)),                                 by=T.close)
        .eq(gamma * norm(V - W),                                          by=expectation_const)
        .mark(1, "the norm is a constant"))
    say("The right side does not depend on where we look, so it bounds the supremum.")
    bound.by(pointwise, norm_le).mark(1, "the supremum is taken")

    near_miss(norm(T(V) - T(W)) <= gamma**2 * norm(V - W), "the discount is counted twice")
    near_miss(bound, "a negative discount", without=discount)
    f = symbols("f", T.on)
    if T is on_Q:
        fixed = [suppose(gamma < 1), suppose(Eq(T(f), f), "a fixed point")]
        published("H4", Eq(optimal_on_Q(f), f), "the fixed point of the operator of a policy is optimal", given=fixed)
    weights, h = symbols("m h", S >> Real)
    unit = suppose(Eq(integral[s](weights(s)), 1), "the weights have sum 1")
    published("H12", abs(integral[s](weights(s) * h(s))) <= norm(h), "only the sum of the weights is asked for, not their sign", given=unit)
    published("H10", Eq(norm(f), norm(f) * abs(T(V)(*here) - T(W)(*here))), "the hint runs into the next line")

    n = symbols("n", Natural)
    v, w = symbols("v w", Seq(T.on))
    define(v[0], V)
    define(v[n + 1], T(v[n]))
    define(w[0], W)
    define(w[n + 1], T(w[n]))
    figure(plot[n, 0, 8](norm(v[n] - w[n]), gamma**n * norm(V - W), at={gamma: Rational(3, 4)}),
           f"The distance of {v[n]} and {w[n]}, which start at {V} and {W} and follow {T}, in one small model with {Eq(gamma, Rational(3, 4))}.")
