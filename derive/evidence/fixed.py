"""Fixed points: a hypothesis `F = T(F)` about a function on a finite space is solved, exactly.

For an affine T this is one linear system. For a T that is affine piece by piece (a maximum of affine functions) it is
repeated with the piece at the last solution, until the solution is a fixed point. What is found is re-checked with all other hypotheses.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat

from derive.evidence.numbers import ONE, ZERO, NoValue
from derive.evidence.values import Function, Number
from derive.kernel.terms import VAR, Term, frees, parts
from derive.kernel.types import Type, real

if TYPE_CHECKING:
    from derive.evidence.model import Model

_STEPS = 8  # pieces tried
_NEAR = fmpq(1, 997)  # far enough to be exact, near enough to stay on the piece
Vector = list[Any]


def fixed_point(h: Term) -> tuple[Term, Term] | None:
    """F and T(F), when a hypothesis says that a function of points is T(F) for a term that contains it."""
    name, args = parts(h)
    if name != "eq" or len(args) != 2:
        return None
    for f, image in (args, args[::-1]):
        t = f.type
        if f.tag == VAR and f in frees(image) and t.name == "fun" and not t.is_var and t.args[1] is real and _of_points(t.args[0]):
            return f, image
    return None


def _of_points(t: Type) -> bool:
    return t.is_var or (t.name == "prod" and all(map(_of_points, t.args)))


def _points(t: Type, sizes: dict[Type, int]) -> list[Any]:
    if t.is_var:
        return list(range(sizes.get(t, 1)))
    return list(product(*(_points(a, sizes) for a in t.args)))


def settled(model: Model) -> Model:
    """The model with each fixed point solved; one that has no unique solution stays as it was drawn."""
    plan = model.plan
    if plan.fixed and plan.evaluator is None:
        from derive.evidence.evaluate import Evaluator

        plan.evaluator = Evaluator(plan.definitions)
    for f, image in plan.fixed.items():
        model = _with_solution(model, f, image)
    return model


def _with_solution(model: Model, f: Term, image: Term) -> Model:
    points, evaluator = _points(f.type.args[0], model.sizes), model.plan.evaluator
    if not points:
        return model
    node, values = evaluator.node(image), model.values()

    def at(x: Vector) -> Vector:
        """T(x)."""
        evaluator.load(model.sizes, {**values, f: dict(zip(points, x, strict=True)).__getitem__})
        value = node(())
        return [value(p) for p in points]

    try:
        solution = _solve(at, len(points))
    except NoValue:
        return model
    if solution is None:
        return model
    entries = tuple(Number(Fraction(int(v.p), int(v.q))) for v in solution)
    return model.replaced(f, Function(tuple(points), entries))


def _solve(at: Callable[[Vector], Vector], n: int) -> Vector | None:
    """x = T(x) by Newton's method; None when the system has no unique solution or something is not exact."""
    x = [ZERO] * n
    step = ONE
    for _ in range(_STEPS):
        here = at(x)
        columns = [at([v + step * int(i == j) for i, v in enumerate(x)]) for j in range(n)]
        if any(type(v) is not fmpq for row in (here, *columns) for v in row):
            return None
        slope = [[(columns[j][i] - here[i]) / step for j in range(n)] for i in range(n)]
        system = fmpq_mat(n, n, [fmpq(int(i == j)) - slope[i][j] for i in range(n) for j in range(n)])
        right = fmpq_mat(n, 1, [here[i] - sum((slope[i][j] * x[j] for j in range(n)), ZERO) for i in range(n)])
        try:
            found = system.solve(right)
        except ZeroDivisionError:
            return None
        x = [found[i, 0] for i in range(n)]
        if at(x) == x:
            return x
        step = _NEAR
    return None
