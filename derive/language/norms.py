"""What authors say of vectors and matrices as maps: each(phi), sigma_max, spectral_radius, has_jacobian."""

from __future__ import annotations

from typing import final

from derive.errors import TypeMismatch
from derive.kernel.terms import Term
from derive.kernel.types import fun, real
from derive.language import jacobians as jac
from derive.language import matrices as mx
from derive.language import vectors as vec
from derive.language.expr import Expr, lift, text_of


def each(phi: object) -> Each:
    """A function of numbers, entry by entry: each(phi)(v) is the vector with the entries phi(v[i]).

    Types: phi: real -> real; v: a vector.
    Raises:
        TypeMismatch: phi is no such function, or v no vector.
    """
    f = lift(phi)
    if f.type is not fun(real, real):
        raise TypeMismatch("each needs a function of one real variable", given=f"{text_of(f)} : {f.type}", needed="phi in each(phi)(v)")
    return Each(f)


@final
class Each:
    """each(phi), which waits for its vector to know the dimension."""

    def __init__(self, phi: Term) -> None:
        self.phi = phi

    def __call__(self, v: object) -> Expr:
        t = lift(v)
        if len(mx.shape(t.type)) != 1:
            raise TypeMismatch("each(phi) takes a vector", given=f"{text_of(t)} : {t.type}", needed="a vector")
        return Expr(vec.each_at(self.phi, t))

    def on(self, v: object) -> Term:
        """The map of the vectors of the same type as v."""
        return self(v).term.fun

    def jacobian(self, v: object) -> Expr:
        """Its Jacobian matrix at v: what D(each(phi)) is."""
        return Expr(jac.jacobian(self.on(v)))(v)


def _square(name: str, value: object) -> Term:
    t = lift(value)
    dimensions = mx.shape(t.type)
    if len(dimensions) != 2 or dimensions[0] is not dimensions[1]:
        raise TypeMismatch(f"{name} needs a square matrix", given=f"{text_of(t)} : {t.type}", needed="as many rows as columns")
    return t


def sigma_max(a: object) -> Expr:
    """The spectral norm of a matrix, which is its largest singular value.

    Raises:
        TypeMismatch: a is no matrix.
    """
    t = lift(a)
    if len(mx.shape(t.type)) != 2:
        raise TypeMismatch("sigma_max needs a matrix", given=f"{text_of(t)} : {t.type}", needed="a matrix")
    return Expr(vec.sigma_max(t))


def spectral_radius(a: object) -> Expr:
    """The largest modulus of an eigenvalue of a square matrix.

    Raises:
        TypeMismatch: a is no square matrix.
    """
    return Expr(vec.spectral_radius(_square("spectral_radius", a)))


def has_jacobian(f: object, j: object, u: object) -> Expr:
    """f has the Jacobian matrix j at u.

    Types: f: Vector(d) >> Vector(m), j: m x d, u: Vector(d).
    Raises:
        TypeMismatch: they do not fit together.
    """
    g, m, p = f.on(u) if isinstance(f, Each) else lift(f), lift(j), lift(u)
    if not jac.is_vector_map(g.type) or m.type is not jac.matrix_of(g.type) or p.type is not g.type.args[0]:
        shown = ", ".join(f"{text_of(t)} : {t.type}" for t in (g, m, p))
        raise TypeMismatch(
            "these are no function, matrix and point", given=shown, needed="f from d to m entries, an m x d matrix, d entries"
        )
    return Expr(jac.has_jacobian(g, m, p))
