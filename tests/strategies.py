"""Strategies that all property tests share: random well-typed terms over all heads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from derive.kernel.terms import Term, abstract, apply, const, literal, signature, var
from derive.kernel.types import DIM, Type, bool_, match_type, nat, real, substitute_type, type_con, type_var
from derive.language.expr import Natural, Real
from derive.language.head import HEADS
from derive.language.symbols import Diagonal, Index, Matrix, Seq, Vector, density, family, markov_kernel, sizes, spaces, symbols

BINDERS = ["", "x", "z", "s", "n", "l", "f", "w", "s'", "theta", "tau", "V", "e"]


def vocabulary() -> dict[str, object]:
    """Symbols of every style; the names of bound variables collide with them on purpose."""
    S, A, X, Z = spaces("S A X Z")
    M = sizes("M")
    names: dict[str, object] = {"S": S, "A": A, "X": X, "Z": Z, "M": M}
    for sort, words in (
        (Real, "w c b^* gamma"), (Natural, "n l m"), (Real >> Real, "f g"), (Seq(Real), "b"), (Seq(Real >> Real), "h"), (S, "s s'"), (A, "a"), (X, "x"), (Z, "z"),
        (Vector(M), "theta"), (Index(M), "k"), (Vector(M) >> Real, "J"), (S * A >> Real, "V W"), (S >> Real, "v"), (Seq(S), "t"),
        ((S * A >> Real) >> (S * A >> Real), "T^pi"), (Matrix(M, M), "W C"), (Diagonal(M), "L"),
    ):  # fmt: skip
        for word in words.split():
            names[word] = symbols(word, sort)
    names |= {"p": density("p", X, Z), "q": density("q", Z, given=X), "d": density("d", S), "pi": family("pi", Vector(M), A, given=S),
              "P": family("P", Vector(M), S), "K": markov_kernel("K", S, given=S * A), "D": symbols("D", Seq(Real))}  # fmt: skip
    return names


class Builder:
    """Builds a term of a wanted type from the top, from variables in scope and from heads whose result fits.

    `choose(n)` draws a number below n.
    """

    def __init__(self, choose: Callable[[int], int], names: dict[str, object], heads: list[str] | None = None) -> None:
        self.choose = choose
        self.scope: list[Term] = [value.term for value in names.values() if isinstance(getattr(value, "term", None), Term)]  # type: ignore[attr-defined]
        self.scope += [value.measure for value in names.values() if isinstance(getattr(value, "measure", None), Term)]  # type: ignore[attr-defined]
        self.heads = heads if heads is not None else sorted(HEADS)
        S, A = type_var("S"), type_var("A")
        self.types = [real, nat, S, type_var("X"), type_con("prod", (S, A)), type_var("Z")]
        self.dims = [type_var("M", DIM)]

    def pick(self, options: list[Any]) -> Any:
        return options[self.choose(len(options))]

    def term(self, t: Type, depth: int) -> Term:
        options: list[Callable[[], Term]] = []
        if depth > 0:
            options += [lambda h=h, n=n: self.head(h, n, t, depth) for h in self.heads for n in self.fitting(h, t)]
        if t.name == "fun" and not t.is_var:
            options += [lambda: self.function(t, depth)] * (1 + len(options) // 6)
        applied = [v for v in self.scope if v.type is not t and self.arguments(v.type, t) is not None]
        if applied and depth > 0:
            options += [lambda: self.applied(self.pick(applied), t, depth)] * (1 + len(options) // 3)
        here = [v for v in self.scope if v.type is t]
        if here:
            options += [lambda: self.pick(here)] * (1 + len(options) // 4)
        if t is real:
            options += [lambda: literal(self.pick(NUMBERS))]
        if t is nat:
            options += [lambda: literal(self.choose(4), nat)]
        if t is bool_ and depth <= 0:
            options += [lambda: apply(const("le"), self.term(real, 0), self.term(real, 0))]
        if not options:
            word = "".join(c for c in repr(t) if c.isalnum())
            return var(f"v_{word}", t)
        return self.pick(options)()  # type: ignore[no-any-return]

    def arguments(self, f: Type, wanted: Type) -> list[Type] | None:
        found = []
        while f.name == "fun" and not f.is_var:
            found.append(f.args[0])
            f = f.args[1]
            if f is wanted:
                return found
        return None

    def fitting(self, name: str, t: Type) -> list[int]:
        """The numbers of arguments after which the head can have the type t."""
        found, scheme, n = [], signature()[name], 0
        while True:
            if (not scheme.is_var and match_type(scheme, t, {})) or (scheme.is_var and n):
                found.append(n)
            if scheme.is_var or scheme.name != "fun":
                return found
            scheme, n = scheme.args[1], n + 1

    def head(self, name: str, n: int, t: Type, depth: int) -> Term:
        scheme = signature()[name]
        result, args = scheme, []
        for _ in range(n):
            args.append(result.args[0])
            result = result.args[1]
        found: dict[Type, Type] = {}
        if not match_type(result, t, found):
            return self.term(t, 0)
        for v in sorted(scheme.tvars - set(found), key=str):
            found[v] = self.pick(self.dims) if v.kind == DIM else self.pick(self.types)
        built = const(name, substitute_type(scheme, found))
        for a in args:
            built = apply(built, self.term(substitute_type(a, found), depth - 1))
        return built

    def applied(self, f: Term, t: Type, depth: int) -> Term:
        for a in self.arguments(f.type, t) or []:
            f = apply(f, self.term(a, depth - 1))
        return f

    def function(self, t: Type, depth: int) -> Term:
        v = var(self.pick([b for b in BINDERS if b]) + "''", t.args[0])  # a name that nothing else has
        self.scope.append(v)
        try:
            body = self.term(t.args[1], depth - 1)
        finally:
            self.scope.pop()
        return abstract(v, body, self.pick(BINDERS))


NUMBERS = [literal(n).value for n in (0, 1, 2, 3, -1, -2)] + [literal(1).value / 4, literal(-2).value / 3]


@st.composite
def terms(draw: Any, names: dict[str, object], t: Type = bool_, depth: int = 4, heads: list[str] | None = None) -> Term:
    """Random closed-under-scope terms of type t."""
    return Builder(lambda n: draw(st.integers(0, n - 1)), names, heads).term(t, draw(st.integers(1, depth)))


RATIONALS = st.fractions(min_value=-4, max_value=4, max_denominator=5)


def arithmetic(
    atoms: list[Term],
    heads: str,
    more: Callable[[st.SearchStrategy[Term]], list[st.SearchStrategy[Term]]] = lambda _: [],
    leaves: int = 7,
    powers: tuple[int, int] = (0, 3),
) -> st.SearchStrategy[Term]:
    """Random arithmetic over atoms and rational numbers; `more` adds forms of its own to the heads and to powers."""

    def grow(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        forms = [
            st.tuples(*[inner] * (1 if h in ("neg", "inv", "abs", "exp") else 2)).map(lambda args, h=h: apply(const(h), *args))
            for h in heads.split()
        ]
        forms.append(st.tuples(inner, st.integers(*powers)).map(lambda a: apply(const("pow"), a[0], literal(a[1], nat))))
        return st.one_of(*forms, *more(inner))

    return st.recursive(st.one_of(st.sampled_from(atoms), RATIONALS.map(literal)), grow, max_leaves=leaves)
