"""1.3.3: attention through two projections"""

from derive import *
from derive.theory import eq_of_products, matrix_ring, schoolbook, size_le_of_product, transpose_mul


@result
def projections():
    """Attention without softmax, through two projections"""
    n, d, k, m = sizes("n d k m")
    Q, K, Y = symbols("Q K Y", Matrix(n, d))
    P = symbols("P", Matrix(n, n))
    U, V = symbols("U_k V_k", Matrix(n, k))
    S = symbols("Sigma_k", Diagonal(k))
    C, F = symbols("C D", Matrix(k, n))

    define(P, Q @ K.T)
    svd = given(thin_svd(P, U, S, V))
    projected = show(exists[C, F](forall[Y](Eq(Q @ (C @ K).T @ (F @ Y), P @ Y))))
    count = show(Eq(cost((Q @ (C @ K).T) @ (F @ Y)), 8 * n * k * d))
    ask(f"Find matrices {C} and {F} such that {Q @ (C @ K).T @ (F @ Y)} equals {P @ Y} for all {Y}, and count the operations.")
    hint(f"Which matrices leave {P} as it is when they multiply it from the right?")

    say(f"Take {Eq(C, V.T)} and {Eq(F, V.T)}.")
    (projected.take({C: V.T, F: V.T}).at(Y)
        .eq(Q @ (K.T @ V) @ (V.T @ Y),                                    by=transpose_mul)
        .eq(Q @ K.T @ V @ (V.T @ Y),                                      by=matrix_ring)
        .eq(P @ V @ (V.T @ Y),                                            by=P)
        .eq(U @ S @ (V.T @ V) @ V.T @ Y,                                  by=[svd, matrix_ring])
        .mark(1, "the decomposition is put in")
        .eq(U @ S @ V.T @ Y,                                              by=svd)
        .mark(1, "orthonormal columns")
        .eq(P @ Y,                                                        by=svd))
    (count
        .eq(cost(C @ K) + 2 * n * d * k + cost(F @ Y) + 2 * n * k * d,    by=schoolbook)
        .eq(2 * k * n * d + 2 * n * d * k + 2 * k * n * d + 2 * n * k * d, by=schoolbook)
        .eq(8 * n * k * d)
        .mark(1, "the four costs"))

    B, G = symbols("B G", Matrix(m, n))
    exact = suppose(forall[Y](Eq(Q @ (B @ K).T @ (G @ Y), P @ Y)), f"{Q @ (B @ K).T @ (G @ Y)} equals {P @ Y} for all {Y}, where {B} and {G} have {m} rows")
    fewest = show(k <= m, given=exact)
    moved = have(forall[Y](Eq((P @ B.T @ G) @ Y, P @ Y)), given=exact)
    (moved.at(Y)
        .eq(Q @ (B @ K).T @ (G @ Y),                                      by=[P, transpose_mul, matrix_ring])
        .eq(P @ Y,                                                        by=exact))
    whole = have(Eq(P @ B.T @ G, P), given=exact)
    whole.by(moved, eq_of_products)
    factored = have(Eq(S, (U.T @ P @ B.T) @ (G @ V)), given=exact)
    (factored
        .eq(U.T @ P @ V,                                                  by=svd)
        .eq(U.T @ (P @ B.T @ G) @ V,                                      by=whole)
        .eq((U.T @ P @ B.T) @ (G @ V),                                    by=matrix_ring))
    fewest.by(factored, size_le_of_product).mark(1, "fewer rows do not suffice")
    narrow = show(k <= d)
    through = have(Eq(S, (U.T @ Q) @ (K.T @ V)))
    (through
        .eq(U.T @ P @ V,                                                  by=svd)
        .eq((U.T @ Q) @ (K.T @ V),                                        by=[P, matrix_ring]))
    narrow.by(through, size_le_of_product)
    say(f"So nothing is lost by {Q @ (K.T @ Y)}, which needs no projection at all.")

    near_miss(Eq(softmax_rows(Q @ (V.T @ K).T) @ (V.T @ Y), softmax_rows(P) @ Y), "the softmax is kept")
    near_miss(Eq(V @ V.T, Identity(n)), "orthonormal columns are taken for orthonormal rows")
