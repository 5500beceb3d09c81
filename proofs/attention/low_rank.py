"""1.3.2: attention through a thin singular value decomposition"""

from derive import *
from derive.theory import le_mul_of_one_le, matrix_ring, schoolbook


@result
def low_rank():
    """Attention with a matrix of low rank"""
    n, d, k = sizes("n d k")
    P, L = symbols("P L", Matrix(n, n))
    U, V = symbols("U_k V_k", Matrix(n, k))
    S = symbols("Sigma_k", Diagonal(k))
    Y = symbols("Y", Matrix(n, d))
    i, j, r, t = symbols("i j r t", Index(n))

    svd = given(thin_svd(P, U, S, V))
    product = show(Eq(P @ Y, (U @ S) @ (V.T @ Y)))
    count = show(Eq(cost((U @ S) @ (V.T @ Y)), 4 * n * k * d + n * k))
    linear = show(cost((U @ S) @ (V.T @ Y)) <= 5 * n * k * d)
    ask(f"Compute {P @ Y} with at most {5 * n * k * d} operations, not counting the decomposition.")
    hint("Matrix products may be bracketed as you like; their costs differ. A diagonal matrix is stored by its diagonal: multiplying by it takes one "
         "multiplication for each entry.")

    (product
        .eq((U @ S @ V.T) @ Y,                                            by=svd)
        .eq((U @ S) @ (V.T @ Y),                                          by=matrix_ring)
        .mark(1, "the decomposition and the brackets"))
    (count
        .eq(cost(U @ S) + cost(V.T @ Y) + 2 * n * k * d,                  by=schoolbook)
        .eq(n * k + 2 * k * n * d + 2 * n * k * d,                        by=schoolbook)
        .eq(4 * n * k * d + n * k)
        .mark(2, "the three costs"))
    (linear
        .eq(4 * n * k * d + n * k,                                        by=count)
        .le(4 * n * k * d + n * k * d,                                    by=le_mul_of_one_le)
        .eq(5 * n * k * d)
        .mark(1, "the bound"))

    short = suppose(And(k <= n, d <= n), "neither the rank nor the number of features exceeds the length")
    best = find.cheapest(U @ S @ V.T @ Y, given=short)
    cheapest = show(best.claim, given=short)
    cheapest.by(best)
    say(f"So none of the ways to bracket {U @ S @ V.T @ Y} is cheaper than {best.value}; the one above takes {n * k - k * d} operations more.")

    published("D11", cost((U @ S @ V.T) @ Y) <= 5 * n * k * d, "the square matrix is formed first")
    published("D9", Implies(forall[i, j, r, t](Eq(L[i, j] * L[r, t], L[i, t] * L[r, j])),
                            forall[i, j, r, t](Eq(softmax_rows(L)[i, j] * softmax_rows(L)[r, t], softmax_rows(L)[i, t] * softmax_rows(L)[r, j]))),
              "scores of rank one give weights of rank one")
    near_miss(product, "factors that do not belong to P", without=svd)

    figure(plot[n, 1, 64](cost(P @ Y), cost((U @ S) @ (V.T @ Y)), at={d: 8, k: 4}), f"Operations against {n}, for {d} = 8 and {k} = 4.")
