"""Expressions: kernel terms with Python's operators, and the sorts of symbols."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any, final

from derive.errors import StatementError, TypeMismatch
from derive.kernel.terms import CONST, LIT, Term, abstract, apply, const, equation, frees, literal, parts, var
from derive.kernel.types import Type, bool_, fun, nat, real, type_con
from derive.language import matrices as mx
from derive.language.determinants import determinant
from derive.language.probability import pair


@final
@dataclass(frozen=True)
class Sort:
    """What a symbol ranges over: a type of the kernel, for a space also its reference measure.

    `X >> Y` are the functions from X to Y, `X * Y` the pairs.
    """

    type: Type
    name: str
    measure: Term | None = None
    style: str = "function"

    def __rshift__(self, other: Sort) -> Sort:
        style = "sequence" if self.style == "policy" else "function"  # what depends on a policy takes it as an index
        return Sort(fun(self.type, other.type), f"{self.name} >> {other.name}", None, style)

    def __mul__(self, other: Any) -> Any:
        if self.style == "size":
            return self.number * other
        return Sort(type_con("prod", (self.type, other.type)), f"{self.name} * {other.name}")

    # A size is also a number: the number of indices of its dimension.

    @property
    def number(self) -> Expr:
        """The size as a real number."""
        if self.style != "size":
            raise StatementError("this is not a number", given=self.name, needed="a size", hint=f'sizes("{self.name}")')
        from derive.language.symbols import size_number

        return Expr(as_real(size_number(self)))

    def __rmul__(self, other: object) -> Expr:
        return other * self.number

    def __add__(self, other: object) -> Expr:
        return self.number + other

    def __radd__(self, other: object) -> Expr:
        return other + self.number

    def __sub__(self, other: object) -> Expr:
        return self.number - other

    def __rsub__(self, other: object) -> Expr:
        return other - self.number

    def __truediv__(self, other: object) -> Expr:
        return self.number / other

    def __rtruediv__(self, other: object) -> Expr:
        return other / self.number

    def __pow__(self, exponent: object) -> Expr:
        return self.number**exponent

    def __rpow__(self, base: object) -> Expr:
        return Expr(_pow(lift(base, real), lift(self, nat)))

    def __le__(self, other: object) -> Expr:
        return self.number <= other

    def __lt__(self, other: object) -> Expr:
        return self.number < other

    def __ge__(self, other: object) -> Expr:
        return self.number >= other

    def __gt__(self, other: object) -> Expr:
        return self.number > other

    def __format__(self, spec: str) -> str:
        return format(self.number, spec)


Real = Sort(real, "Real")
Natural = Sort(nat, "Natural")


@final
@dataclass(frozen=True)
class Draw:
    """A distribution with the variable that it draws: what stands in E[...]."""

    measure: Term
    variable: Term
    text: str = ""


@final
class Given:
    """`x | z`: only the densities and kernels accept it."""

    def __init__(self, left: tuple[Expr, ...], right: tuple[Expr, ...]) -> None:
        self.left, self.right = left, right


class Drawable:
    """What is drawn from and can also be an argument, such as a policy: a variable of the kernel's own type."""

    term: Term


def text_of(t: Term) -> str:
    """How a term is shown in messages."""
    from derive.language.text import to_text

    return to_text(t)


def lift(value: object, like: Type | None = None) -> Term:
    """The term of an expression or of an exact number; the type `like` decides between real and natural literals."""
    if isinstance(value, Expr):
        t = value.term
        return as_real(t) if like is real and t.type is nat else t
    if isinstance(value, Sort):
        t = value.number.term
        return t.arg if like is nat else t
    if isinstance(value, Drawable):
        return value.term
    if isinstance(value, bool):
        return const("true" if value else "false")
    if isinstance(value, float) and not isfinite(value):
        raise StatementError(f"{value!r} is a float", given=repr(value), needed="an exact number")
    if isinstance(value, float):
        raise StatementError(
            f"{value!r} is a float",
            given=repr(value),
            needed="an exact number",
            hint=f"Rational({Fraction(value).limit_denominator(1000)})".replace("/", ", "),
        )
    if isinstance(value, int | Fraction):
        return literal(Fraction(value), nat if like is nat else real)
    convert = getattr(value, "_sympy_", None) or getattr(value, "as_numer_denom", None)
    if convert is not None:
        from derive.language.sympy_bridge import from_sympy

        return from_sympy(value).term
    raise StatementError("this is not mathematics", given=f"{value!r} ({type(value).__name__})", needed="an expression or an exact number")


