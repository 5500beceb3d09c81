"""Python of the heads of vectors, for counterexamples that are programs of their own."""

from __future__ import annotations

HELPERS = {
    "root": """def root(x):
    x = F(x) if not isinstance(x, float) else x
    if isinstance(x, F) and x >= 0 and isqrt(x.numerator) ** 2 == x.numerator and isqrt(x.denominator) ** 2 == x.denominator:
        return F(isqrt(x.numerator), isqrt(x.denominator))
    return sqrt(x)
""",
    "euclidean": """def euclidean(v, d):
    return root(sum((v(i) ** 2 for i in d), start=F(0)))
""",
    "growth": """def growth(a):
    if len(a) == 1:
        return abs(a[0][0])
    a, total = [[float(entry) for entry in row] for row in a], 0.0
    for k in range(50):
        size = sqrt(sum(x * x for row in a for x in row))
        if size == 0:
            return F(0)
        a, total = [[x / size for x in row] for row in a], total + log(size) / 2**k
        a = [[sum(x * y for x, y in zip(row, column)) for column in zip(*a)] for row in a]
    return exp(total)
""",
    "sigma_max": """def sigma_max(a, n, d):
    return root(growth([[sum((a(r)(i) * a(r)(j) for r in n), start=F(0)) for j in d] for i in d]))
""",
    "spectral_radius": """def spectral_radius(a, d):
    return growth([[a(i)(j) for j in d] for i in d])
""",
    "each": """def each(phi, v):
    return lambda i: phi(v(i))
""",
    "jacobian": """def jacobian(f, u):
    return lambda i: lambda j: partial(lambda v: f(v)(i), j, u)
""",
}
NEEDS = {
    "euclidean": ("root",),
    "sigma_max": ("root", "growth"),
    "spectral_radius": ("growth",),
    "jacobian": ("partial", "D", "update"),
}
ARITY = {"euclidean": 1, "sigma_max": 1, "spectral_radius": 1, "sqrt": 1, "each": 2, "jacobian": 2, "has_jacobian": 3}
TEMPLATES = {"sqrt": "root({})", "each": "each({}, {})", "jacobian": "jacobian({}, {})"}
