"""3.1a: the Bellman operator keeps the order"""

from derive import *
from derive.theory import integral_mono
from proofs.decision.setting import gamma, on_Q, on_V, optimal_on_Q, r  # noqa: F401 (the values of T)


@result
def monotone(T: Operator = on_V):
    """The Bellman operator {T} is monotone"""
    V, W = symbols("V_1 V_2" if T is on_V else "Q_1 Q_2", T.on)
    here, draw, value = T.point, T.draw, T.value

    discount = given(gamma >= 0)
    given(bounded(r), bounded(V), bounded(W), *T.needs)
    below = given(V <= W)
    order = show(T(V) <= T(W))
    ask(f"Show that {T} is monotone: if {below}, then {order}.")

    (order.at(*here)
        .eq(T.reward + gamma * E[draw](value(V)),                         by=T)
        .le(T.reward + gamma * E[draw](value(W)),                         by=[below, discount, integral_mono])
        .mark(1, "the integral and a factor that is not negative keep the order")
        .eq(T(W)(*here),                                                  by=T))
    say("The point was any point, so this is the order of the functions.")

    near_miss(order, "values that are not ordered", without=below)
    near_miss(T(V) <= gamma * T(W), "the discount in front of the whole")
    published("H8", order, "nothing is said of the discount", without=discount)
