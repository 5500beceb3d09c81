"""The statements of four scripts, built from the language alone."""

from __future__ import annotations

from derive.language.expr import And, Eq, Expr, Iff, Implies, Natural, Ne, Rational, Real, diag
from derive.language.norms import each, has_jacobian, sigma_max, spectral_radius
from derive.language.symbols import (
    D,
    E,
    Index,
    Matrix,
    Prod,
    Seq,
    Sum,
    Var,
    Vector,
    argmin,
    bounded,
    density,
    differentiable,
    dominated,
    exists,
    exp,
    family,
    forall,
    integrable,
    integral,
    log,
    markov_kernel,
    norm,
    oo,
    sigmoid,
    singleton,
    sizes,
    spaces,
    sqrt,
    sup,
    symbols,
    tanh,
    tends,
)  # fmt: skip


def scalar_chain() -> tuple[dict[str, object], dict[str, Expr]]:
    """1.1.1: the slope of a chain."""
    x = symbols("x", Real)
    n, l = symbols("n l", Natural)
    b = symbols("b", Seq(Real))
    f = symbols("f", Seq(Real >> Real))
    L = Rational(1, 4)
    lines = {
        "start": Eq(f[0](x), x),
        "layer": Eq(f[l + 1](x), sigmoid(f[l](x) + b[l + 1])),
        "smooth": differentiable(sigmoid),
        "some": n >= 1,
        "bound": abs(D(f[n])(x)) <= L**n,
        "slope": abs(D(sigmoid)(x)) <= L,
        "sigmoid": Eq(D(sigmoid)(x), exp(-x) / (1 + exp(-x)) ** 2),
        "square": Eq(sigmoid(x) * (1 - sigmoid(x)), Rational(1, 4) - (sigmoid(x) - Rational(1, 2)) ** 2),
        "tanh": Eq(D(tanh)(x), 1 - tanh(x) ** 2),
        "product": Eq(D(f[n])(x), Prod[l, 1, n](D(sigmoid)(f[l - 1](x) + b[l]))),
        "unfolded": Eq(D(f[n + 1])(x), D[x](sigmoid(f[n](x) + b[n + 1]))),
        "step": Eq(D[x](sigmoid(f[n](x) + b[n + 1])), D(sigmoid)(f[n](x) + b[n + 1]) * Prod[l, 1, n](D(sigmoid)(f[l - 1](x) + b[l]))),
        "longer": Eq(Prod[l, 1, n + 1](D(sigmoid)(f[l - 1](x) + b[l])), D(sigmoid)(f[n](x) + b[n + 1]) * D(f[n])(x)),
        "absolute": Eq(abs(Prod[l, 1, n](D(sigmoid)(f[l - 1](x) + b[l]))), Prod[l, 1, n](abs(D(sigmoid)(f[l - 1](x) + b[l])))),
        "constant": Prod[l, 1, n](L) <= L**n,
        "tight": Iff(Eq(abs(D(f[n])(x)), L**n), forall[l, 1, n](Eq(f[l - 1](x) + b[l], 0))),
        "vanish": tends[n, oo](sup[x](abs(D(f[n])(x))), 0),
        "near": abs(D(f[n])(x)) <= (L * Rational(9, 10)) ** n,
        "unbiased": forall[l](Eq(b[l], 0)),
        "below": D(f[n])(x) <= f[n](x) / x,
        "fade": exists[x](And(x > 0, tends[n, oo](D(f[n])(x), 1))),
    }
    return {"x": x, "n": n, "l": l, "b": b, "f": f}, lines


def elbo() -> tuple[dict[str, object], dict[str, Expr]]:
    """2.1: the evidence lower bound."""
    X, Z = spaces("X Z")
    x, z = symbols("x", X), symbols("z", Z)
    p, q = density("p", X, Z), density("q", Z, given=X)
    mean = E[q(z | x)]
    prior, fit, gap = mean(log(p(z))), mean(log(p(x | z) / q(z | x))), mean(log(q(z | x) / p(z | x)))
    lines = {
        "seen": p(x) > 0,
        "support": forall[z](Implies(q(z | x) > 0, p(x, z) > 0)),
        "finite": integrable[q(z | x)](log(p(z)), log(p(x | z) / q(z | x))),
        "identity": Eq(log(p(x)), prior + fit + gap),
        "nonneg": gap >= 0,
        "bound": log(p(x)) >= prior + fit,
        "const": Eq(log(p(x)), mean(log(p(x)))),
        "ratio": Eq(mean(log(p(x, z) / p(z | x))), mean(log(p(x, z) / q(z | x) * (q(z | x) / p(z | x))))),
        "bayes": Eq(
            mean(log(p(z) * (p(x | z) / q(z | x)) * (q(z | x) / p(z | x)))),
            mean(log(p(z)) + log(p(x | z) / q(z | x)) + log(q(z | x) / p(z | x))),
        ),
        "inverse": Eq(gap, mean(-log(p(z | x) / q(z | x)))),
        "tangent": mean(-log(p(z | x) / q(z | x))) >= mean(1 - p(z | x) / q(z | x)),
        "linear": Eq(mean(1 - p(z | x) / q(z | x)), 1 - mean(p(z | x) / q(z | x))),
        "sign": Eq(log(p(x)), prior + fit - gap),
        "mass": Eq(integral[z](q(z | x)), 1),
    }
    return {"X": X, "Z": Z, "x": x, "z": z, "p": p, "q": q}, lines


