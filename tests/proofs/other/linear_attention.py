"""attention without softmax, features first"""

# fmt: off
# ruff: noqa: F403, F405
from derive import *
from derive.theory import matrix_ring, schoolbook, theta_of_bounds


@result
def linear_attention():
    """Attention without softmax is linear in the length"""
    n, d_k, d_v = sizes("n d_k d_v")
    Q, K = symbols("Q K", Matrix(n, d_k))
    V = symbols("V", Matrix(n, d_v))
    same = show(Eq(Q @ K.T @ V, Q @ (K.T @ V)))
    count = show(Eq(cost(Q @ (K.T @ V)), 4 * d_k * d_v * n))
    linear = show(Theta[n](cost(Q @ (K.T @ V)), n))
    same.by(matrix_ring)
    count.by(schoolbook)
    linear.by(count, theta_of_bounds)
    near_miss(Eq(cost(Q @ K.T @ V), cost(Q @ (K.T @ V))), "the brackets do not matter")