def as_real(t: Term) -> Term:
    """A natural number as a real number; literals are converted at once."""
    if t.type is not nat:
        return t
    return literal(Fraction(t.value)) if t.tag == LIT else apply(const("cast"), t)


def _pointwise(name: str, a: Term, b: Term) -> Term:
    """a and b combined point by point when they are functions."""
    if a.type.name == "fun" or b.type.name == "fun":
        domain = (a if a.type.name == "fun" else b).type.args[0]
        _one_shape(name, a, b)
        v = fresh("s", domain, a, b)
        body = _pointwise(name, apply(a, v) if a.type.name == "fun" else a, apply(b, v) if b.type.name == "fun" else b)
        return abstract(v, body)
    if a.type is nat and b.type is nat and name in _NATURAL:
        return apply(const(_NATURAL[name]), a, b)
    a, b = as_real(a), as_real(b)
    if a.type is not real or b.type is not real:
        raise TypeMismatch(
            "these cannot be combined",
            given=f"{text_of(a)} : {a.type} and {text_of(b)} : {b.type}",
            needed="two numbers, or two functions on one space",
        )
    return apply(const(name), a, b)


_NATURAL = {"add": "nat_add", "mul": "nat_mul", "sub": "nat_sub"}


def _dimensions(*terms: Term) -> str:
    """V is n x k, K is n x d"""
    words = []
    for t in terms:
        sizes = [d.name for d in mx.shape(t.type)]
        words.append(
            f"{text_of(t)} is {' x '.join(sizes) if len(sizes) > 1 else f'a vector with {sizes[0]} entries' if sizes else 'a number'}"
        )
    return ", ".join(words)


_VERBS = {"add": "added", "sub": "subtracted", "mul": "multiplied entry by entry", "div": "divided entry by entry"}


def _one_shape(name: str, a: Term, b: Term) -> None:
    """Matrices are added when they have one shape, and multiplied with @."""
    left, right = mx.shape(a.type), mx.shape(b.type)
    if name in ("mul", "div", "pow") and left and max(len(left), len(right)) == 2 and right:
        raise TypeMismatch(
            f"matrices are not {_VERBS.get(name, 'raised to powers')} here",
            given=_dimensions(a, b),
            needed="a product of matrices, or a number times a matrix",
            hint=f"{_bracketed(a)} @ {_bracketed(b)}" if left[-1] is right[0] else "",
        )
    if left and right and left != right:
        raise TypeMismatch(
            f"these cannot be {_VERBS.get(name, 'combined')}",
            given=f"{_dimensions(a, b)}",
            needed=f"two {'matrices' if len(left) == 2 else 'vectors'} of one shape",
            hint=f"{text_of(mx.transpose(a))} or {text_of(mx.transpose(b))}" if left == right[::-1] and len(left) == 2 else "",
        )


def _bracketed(t: Term) -> str:
    shown = text_of(t)
    return shown if shown.isidentifier() else f"({shown})"


def _product(a: Term, b: Term) -> Term:
    """A B or A v, when their dimensions fit."""
    left, right = mx.shape(a.type), mx.shape(b.type)
    if len(left) != 2 or not right:
        raise TypeMismatch(
            "only matrices are multiplied with @",
            given=f"{text_of(a)} : {a.type} and {text_of(b)} : {b.type}",
            needed="a matrix on the left, a matrix or a vector on the right",
            hint="Sum[i](v[i] * w[i])" if len(left) == len(right) == 1 else "",
        )
    if left[1] is not right[0]:
        fits = [(mx.transpose(a), b)] if left[0] is right[0] else []
        if len(right) == 2:
            fits += [(a, mx.transpose(b))] if left[1] is right[1] else []
            fits += [(mx.transpose(a), mx.transpose(b))] if left[0] is right[1] else []
        found = [mx.product(*pair_) for pair_ in fits]
        raise TypeMismatch(
            "these matrices cannot be multiplied" if len(right) == 2 else "this matrix cannot be multiplied by this vector",
            given=f"{_dimensions(a, b)}, in {_bracketed(a)} @ {_bracketed(b)}",
            needed="as many columns on the left as rows on the right" if len(right) == 2 else "a vector with an entry for each column",
            hint=_dimensions(found[0]).replace(" is ", ", which is ") if found else "",
        )
    return mx.product(a, b)


