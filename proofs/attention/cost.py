"""1.3.1: what attention costs"""

from derive import *
from derive.theory import schoolbook, theta_of_bounds


@result
def attention_cost():
    """The cost of attention"""
    n, d_k, d_v = sizes("n d_k d_v")
    Q, K = symbols("Q K", Matrix(n, d_k))
    S, A, P = symbols("S A P", Matrix(n, n))
    V, Y = symbols("V Y", Matrix(n, d_v))

    attention = program("attention", {
        S: Q @ K.T,
        A: S / sqrt(d_k),
        P: softmax_rows(A),
        Y: P @ V,
    })

    count = show(Eq(cost(attention), n**2 * (2 * d_k + 2 * d_v + 4)))
    quadratic = show(Theta[n](cost(attention), n**2))
    ask(f"Count the operations of {attention}, and show that their number grows quadratically in {n}.")

    (count
        .eq(cost(Q @ K.T) + cost(S / sqrt(d_k)) + cost(softmax_rows(A)) + cost(P @ V),  by=[attention, schoolbook])
        .eq(2 * n * d_k * n + n * n + 3 * n * n + 2 * n * n * d_v,                    by=schoolbook)
        .mark(1, "all four steps are counted")
        .eq(n**2 * (2 * d_k + 2 * d_v + 4)))
    say(f"With {d_k} and {d_v} fixed this is a constant times {n**2}, from above and from below.")
    quadratic.by(count, theta_of_bounds).mark(1, "both bounds")

    near_miss(Eq(cost(attention), cost(Q @ K.T)), "only the first product is counted")
