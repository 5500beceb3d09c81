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
    hint("Count additions, multiplications, divisions and exponentials of the schoolbook algorithms. A product of a $p \\times q$ and a $q \\times r$ matrix takes "
         "$2pqr$ of them, the softmax of a row three for each entry (an exponential, an addition, a division); transposing takes none.")

    (count
        .eq(cost(Q @ K.T) + cost(S / sqrt(d_k)) + cost(softmax_rows(A)) + cost(P @ V),                 by=[attention, schoolbook])
        .eq(2 * n * d_k * n + n * n + 3 * n * n + 2 * n * n * d_v,        by=schoolbook)
        .mark(1, "all four steps are counted")
        .eq(n**2 * (2 * d_k + 2 * d_v + 4)))
    say(f"With {d_k} and {d_v} fixed, {2 * d_k + 2 * d_v + 4} is a constant: {n**2} times it is a bound from above and from below.")
    quadratic.by(count, theta_of_bounds).mark(1, "both bounds")

    published("D3", Eq(cost(attention), cost(Q @ K.T)), "only the first product is counted")
    near_miss(Eq(cost(attention), 2 * n**2 * (d_k + d_v)), "the scaling and the softmax are forgotten")
    near_miss(BigO[n](cost(attention), n), "linear in the length", by=quadratic)
