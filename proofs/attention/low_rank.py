"""1.3.2: attention through a thin singular value decomposition"""

from derive import *
from derive.theory import le_mul_of_one_le, matrix_ring, schoolbook


@result
def low_rank():
    """Attention with a matrix of low rank"""
    n, d, k = sizes("n d k")
    P = symbols("P", Matrix(n, n))
    U, V = symbols("U_k V_k", Matrix(n, k))
    S = symbols("Sigma_k", Diagonal(k))
    Y = symbols("Y", Matrix(n, d))

    svd = given(thin_svd(P, U, S, V))
    product = show(Eq(P @ Y, (U @ S) @ (V.T @ Y)))
    count = show(Eq(cost((U @ S) @ (V.T @ Y)), 4 * n * k * d + n * k))
    linear = show(cost((U @ S) @ (V.T @ Y)) <= 5 * n * k * d)
    ask(f"Let {svd}. Compute {P @ Y} with at most {5 * n * k * d} operations, not counting the decomposition.")
    hint("Matrix products may be bracketed as you like; their costs differ.")

    (product
        .eq((U @ S @ V.T) @ Y,                                            by=svd)
        .eq((U @ S) @ (V.T @ Y),                                          by=matrix_ring)
        .mark(1, "the decomposition and the brackets"))
    (count
        .eq(cost(U @ S) + cost(V.T @ Y) + 2 * n * k * d,                  by=schoolbook)
        .eq(n * k + 2 * k * n * d + 2 * n * k * d,                        by=schoolbook)
        .eq(4 * n * k * d + n * k)
        .mark(1, "the three costs"))
    (linear
        .eq(4 * n * k * d + n * k,                                        by=count)
        .le(4 * n * k * d + n * k * d,                                    by=le_mul_of_one_le)
        .eq(5 * n * k * d))

    near_miss(cost((U @ S @ V.T) @ Y) <= 5 * n * k * d, "the square matrix is formed first")
    near_miss(product, "factors that do not belong to P", without=svd)