def fresh(name: str, t: Type, *avoid: Term) -> Term:
    """A variable of type t that is free in none of the terms."""
    used = {v.name for a in avoid for v in frees(a)}
    n = 0
    candidate = name
    while candidate in used:
        n += 1
        candidate = f"{name}{n}"
    return var(candidate, t)


@final
class Expr:
    """A term that an author wrote; immutable.

    Operators build terms and compute nothing: `+ - * / **`, `abs`, comparisons, application `f(x)`, indices `f[n]`,
    conditions `x | z`. `==` between expressions is identity of the terms (so they can be keys); equations are `Eq(a, b)`.
    """

    __slots__ = ("draw", "term")
    term: Term
    draw: Draw | None

    def __init__(self, term: Term, draw: Draw | None = None) -> None:
        object.__setattr__(self, "term", term)
        object.__setattr__(self, "draw", draw)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("expressions are immutable")

    def __hash__(self) -> int:
        return hash(self.term.canon)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Expr):
            return self.term.canon is other.term.canon
        if isinstance(other, int | Fraction | float):
            raise StatementError(
                "== compares Python objects, not mathematics",
                given=f"{self!r} == {other!r}",
                needed="an equation",
                hint=f"Eq({self!r}, {other!r})",
            )
        return NotImplemented

    def __repr__(self) -> str:
        return text_of(self.term)

    def __format__(self, spec: str) -> str:
        from derive.language.latex import to_latex
        from derive.language.values import put_in

        return f"${to_latex(put_in(self.term))}$"

    def _repr_latex_(self) -> str:
        return f"{self:}"

    def _sympy_(self) -> Any:
        from derive.language.sympy_bridge import to_sympy

        return to_sympy(self)

    def __bool__(self) -> bool:
        from derive.kernel.field import holds

        name, args = parts(self.term)
        if len(args) == 2 and args[0].tag == LIT and args[1].tag == LIT:
            if name == "eq":
                return args[0] is args[1]
            if name == "ne":
                return args[0] is not args[1]
            if name in ("ge", "gt"):
                args = args[::-1]
            if name in ("le", "lt", "ge", "gt"):
                return holds(apply(const({"ge": "le", "gt": "lt"}.get(name, name)), *args))
        if self.term.tag == CONST and self.term.name in ("true", "false"):
            return self.term.name == "true"
        raise StatementError(
            "a comparison of symbols has no truth value",
            given=f'{self!r}   (Python reads a < b <= c as two comparisons joined by "and")',
            needed="two claims, or Eq(a, b)",
            hint=f"show({self!r}) and the other claim in another show",
        )

    def _binary(self, name: str, other: object, swap: bool = False) -> Expr:
        like = self.term.type if self.term.type in (real, nat) and not isinstance(other, Sort) else None
        a, b = self.term, lift(other, like)
        return Expr(_pointwise(name, b, a) if swap else _pointwise(name, a, b))

    def __add__(self, other: object) -> Expr:
        return self._binary("add", other)

    def __radd__(self, other: object) -> Expr:
        return self._binary("add", other, swap=True)

    def __sub__(self, other: object) -> Expr:
        return self._binary("sub", other)

    def __rsub__(self, other: object) -> Expr:
        return self._binary("sub", other, swap=True)

    def __mul__(self, other: object) -> Expr:
        return self._binary("mul", other)

    def __rmul__(self, other: object) -> Expr:
        return self._binary("mul", other, swap=True)

    def __truediv__(self, other: object) -> Expr:
        return self._binary("div", other)

    def __rtruediv__(self, other: object) -> Expr:
        return self._binary("div", other, swap=True)

    def __matmul__(self, other: object) -> Expr:
        return Expr(_product(self.term, lift(other)))

    @property
    def T(self) -> Expr:
        """The transpose of a matrix."""
        if len(mx.shape(self.term.type)) != 2:
            raise TypeMismatch("only a matrix has a transpose", given=f"{self!r} : {self.term.type}", needed="a matrix")
        return Expr(mx.transpose(self.term))

    def __neg__(self) -> Expr:
        return Expr(literal(-Fraction(self.term.value))) if self.term.tag == LIT else Expr(_unary("neg", self.term))

    def __abs__(self) -> Expr:
        return Expr(_unary("abs", self.term))

    def __pow__(self, exponent: object) -> Expr:
        if isinstance(exponent, int) and exponent < 0:
            base = self if exponent == -1 else self**-exponent
            return Expr(_unary("inv", base.term))
        e = lift(exponent, nat)
        if e.type is not nat:
            raise StatementError("only natural exponents are known", given=f"{self!r}**{exponent!r}", needed="a natural number as exponent")
        return Expr(_pow(self.term, e))

    def __rpow__(self, base: object) -> Expr:
        return Expr(_pow(lift(base, real), self.term))

    def _compare(self, name: str, other: object) -> Expr:
        like = self.term.type if self.term.type in (real, nat) and not isinstance(other, Sort) else None
        a, b = self.term, lift(other, like)
        if a.type.name == "fun":
            if name == "le" and a.type.args[1] is bool_ and b.type is a.type:
                return Expr(apply(const("subset", fun(a.type, b.type, bool_)), a, b))
            v = fresh("s", a.type.args[0], a, b)
            inner = Expr(apply(a, v))._compare(name, Expr(apply(b, v)))
            return Expr(apply(const("forall", fun(fun(v.type, bool_), bool_)), abstract(v, inner.term)))
        a, b = as_real(a), as_real(b)
        if a.type is not real or b.type is not real:
            raise TypeMismatch(
                "these cannot be compared", given=f"{text_of(a)} : {a.type} and {text_of(b)} : {b.type}", needed="two numbers"
            )
        return Expr(apply(const(name), a, b))

    def __le__(self, other: object) -> Expr:
        return self._compare("le", other)

    def __lt__(self, other: object) -> Expr:
        return self._compare("lt", other)

    def __ge__(self, other: object) -> Expr:
        return self._compare("ge", other)

    def __gt__(self, other: object) -> Expr:
        return self._compare("gt", other)

    def __or__(self, other: Expr) -> Given:
        return Given((self,), (other,))

    def __call__(self, *args: object) -> Expr:
        f = self.term
        while args:
            if f.type.name != "fun" or f.type.is_var:
                raise TypeMismatch("this is not a function", given=f"{text_of(f)} : {f.type}", needed="a function")
            domain = f.type.args[0]
            if len(args) > 1 and not domain.is_var and domain.name == "prod":
                x, args = _tuple([lift(a) for a in args]), ()
            else:
                x, args = lift(args[0], domain), args[1:]
            if x.type is not domain:
                raise TypeMismatch(
                    "this argument is of another type",
                    given=f"{text_of(x)} : {x.type} in {text_of(f)}({text_of(x)})",
                    needed=f"an argument of type {domain}",
                )
            f = apply(f, x)
        return Expr(f)

    def __getitem__(self, index: object) -> Expr:
        for i in index if isinstance(index, tuple) else (index,):
            self = self(i)
        return self

    def __iter__(self) -> Any:
        raise StatementError("an expression is not a sequence", given=repr(self))


