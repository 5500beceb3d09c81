"""Evaluation of the heads of vectors and of calculus in several variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.evidence import truth
from derive.evidence.analysis import partial, update
from derive.evidence.numbers import FALSE, KINK, LIKELY, ONE, TRUE, ZERO, Dual, NoValue, equal, new_tag, root, slope_of
from derive.evidence.spectral import largest_singular_value, spectral_radius
from derive.evidence.table import arguments, enter, plain
from derive.kernel.types import Type

plain("sqrt", 1, root)
plain("each", 3, lambda phi, v, i: phi(v(i)))


def _euclidean(ev: Any, t: Type) -> Callable[[Any], Any]:
    d = t.args[0].args[0]

    def length(v: Any) -> Any:
        total = ZERO
        for i in ev.domain(d):
            x = v(i)
            total = total + x * x
        return root(total, of_squares=True)

    return length


def rows(ev: Any, t: Type) -> Callable[[Any], list[list[Any]]]:
    """The entries of a matrix of this type."""
    n, d = t.args[0], t.args[1].args[0]

    def entries(a: Any) -> list[list[Any]]:
        return [[row(j) for j in ev.domain(d)] for row in map(a, ev.domain(n))]

    return entries


def _of_rows(f: Callable[[list[list[Any]]], Any]) -> Callable[[Any, Type], Callable[[Any], Any]]:
    def make(ev: Any, t: Type) -> Callable[[Any], Any]:
        entries = rows(ev, t.args[0])
        return lambda a: f(entries(a))

    return make


enter("euclidean", 1, _euclidean, heavy=True)
enter("sigma_max", 1, _of_rows(largest_singular_value), heavy=True)
enter("spectral_radius", 1, _of_rows(spectral_radius), heavy=True)


def _jacobian(ev: Any, t: Type) -> Callable[[Any, Any], Any]:
    f_type, u_type = arguments(t, 2)
    inside, outside = u_type.args[0], f_type.args[1].args[0]

    def column(f: Any, j: Any, u: Any) -> dict[Any, Any]:
        """The derivatives of all entries in one direction; entry by entry at a kink."""
        points, tag = ev.domain(outside), new_tag()
        try:
            value = f(update(u, j, Dual(tag, u(j), ONE)))
            return {i: slope_of(value(i), tag) for i in points}
        except NoValue as e:
            if e.reason != "kink":
                raise
        return {i: partial(lambda v, i=i: f(v)(i), j, u) for i in points}

    def matrix(f: Any, u: Any) -> Any:
        columns = {j: column(f, j, u) for j in ev.domain(inside)}
        return {i: {j: c[i] for j, c in columns.items()}.__getitem__ for i in ev.domain(outside)}.__getitem__

    return matrix


enter("jacobian", 2, _jacobian, heavy=True)


def _at_kinks_false(check: Callable[[], int]) -> int:
    try:
        return check()
    except NoValue as e:
        if e.detail == KINK:
            return FALSE
        raise


def _has_jacobian(ev: Any, t: Type) -> Callable[[Any, Any, Any], int]:
    f_type, j_type, u_type = arguments(t, 3)
    derivatives = _jacobian_of(ev, f_type, u_type)
    n, d = j_type.args[0], j_type.args[1].args[0]

    def check(f: Any, j: Any, u: Any) -> int:
        """Equal partial derivatives refute, and make it likely."""
        found = derivatives(f, u)
        places = [(r, c) for r in ev.domain(n) for c in ev.domain(d)]
        return min(LIKELY, truth.all_of(places, lambda p: equal(found(p[0])(p[1]), j(p[0])(p[1]))))

    return lambda f, j, u: _at_kinks_false(lambda: check(f, j, u))


def _jacobian_of(ev: Any, f_type: Type, u_type: Type) -> Callable[[Any, Any], Any]:
    from derive.kernel.types import fun, real

    return _jacobian(ev, fun(f_type, u_type, fun(f_type.args[1].args[0], u_type.args[0], real)))


def _differentiable_map_at(ev: Any, t: Type) -> Callable[[Any, Any], int]:
    f_type, u_type = arguments(t, 2)
    derivatives = _jacobian_of(ev, f_type, u_type)

    def check(f: Any, u: Any) -> int:
        derivatives(f, u)
        return TRUE if getattr(f, "smooth", False) else LIKELY

    return lambda f, u: _at_kinks_false(lambda: check(f, u))


def _differentiable_map(ev: Any, t: Type) -> Callable[[Any], int]:
    f_type = t.args[0]
    derivatives = _jacobian_of(ev, f_type, f_type.args[0])

    def at(f: Any, u: Any) -> int:
        derivatives(f, u)
        return LIKELY

    def everywhere(f: Any) -> int:
        if getattr(f, "smooth", False):
            return TRUE
        return min(LIKELY, truth.all_of(ev.sampled(f_type.args[0]), lambda u: _at_kinks_false(lambda: at(f, u))))

    return everywhere


enter("has_jacobian", 3, _has_jacobian)
enter("differentiable_map_at", 2, _differentiable_map_at)
enter("differentiable_map", 1, _differentiable_map)