def contraction() -> tuple[dict[str, object], dict[str, Expr]]:
    """3.1b: the Bellman operator contracts."""
    S, A = spaces("S A")
    s, s_ = symbols("s s'", S)
    a, a_ = symbols("a a'", A)
    r = symbols("r", S * A >> Real)
    P, pi = markov_kernel("P", S, given=S * A), markov_kernel("pi", A, given=S)
    gamma = symbols("gamma", Real)
    V, W = symbols("Q_1 Q_2", S * A >> Real)
    T = symbols("T^pi", (S * A >> Real) >> (S * A >> Real))
    mean = E[P(s_ | s, a), pi(a_ | s_)]
    lines = {
        "discount": gamma >= 0,
        "finite": And(bounded(r), bounded(V), bounded(W)),
        "definition": Eq(T(V)(s, a), r(s, a) + gamma * mean(V(s_, a_))),
        "bound": norm(T(V) - T(W)) <= gamma * norm(V - W),
        "pointwise": abs(T(V)(s, a) - T(W)(s, a)) <= gamma * norm(V - W),
        "written": Eq(abs(T(V)(s, a) - T(W)(s, a)), abs(gamma * mean(V(s_, a_)) - gamma * mean(W(s_, a_)))),
        "linear": Eq(abs(gamma * mean(V(s_, a_) - W(s_, a_))), gamma * abs(mean(V(s_, a_) - W(s_, a_)))),
        "inside": gamma * abs(mean(V(s_, a_) - W(s_, a_))) <= gamma * mean(abs(V(s_, a_) - W(s_, a_))),
        "close": gamma * mean(abs(V(s_, a_) - W(s_, a_))) <= gamma * mean(norm(V - W)),
        "tight": exists[V, W](And(Ne(norm(V - W), 0), Eq(norm(T(V) - T(W)), gamma * norm(V - W)))),
        "twice": norm(T(V) - T(W)) <= gamma**2 * norm(V - W),
        "order": Implies(V <= W, T(V) <= T(W)),
        "optimal": Eq(T(V)(s, a), r(s, a) + gamma * E[P(s_ | s, a)](sup[a_](V(s_, a_)))),
        "fixed": Implies(And(bounded(V), Eq(T(V), V)), Eq(T(T(V)), V)),
    }
    names = {"S": S, "A": A, "s": s, "s'": s_, "a": a, "a'": a_, "r": r, "P": P, "pi": pi, "gamma": gamma, "Q_1": V, "Q_2": W, "T^pi": T}
    return names, lines


def baseline() -> tuple[dict[str, object], dict[str, Expr]]:
    """3.2.1: the best baseline; runs are points of a space of their own."""
    S, A, Runs = spaces("S A R")
    M = sizes("M")
    T, t = symbols("T t", Natural)
    k = symbols("k", Index(M))
    theta = symbols("theta", Vector(M))
    tau = symbols("tau", Runs)
    s, a = symbols("s", Seq(S)), symbols("a", Seq(A))
    pi, P = family("pi", Vector(M), A, given=S), family("p", Vector(M), Runs)
    score, ret = symbols("g r", Runs >> Real)
    J = symbols("J", Vector(M) >> Real)
    b, best = symbols("b b^*", Real)
    rho, p = density("rho_0", S), density("p_0", S, given=S * A)
    g, r = score(tau), ret(tau)
    mean, variance = E[P[theta](tau)], Var[P[theta](tau)]
    square = mean(g**2 * r**2) - 2 * b * mean(g**2 * r) + b**2 * mean(g**2) - mean(g * r) ** 2
    lines = {
        "score": Eq(g, D[theta[k]](log(P[theta](tau)))),
        "best": Eq(best, mean(g**2 * r) / mean(g**2)),
        "law": Eq(P[theta](tau), rho(s[1]) * Prod[t, 1, T](pi[theta](a[t] | s[t])) * Prod[t, 1, T - 1](p(s[t + 1] | s[t], a[t]))),
        "J": Eq(J(theta), E[P[theta](tau)](ret(tau))),
        "smooth": dominated[theta[k]](P[theta](tau)),
        "positive": forall[tau, t](pi[theta](a[t] | s[t]) > 0),
        "moments": integrable[P[theta](tau)](g**2 * (1 + r**2)),
        "informative": mean(g**2) > 0,
        "unbiased": Eq(mean(g * (r - b)), mean(g * r)),
        "gap": Eq(variance(g * (r - b)) - variance(g * (r - best)), mean(g**2) * (b - best) ** 2),
        "argmin": Eq(argmin[b](variance(g * (r - b))), singleton(best)),
        "sum": Eq(g, Sum[t, 1, T](D[theta[k]](log(pi[theta](a[t] | s[t]))))),
        "centred": Eq(mean(g), integral[tau](P[theta](tau) * g)),
        "inside": Eq(integral[tau](P[theta](tau) * g), integral[tau](D[theta[k]](P[theta](tau)))),
        "exchange": Eq(integral[tau](D[theta[k]](P[theta](tau))), D[theta[k]](integral[tau](P[theta](tau)))),
        "zero": Eq(D[theta[k]](1), 0),
        "grad": Eq(D[theta[k]](J(theta)), mean(Sum[t, 1, T](D[theta[k]](log(pi[theta](a[t] | s[t])))) * r)),
        "linear": Eq(mean(g * (r - b)), mean(g * r) - b * mean(g)),
        "variance": Eq(variance(g * (r - b)), mean((g * (r - b)) ** 2) - mean(g * (r - b)) ** 2),
        "parabola": Eq(variance(g * (r - b)), square),
        "root": Iff(Eq(D[b](variance(g * (r - b))), 0), Eq(b, best)),
        "slope": Iff(Eq(D[b](variance(g * (r - b))), 0), Eq(-2 * mean(g**2 * r) + 2 * b * mean(g**2), 0)),
        "difference": Eq((b**2 - best**2) * mean(g**2) - 2 * (b - best) * mean(g**2 * r), mean(g**2) * (b - best) ** 2),
        "zero baseline": variance(g * (r - b)) <= variance(g * r),
    }
    names = {"S": S, "A": A, "R": Runs, "M": M, "T": T, "t": t, "k": k, "theta": theta, "tau": tau, "s": s, "a": a, "pi": pi, "p": P, "g": score, "r": ret,
             "J": J, "b": b, "b^*": best, "rho_0": rho, "p_0": p}  # fmt: skip
    return names, lines