def _tuple(args: list[Term]) -> Term:
    result = args[-1]
    for a in reversed(args[:-1]):
        result = pair(a, result)
    return result


def _unary(name: str, t: Term) -> Term:
    if t.type.name == "fun":
        v = fresh("s", t.type.args[0], t)
        return abstract(v, _unary(name, apply(t, v)))
    t = as_real(t)
    if t.type is not real:
        raise TypeMismatch(f"{name} needs a number", given=f"{text_of(t)} : {t.type}")
    return apply(const(name), t)


def _pow(base: Term, exponent: Term) -> Term:
    if base.type.name == "fun":
        if len(mx.shape(base.type)) == 2:
            _one_shape("pow", base, base)
        v = fresh("s", base.type.args[0], base, exponent)
        return abstract(v, _pow(apply(base, v), exponent))
    base = as_real(base)
    if base.type is not real or exponent.type is not nat:
        raise TypeMismatch(
            "this is not a power",
            given=f"{text_of(base)} : {base.type} to {text_of(exponent)} : {exponent.type}",
            needed="a real base and a natural exponent",
        )
    return apply(const("pow"), base, exponent)


def Rational(p: int | Fraction, q: int = 1) -> Expr:
    """The exact number p / q."""
    if isinstance(p, float) or isinstance(q, float):
        lift(p if isinstance(p, float) else float(q))
    return Expr(literal(Fraction(p, q)))


def Eq(a: object, b: object) -> Expr:
    """The equation a = b, between numbers, functions, points or statements."""
    return Expr(equation(*_alike(a, b)))


def Ne(a: object, b: object) -> Expr:
    """a is different from b."""
    s, t = _alike(a, b)
    return Expr(apply(const("ne", fun(s.type, s.type, bool_)), s, t))


