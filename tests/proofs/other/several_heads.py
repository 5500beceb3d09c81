"""attention with several heads"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import le_mul_of_one_le, schoolbook, theta_of_bounds


@result
def several_heads():
    """The cost of several heads"""
    n, d, e, h = sizes("n d e h")
    X = symbols("X", Matrix(n, d))
    A, B, C = symbols("W_1 W_2 W_3", Matrix(d, e))
    Q, K, V, Y = symbols("Q K V Y", Matrix(n, e))
    S, P = symbols("S P", Matrix(n, n))
    head = program("head", {Q: X @ A, K: X @ B, V: X @ C, S: Q @ K.T / sqrt(e), P: softmax_rows(S), Y: P @ V})
    one = show(Eq(cost(head), 6 * n * d * e + 4 * n**2 * (e + 1)))
    one.by(head, schoolbook)
    below = show(4 * h * (e + 1) * n**2 <= h * cost(head))
    below.by(one)
    above = show(h * cost(head) <= (6 * h * d * e + 4 * h * (e + 1)) * n**2)
    (above
        .eq(6 * h * d * e * n + 4 * h * (e + 1) * n**2,                   by=one)
        .le(6 * h * d * e * n * n + 4 * h * (e + 1) * n**2,               by=le_mul_of_one_le)
        .eq((6 * h * d * e + 4 * h * (e + 1)) * n**2))
    all_heads = show(Theta[n](h * cost(head), n**2))
    all_heads.by(below, above, theta_of_bounds)
    near_miss(cost(head) <= 4 * n**2 * (e + 1), "the projections are forgotten")