def rnn_jacobian() -> tuple[dict[str, object], dict[str, Expr]]:
    """1.2.1: the Jacobian of a recurrent network, and vectors."""
    d, m = sizes("d m")
    n, t = symbols("n t", Natural)
    i = symbols("i", Index(d))
    W, A, B = symbols("W", Matrix(d, d)), symbols("A", Matrix(m, d)), symbols("B", Matrix(d, m))
    u, v, w = symbols("x_1 v w", Vector(d))
    x = symbols("x", Seq(Vector(d) >> Vector(d)))
    f = symbols("f", Vector(d) >> Vector(m))
    G = symbols("D", Seq(Matrix(d, d)))
    s, c = symbols("s c", Real)
    lines = {
        "step": Eq(x[t + 1](u), each(tanh)(W @ x[t](u))),
        "diagonal": Eq(G[t], diag(each(D(tanh))(W @ x[t](u)))),
        "scale": Eq(sigma_max(W), s),
        "bound": sigma_max(D(x[n])(u)) <= s ** (n - 1),
        "chain": Eq(D[u](each(tanh)(W @ x[t](u))), D(each(tanh))(W @ x[t](u)) @ D[u](W @ x[t](u))),
        "factor": Eq(D(x[t + 1])(u), G[t] @ W @ D(x[t])(u)),
        "shrink": norm(G[t] @ v) ** 2 <= (c * norm(v)) ** 2,
        "sum": Eq(norm(G[t] @ v) ** 2, Sum[i]((D(tanh)((W @ x[t](u))[i]) * v[i]) ** 2)),
        "smooth": differentiable(f),
        "given": has_jacobian(f, A, u),
        "elsewhere": Eq(D(f)(2 * u), A),
        "root": Eq(norm(v), sqrt(Sum[i](v[i] ** 2))),
        "root of a square": Eq(sqrt(c) ** 2, sqrt(c**2)),
        "triangle": norm(v + w) <= norm(v) + norm(w),
        "scaled": Eq(norm(c * v), abs(c) * norm(v)),
        "product": sigma_max(A @ B) <= sigma_max(A) * sigma_max(B),
        "eigenvalues": Eq(spectral_radius(W), s),
        "sum of squares": Eq(norm(v) ** 2, Sum[i](v[i] ** 2)),
        "added": Eq(D[u](each(tanh)(W @ u + v)), diag(each(D(tanh))(W @ u + v)) @ W),
        "entry": Eq(each(tanh)(v)[i], tanh(v[i])),
    }
    names = {
        "d": d,
        "m": m,
        "n": n,
        "t": t,
        "i": i,
        "W": W,
        "A": A,
        "B": B,
        "x_1": u,
        "v": v,
        "w": w,
        "x": x,
        "f": f,
        "D": G,
        "s": s,
        "c": c,
    }
    return names, lines


SCRIPTS = {"scalar_chain": scalar_chain, "elbo": elbo, "contraction": contraction, "baseline": baseline, "rnn_jacobian": rnn_jacobian}