def Identity(d: Sort) -> Expr:
    """The identity matrix with d rows and columns."""
    return Expr(mx.identity(d.type))


def diag(v: object) -> Expr:
    """The diagonal matrix with the entries of a vector."""
    t = lift(v)
    if len(mx.shape(t.type)) != 1:
        raise TypeMismatch("diag needs a vector", given=f"{text_of(t)} : {t.type}", needed="the entries of the diagonal")
    return Expr(mx.diag(t))


def trace(a: object) -> Expr:
    """The sum of the diagonal entries of a square matrix."""
    t = lift(a)
    dimensions = mx.shape(t.type)
    if len(dimensions) != 2 or dimensions[0] is not dimensions[1]:
        given = _dimensions(t) if dimensions else f"{text_of(t)} : {t.type}"
        raise TypeMismatch("only a square matrix has a trace", given=given, needed="as many rows as columns")
    return Expr(mx.trace(t))


def det(a: object) -> Expr:
    """The determinant of a square matrix."""
    t = lift(a)
    dimensions = mx.shape(t.type)
    if len(dimensions) != 2 or dimensions[0] is not dimensions[1]:
        given = _dimensions(t) if dimensions else f"{text_of(t)} : {t.type}"
        raise TypeMismatch("only a square matrix has a determinant", given=given, needed="as many rows as columns")
    return Expr(determinant(t))


def thin_svd(p: object, u: object, s: object, v: object) -> Expr:
    """P = U S V^T with orthonormal columns in U and V, and positive numbers on the diagonal of S."""
    terms = [lift(x) for x in (p, u, s, v)]
    (n, d), left, (k, l), right = (mx.shape(t.type) if len(mx.shape(t.type)) == 2 else (None, None) for t in terms)
    if None in (n, d, k, l) or k is not l or left != (n, k) or right != (d, k):
        raise TypeMismatch(
            "this is not a decomposition",
            given=_dimensions(*terms),
            needed="an n x d matrix, then matrices n x k, k x k and d x k",
        )
    return Expr(mx.thin_svd(*terms))


def zero(*dimensions: Sort) -> Expr:
    """The zero vector of one dimension, the zero matrix of two."""
    t = literal(0)
    for d in reversed(dimensions):
        t = abstract(var("i", d.type), t)
    return Expr(t)


def _alike(a: object, b: object) -> tuple[Term, Term]:
    a, b = (x.number if isinstance(x, Sort) else x for x in (a, b))
    s = lift(a, b.term.type if isinstance(b, Expr) and b.term.type in (real, nat) else None)
    t = lift(b, s.type if s.type in (real, nat) else None)
    if s.type is not t.type and {s.type, t.type} == {real, nat}:
        s, t = as_real(s), as_real(t)
    if s.type is not t.type:
        raise TypeMismatch(
            "the two sides are of different types",
            given=f"{text_of(s)} : {s.type} and {text_of(t)} : {t.type}",
            needed="two sides of one type",
        )
    return s, t


def _connective(name: str, args: tuple[object, ...]) -> Expr:
    terms = [lift(a) for a in args]
    for t in terms:
        if t.type is not bool_:
            raise TypeMismatch("this is not a statement", given=f"{text_of(t)} : {t.type}", needed="a statement such as a <= b or Eq(a, b)")
    result = terms[-1]
    for t in reversed(terms[:-1]):
        result = apply(const(name), t, result)
    return Expr(result)


def And(*claims: object) -> Expr:
    """All of the claims."""
    return _connective("and", claims)


def Or(*claims: object) -> Expr:
    """At least one of the claims."""
    return _connective("or", claims)


def Implies(p: object, q: object) -> Expr:
    """If p, then q."""
    return _connective("implies", (p, q))


def If(condition: object, a: object, b: object) -> Expr:
    """a when the condition holds, and b otherwise: a definition by cases."""
    c = lift(condition)
    if c.type is not bool_:
        raise TypeMismatch("this is not a statement", given=f"{text_of(c)} : {c.type}", needed="a statement, then its two cases")
    s, t = _alike(a, b)
    return Expr(apply(const("If", fun(bool_, s.type, s.type, s.type)), c, s, t))


def Iff(p: object, q: object) -> Expr:
    """p exactly when q."""
    return Expr(equation(lift(p), lift(q)))


def Not(p: object) -> Expr:
    """Not p."""
    return Expr(apply(const("not"), lift(p)))
