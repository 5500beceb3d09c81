"""Reads the printed text language back into terms: an own tokenizer, a recursive descent parser, types by unification.

    read("abs(D(f[n])(x)) <= L**n", {"f": f, "n": n, "x": x, "L": L})

The grammar, weakest first (a name in backquotes is never a word of the language):

    relation  sum [<= | < | >= | > sum]
    sum       product {+ | - product}           product   unary {* | / | @ unary}
    unary     -unary | power                    power     call [** [-] call]
    call      atom {(terms [| terms]) | [items] | .T}
    atom      number | number/number | name | (terms)
    item      term | name: type | name ~ term
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.errors import StatementError
from derive.kernel.terms import Term, abstract, apply, binder, bound, const, frees, literal, signature, var
from derive.kernel.types import CONSTRUCTORS, DIM, Type, bool_, fun, nat, real, substitute_type, type_con, type_var
from derive.language.cost import PROGRAM
from derive.language.expr import Expr, Sort
from derive.language.printer import is_size, style
from derive.language.programs import cost_of, listed, quoted
from derive.language.runs import runs
from derive.language.symbols import reference_of
from derive.language.text import WORDS

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:/\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9'.]*(?:[_^](?:\*|[A-Za-z0-9'.]+))*)|`(?P<quoted>[^`]+)`"
    r"|(?P<sign>\*\*|<=|>=|->|\.T(?![A-Za-z0-9'])|[-+*/@<>(),|.~:=]|\[|\]))"
)


def read(text: str, symbols: Mapping[str, object] | None = None, like: Type | None = None) -> Expr:
    """The expression that prints as this text.

    Types: `symbols` gives the free names: expressions, densities, kernels, families, spaces; `like` is the type of the
    whole, which tells whether a lone `2` or `n` is a real or a natural number (without it: real for numerals).
    Raises:
        StatementError: the text is not of the language, or a name is unknown; TypeMismatch: its parts do not fit together.
    """
    tree = _Parser(text).whole()
    return Expr(_Elaborator(symbols or {}, text).term(tree, like))


# Trees: what was written, before types are known


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Name:
    name: str
    quoted: bool = False


@dataclass(frozen=True)
class Call:
    of: Tree
    left: tuple[Tree, ...]
    right: tuple[Tree, ...] | None


@dataclass(frozen=True)
class At:
    of: Tree
    items: tuple[Tree, ...]


@dataclass(frozen=True)
class Typed:
    name: str
    type: Any


@dataclass(frozen=True)
class DrawnFrom:
    name: str
    measure: Tree


@dataclass(frozen=True)
class Operation:
    sign: str
    args: tuple[Tree, ...]


@dataclass(frozen=True)
class Group:
    items: tuple[Tree, ...]


@dataclass(frozen=True)
class Point:
    """The dot of q(. | x)."""


Tree = Number | Name | Call | At | Typed | DrawnFrom | Operation | Group | Point


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.place = text, self.split(text), 0

    def split(self, text: str) -> list[tuple[str, str]]:
        found, place = [], 0
        while place < len(text.rstrip()):
            match = _TOKEN.match(text, place)
            if match is None:
                raise StatementError("this cannot be read", given=text, needed=f"mathematics instead of {text[place:].strip()[:12]!r}")
            kind, value = str(match.lastgroup), str(match.group(str(match.lastgroup)))
            turned = 0
            while kind == "name" and value.endswith(".T"):
                value, turned = value[:-2], turned + 1
            found += [(kind, value), *[("sign", ".T")] * turned]
            place = match.end()
        return [*found, ("end", "")]

    def sees(self, *signs: str) -> bool:
        kind, value = self.tokens[self.place]
        return kind == "sign" and value in signs

    def take(self, *signs: str) -> str:
        if not self.sees(*signs):
            self.fail(" or ".join(signs))
        self.place += 1
        return self.tokens[self.place - 1][1]

    def fail(self, needed: str) -> None:
        rest = " ".join(value for _, value in self.tokens[self.place :])[:24]
        raise StatementError("this cannot be read", given=self.text, needed=f"{needed} before {rest!r}" if rest else f"{needed} at the end")

    def whole(self) -> Tree:
        tree = self.relation()
        if self.tokens[self.place][0] != "end":
            self.fail("an operator")
        return tree

    def relation(self) -> Tree:
        left = self.sum()
        if self.sees("<=", "<", ">=", ">", "="):
            sign = self.take("<=", "<", ">=", ">", "=")
            return Operation(sign, (left, self.sum()))
        return left

    def sum(self) -> Tree:
        tree = self.product()
        while self.sees("+", "-"):
            sign = self.take("+", "-")
            tree = Operation(sign, (tree, self.product()))
        return tree

    def product(self) -> Tree:
        tree = self.unary()
        while self.sees("*", "/", "@"):
            sign = self.take("*", "/", "@")
            tree = Operation(sign, (tree, self.unary()))
        return tree

    def unary(self) -> Tree:
        if not self.sees("-"):
            return self.power()
        self.take("-")
        tree = self.unary()
        return Number(-tree.value) if isinstance(tree, Number) and tree.value >= 0 else Operation("neg", (tree,))

    def power(self) -> Tree:
        base = self.call()
        if not self.sees("**"):
            return base
        self.take("**")
        negative = self.sees("-") and bool(self.take("-"))
        exponent = self.call()
        return Operation("**-" if negative else "**", (base, exponent))

    def call(self) -> Tree:
        tree = self.atom()
        while self.sees("(", "[", ".T"):
            opener = self.take("(", "[", ".T")
            if opener == ".T":
                tree = Operation(".T", (tree,))
            elif opener == "(":
                left, right = self.terms(), None
                if self.sees("|"):
                    self.take("|")
                    right = self.terms()
                self.take(")")
                tree = Call(tree, left, right)
            else:
                items = [self.item()]
                while self.sees(","):
                    self.take(",")
                    items.append(self.item())
                self.take("]")
                tree = At(tree, tuple(items))
        return tree

    def terms(self) -> tuple[Tree, ...]:
        if self.sees("."):
            self.take(".")
            return (Point(),)
        found = [self.item()]
        while self.sees(","):
            self.take(",")
            found.append(self.item())
        return tuple(found)

    def item(self) -> Tree:
        kind, value = self.tokens[self.place]
        after = self.tokens[self.place + 1] if kind in ("name", "quoted") else ("", "")
        if after == ("sign", ":"):
            self.place += 2
            return Typed(value, self.type())
        if after == ("sign", "~"):
            self.place += 2
            return DrawnFrom(value, self.relation())
        return self.relation()

    def atom(self) -> Tree:
        kind, value = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Number(Fraction(value))
        if kind in ("name", "quoted"):
            return Name(value, kind == "quoted")
        self.place -= 1
        self.take("(")
        inside = self.terms()
        self.take(")")
        return Group(inside)

    def type(self) -> Any:
        if self.sees("("):
            self.take("(")
            left = self.type()
            self.take(")")
        else:
            kind, name = self.tokens[self.place]
            if kind != "name":
                self.fail("a type")
            self.place += 1
            args = []
            if self.sees("("):
                self.take("(")
                args = [self.type()]
                while self.sees(","):
                    self.take(",")
                    args.append(self.type())
                self.take(")")
            left = (name, *args)
        if self.sees("->"):
            self.take("->")
            return ("fun", left, self.type())
        return left


# Terms whose types may still hold unknowns


@dataclass(eq=False)
class Pre:
    """kind: "term" (a kernel term), "bound" (name), "const" (name), "number" (value), "app", "abs" (name, body), "reference"."""

    kind: str
    type: Type
    content: Any
    args: tuple[Pre, ...] = ()


_JOINT = {  # which argument places (0 left space, 1 right space) mean which constant: left of the bar, right of it
    ((0,), ()): "marginal_left",
    ((1,), ()): "marginal_right",
    ((1,), (0,)): "given_left",
    ((0,), (1,)): "given_right",
}
_SIGNS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "<=": "le", "<": "lt", ">=": "ge", ">": "gt"}
_NATURAL = {"add": "nat_add", "sub": "nat_sub", "mul": "nat_mul"}


class _Elaborator:
    def __init__(self, symbols: Mapping[str, object], text: str) -> None:
        self.text = text
        self.symbols = {name: _term_of(value) for name, value in symbols.items() if not isinstance(value, Sort)}
        self.symbols |= {s.name: s.number.term.arg for s in symbols.values() if isinstance(s, Sort) and s.style == "size"}
        sorts = [value for value in symbols.values() if isinstance(value, Sort)]
        known = [t.type for t in self.symbols.values()] + [s.type for s in sorts]
        self.type_vars = {v.name: v for t in known for v in t.tvars}
        self.found: dict[Type, Type] = {}
        self.count = 0
        self.scope: list[tuple[str, Type]] = []

    def term(self, tree: Tree, like: Type | None) -> Term:
        whole = self.read(tree, like)
        if like is not None:
            whole = self.real(whole) if like is real else whole
            self.unify(whole.type, like)
        return self.build(whole, [])

    def fail(self, what: str, needed: str = "") -> StatementError:
        return StatementError(what, given=self.text, needed=needed)

    # types

    def unknown(self, kind: str = "type") -> Type:
        self.count += 1
        return type_var(f"unknown.{self.count}", kind)

    def resolve(self, t: Type) -> Type:
        while t.tvars and not t.tvars.isdisjoint(self.found):
            t = substitute_type(t, self.found)
        return t

    def open(self, t: Type) -> bool:
        return t.is_var and t.name.startswith("unknown.")

    def unify(self, a: Type, b: Type) -> None:
        a, b = self.resolve(a), self.resolve(b)
        if a is b:
            return
        for s, t in ((a, b), (b, a)):
            if self.open(s) and s not in t.tvars and (s.kind != DIM or t.kind == DIM):
                self.found[s] = t
                return
        if a.is_var or b.is_var or a.name != b.name:
            raise self.fail(f"{a} and {b} do not fit together")
        for s, t in zip(a.args, b.args, strict=True):
            self.unify(s, t)

    def type_of(self, written: Any) -> Type:
        name, *args = written
        if name in CONSTRUCTORS:
            return type_con(name, [self.type_of(a) for a in args])
        return self.type_vars.get(name) or type_var(name)

    # pieces

    def const(self, name: str) -> Pre:
        scheme = signature()[name]
        fresh = {v: self.unknown(v.kind) for v in sorted(scheme.tvars, key=str)}
        return Pre("const", substitute_type(scheme, fresh), name)

    def app(self, f: Pre, *args: Pre) -> Pre:
        for x in args:
            t = self.resolve(f.type)
            if self.open(t):
                t = fun(self.unknown(), self.unknown())
                self.unify(f.type, t)
            if t.name != "fun" or t.is_var:
                raise self.fail("this is not a function", f"a function instead of something of type {t}")
            domain = self.resolve(t.args[0])
            if domain is real:
                x = self.real(x)
            self.unify(domain, x.type)
            f = Pre("app", t.args[1], None, (f, x))
        return f

    def call(self, name: str, *args: Pre) -> Pre:
        return self.app(self.const(name), *args)

    def real(self, x: Pre) -> Pre:
        t = self.resolve(x.type)
        if t is nat:
            return Pre("number", real, x.content) if x.kind == "number" else Pre("app", real, None, (self.const("cast"), x))
        if self.open(t):
            self.unify(t, real)
        return x

    def is_function(self, x: Pre) -> bool:
        t = self.resolve(x.type)
        return t.name == "fun" and not t.is_var

    def is_vector(self, x: Pre) -> bool:
        t = self.resolve(x.type)
        return self.is_function(x) and self.resolve(t.args[0]).kind == DIM and self.resolve(t.args[1]) is real

    def of_vectors(self, f: Pre) -> bool:
        """A function of vectors."""
        return self.is_function(f) and self.is_vector(Pre("bound", self.resolve(f.type).args[0], ""))

    def abs(self, name: str, t: Type, body: Pre) -> Pre:
        return Pre("abs", fun(t, body.type), name, (body,))

    def binding(self, item: Tree) -> tuple[str, Type]:
        """The variable that is bound, with its type where it is known."""
        if isinstance(item, Typed):
            return item.name, self.type_of(item.type)
        if not isinstance(item, Name):
            raise self.fail("only a variable can be bound")
        return item.name, self.type_by_name(item.name)

    def type_by_name(self, name: str) -> Type:
        known = self.symbols.get(name) or self.symbols.get(name.rstrip("'"))
        return self.unknown() if known is None else known.type

    def under(self, name: str, t: Type, tree: Tree, expected: Type | None) -> Pre:
        """The function of a variable with this body."""
        self.scope.append((name, t))
        try:
            body = self.read(tree, expected)
            if expected is real:
                body = self.real(body)
        finally:
            self.scope.pop()
        return self.abs(name, t, body)

    def reference(self, t: Type, name: str = "", steps: Pre | None = None) -> Pre:
        """The reference measure of a space, looked up when the space is known; of runs with so many steps, or of the run with this name."""
        return Pre("reference", type_con("measure", (t,)), name, () if steps is None else (steps,))

    # reading

    def read(self, tree: Tree, expected: Type | None) -> Pre:
        if isinstance(tree, Number):
            natural = expected is not None and self.resolve(expected) is nat and _is_natural(tree)
            return Pre("number", nat if natural else real, tree.value)
        if isinstance(tree, Name):
            found = self.name(tree)
            natural = expected is not None and self.resolve(expected) is nat
            return found if natural or not self.is_size(tree.name) else self.real(found)
        if isinstance(tree, Group):
            return self.group(tree.items, expected)
        if isinstance(tree, At):
            return self.at(tree)
        if isinstance(tree, Call):
            return self.calling(tree, expected)
        if isinstance(tree, Operation):
            return self.operation(tree, expected)
        raise self.fail("this cannot stand here")

    def name(self, tree: Name) -> Pre:
        for name, t in reversed(self.scope):
            if name == tree.name:
                return Pre("bound", t, name)
        known = self.symbols.get(tree.name)
        if known is not None:
            return Pre("term", known.type, known)
        entry = self.entry(tree)
        if entry is not None:
            return entry
        if tree.name in signature() and not tree.quoted:
            return self.const(tree.name)
        raise self.fail(f"{tree.name} is not known here", "a symbol with this name")

    def entry(self, tree: Name) -> Pre | None:
        """tau.s and tau.a: the states and actions of a run."""
        run, dot, which = tree.name.rpartition(".")
        if tree.quoted or not dot or which not in ("s", "a") or (run not in self.symbols and all(name != run for name, _ in self.scope)):
            return None
        self.count += 1
        n = Pre("bound", nat, f"n.{self.count}")
        return self.abs(n.content, nat, self.call("fst" if which == "s" else "snd", self.app(self.name(Name(run)), n)))

    def is_size(self, name: str) -> bool:
        """The number of a dimension, free or bound: a real number unless a natural one is asked for."""
        known = self.symbols.get(name)
        return known is not None and is_size(known) and all(t is nat for n, t in self.scope if n == name)

    def symbol(self, tree: Tree) -> Term | None:
        """The free variable that a name stands for."""
        if isinstance(tree, Name) and all(name != tree.name for name, _ in self.scope):
            return self.symbols.get(tree.name)
        return None

    def group(self, items: tuple[Tree, ...], expected: Type | None) -> Pre:
        t = None if expected is None else self.resolve(expected)
        if len(items) == 1:
            return self.read(items[0], expected)
        first_type, rest_type = t.args if t is not None and not t.is_var and t.name == "prod" else (None, None)
        first = self.read(items[0], first_type)
        first = self.real(first) if first_type is real else first
        rest = self.group(items[1:], rest_type)
        rest = self.real(rest) if rest_type is real else rest
        return self.call("pair", first, rest)

    def at(self, tree: At) -> Pre:
        f = self.read(tree.of, None)
        for item in tree.items:
            t = self.resolve(f.type)
            if t.name != "fun" or t.is_var:
                raise self.fail("this has no index")
            f = self.app(f, self.read(item, t.args[0]))
        return f

    def word(self, tree: Tree) -> str:
        return tree.name if isinstance(tree, Name) and not tree.quoted and (tree.name in WORDS or tree.name == "abs") else ""

    def calling(self, tree: Call, expected: Type | None) -> Pre:
        word = self.word(tree.of)
        if word:
            return self.said(word, tree.left)
        if isinstance(tree.of, At):
            word = self.word(tree.of.of)
            if word:
                return getattr(self, f"word_{word}")(tree.of.items, tree.left)  # type: ignore[no-any-return]
        if tree.right is not None:
            return self.conditional(tree)
        known = self.symbol(tree.of)
        if known is not None and style(known) == "density" and known.type.args[0].name == "prod":
            return self.joint(known, tree)
        f = self.read(tree.of, None)
        args = list(tree.left)
        if f.kind == "const":  # name(a, b): one argument after the other
            if f.content in ("norm", "differentiable") and len(args) == 1:
                return self.by_type(f.content, self.read(args[0], None))
            for a in args:
                t = self.resolve(f.type)
                f = self.app(f, self.read(a, t.args[0] if t.name == "fun" and not t.is_var else None))
            return f
        while args:
            t = self.resolve(f.type)
            domain = t.args[0] if t.name == "fun" and not t.is_var else None
            if domain is not None and domain.name == "prod" and not domain.is_var and len(args) > 1:
                return self.app(f, self.group(tuple(args), domain))
            f = self.app(f, self.read(args.pop(0), domain))
        return f

    def by_type(self, name: str, x: Pre) -> Pre:
        """The norm of a vector or function; differentiable functions of numbers or of vectors."""
        vectors = self.is_vector(x) if name == "norm" else self.of_vectors(x)
        return self.call({"norm": "euclidean", "differentiable": "differentiable_map"}[name] if vectors else name, x)

    def conditional(self, tree: Call) -> Pre:
        """q(z | x), pi[theta](a | s), p(x | z), and the same with a dot."""
        right = tree.right or ()
        known = self.symbol(tree.of)
        if known is not None and style(known) == "density":
            return self.joint(known, tree)
        policy = self.policy(tree)
        if policy is not None:
            return policy if isinstance(tree.left[0], Point) else self.call("mass", policy, self.read(tree.left[0], None))
        law = self.read(tree.of, None)
        t = self.resolve(law.type)
        if t.name != "fun" or t.is_var:
            raise self.fail("nothing here takes a condition")
        law = self.app(law, self.group(right, t.args[0]))
        if isinstance(tree.left[0], Point):
            return law
        t = self.resolve(law.type)
        return self.app(law, self.group(tree.left, t.args[0] if t.name == "fun" else None))

    def policy(self, tree: Call) -> Pre | None:
        """policy(pi)(s) when `pi(. | s)` is said of a policy, free or bound."""
        known = self.symbol(tree.of)
        if not isinstance(tree.of, Name) or (known is not None and style(known) != "policy"):
            return None
        of = self.name(tree.of)
        t = self.resolve(of.type)
        if t.is_var or t.name != "fun" or self.resolve(t.args[1]).name != "measure":
            return None
        return self.app(self.call("policy", of), self.group(tree.right or (), t.args[0]))

    def joint(self, p: Term, tree: Call) -> Pre:
        law, left = self.joint_law(p, tree, None)
        return law if left is None else self.app(law, left)

    def joint_law(self, p: Term, tree: Call, drawn: Type | None) -> tuple[Pre, Pre | None]:
        """A joint density, its marginal or conditional, by the spaces of what stands in the brackets."""
        domain = p.type.args[0]
        spaces = [domain.args[0], domain.args[1]]
        density = Pre("term", p.type, p)
        right = [self.read(a, None) for a in tree.right or ()]
        if len(tree.left) == 2:
            return density, self.group(tree.left, domain)
        dotted = isinstance(tree.left[0], Point)
        left = None if dotted or drawn is not None else self.read(tree.left[0], None)
        right_places = tuple(self.place(spaces, r.type) for r in right)
        here = left.type if left is not None else spaces[1 - right_places[0]] if right_places else drawn
        place = self.place(spaces, here) if here is not None and (left is not None or right_places or drawn is not None) else -1
        name = _JOINT.get(((place,), right_places))
        if name is None:
            if left is not None and not right:
                return density, left
            raise self.fail("this density cannot take these arguments")
        other = self.reference(spaces[0] if name.endswith("right") else spaces[1])
        return self.call(name, other, density, *right), left

    def place(self, spaces: list[Type], t: Type) -> int:
        t = self.resolve(t)
        return spaces.index(t) if t in spaces else -1

    def dimension(self, tree: Tree) -> Type:
        """The dimension with this name."""
        if not isinstance(tree, Name):
            raise self.fail("a dimension is needed here")
        known = self.type_of((tree.name,)) if tree.name in CONSTRUCTORS else self.type_vars.get(tree.name)
        return type_var(tree.name, DIM) if known is None else known

    # words that take arguments

    def said(self, word: str, args: tuple[Tree, ...]) -> Pre:
        if word == "abs":
            return self.pointwise("abs", self.read(args[0], None))
        if word == "Identity":
            d = self.dimension(args[0])
            return Pre("const", fun(d, d, real), "identity")
        if word == "zero":
            t = Pre("number", real, Fraction(0))
            for a in reversed(args):
                t = self.abs("i", self.dimension(a), t)
            return t
        if word == "real":
            return Pre("app", real, None, (self.const("cast"), self.read(args[0], nat)))
        if word == "nat":
            return self.read(args[0], nat)
        if word == "D":
            f = self.read(args[0], fun(real, real))
            return self.app(self.const("jacobian" if self.of_vectors(f) else "deriv"), f)
        if word == "bijective" and len(args) == 3:
            f, g, factor = (self.read(a, None) for a in args)
            here, there = self.unknown(), self.unknown()
            self.unify(f.type, fun(here, there))
            return self.call("bijective", self.reference(here), self.reference(there), f, g, factor)
        if word == "law":
            density = self.read(args[0], None)
            return self.call("dens", self.reference(self.resolve(density.type).args[0]), density)
        if word in ("Eq", "Ne"):
            return self.equation("eq" if word == "Eq" else "ne", *args)
        if word in ("Iff", "Implies", "And", "Or", "Not"):
            claims = [self.read(a, bool_) for a in args]
            if word == "Not":
                return self.call("not", claims[0])
            result = claims[-1]
            for c in reversed(claims[:-1]):
                result = self.call({"Iff": "eq", "Implies": "implies", "And": "and", "Or": "or"}[word], c, result)
            return result
        if word == "finite" and isinstance(args[0], Name) and args[0].name in self.type_vars and self.symbol(args[0]) is None:
            return self.call("finite", self.reference(self.type_vars[args[0].name]))
        if word == "cost":
            return Pre("cost", real, None, (self.read(args[0], None),))
        if word == "program":
            steps = [a.items if isinstance(a, Group) else () for a in args]
            if any(len(s) != 2 for s in steps):
                raise self.fail("a program is a list of steps", "(result, expression), one for each step")
            return Pre("program", PROGRAM, None, tuple(self.read(x, None) for s in steps for x in s))
        if word in signature():  # sup(f), argmin(f): not printed, but understood
            return self.app(self.const(word), *(self.read(a, None) for a in args))
        raise self.fail(f"{word} needs square brackets first")

    def word_forall(self, items: tuple[Tree, ...], body: tuple[Tree, ...], name: str = "forall") -> Pre:
        if len(items) == 3 and isinstance(items[0], Name) and not all(isinstance(i, Name | Typed) for i in items):
            v, low, high = items
            n = v.name if isinstance(v, Name) else ""
            self.scope.append((n, nat))
            try:
                here = Pre("bound", nat, n)
                low_, high_ = (self.real(self.read(i, nat)) for i in (low, high))
                inside = self.call("and", self.call("le", low_, here), self.call("le", here, high_))
                claim = self.call("implies" if name == "forall" else "and", inside, self.read(body[0], bool_))
            finally:
                self.scope.pop()
            return self.call(name, self.abs(n, nat, claim))
        bindings = [self.binding(i) for i in items]
        self.scope += bindings
        try:
            claim = self.read(body[0], bool_)
        finally:
            del self.scope[-len(bindings) :]
        for n, t in reversed(bindings):
            claim = self.call(name, self.abs(n, t, claim))
        return claim

    def word_exists(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_forall(items, body, "exists")

    def word_fun(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.under(*self.binding(items[0]), body[0], None)

    def word_Sum(self, items: tuple[Tree, ...], body: tuple[Tree, ...], name: str = "sum") -> Pre:
        if len(items) == 1:
            f = self.under(*self.binding(items[0]), body[0], real)
            return self.call("integral", self.const("counting"), f)
        v, low, high = items
        f = self.under(self.binding(v)[0], nat, body[0], real)
        return self.call(name, self.read(low, nat), self.read(high, nat), f)

    def word_Prod(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_Sum(items, body, "prod")

    def word_sup(self, items: tuple[Tree, ...], body: tuple[Tree, ...], name: str = "sup") -> Pre:
        return self.call(name, self.under(*self.binding(items[0]), body[0], real))

    def word_argmin(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_sup(items, body, "argmin")

    def word_argmax(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_sup(items, body, "argmax")

    def word_max(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_sup(items, body, "max")

    def word_lim(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.call("lim", self.under(self.binding(items[0])[0], nat, body[0], real))

    def word_support(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.call("support", self.draw(body[0])[0])

    def word_tends(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.call("tends", self.under(self.binding(items[0])[0], nat, body[0], real), self.real(self.read(body[1], real)))

    def word_Theta(self, items: tuple[Tree, ...], body: tuple[Tree, ...], name: str = "is_theta") -> Pre:
        n = self.binding(items[0])[0]
        return self.call(name, self.under(n, nat, body[0], real), self.under(n, nat, body[1], real))

    def word_BigO(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_Theta(items, body, "is_big_o")

    def word_D(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        (item,) = items
        if isinstance(item, Name):
            point = self.name(item)
            if self.is_vector(point):
                return self.app(self.const("jacobian"), self.under(item.name, point.type, body[0], None), point)
            return self.app(self.const("deriv"), self.under(item.name, real, body[0], real), point)
        if isinstance(item, At) and isinstance(item.of, Name):
            theta = self.name(item.of)
            k = self.read(item.items[0], self.resolve(theta.type).args[0])
            return self.call("partial", self.under(item.of.name, theta.type, body[0], real), k, theta)
        raise self.fail("a derivative is taken with respect to a variable")

    def word_dominated(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        (item,) = items
        if not (isinstance(item, At) and isinstance(item.of, Name)):
            raise self.fail("dominated needs an entry of a parameter vector")
        theta = self.name(item.of)
        k = self.read(item.items[0], self.resolve(theta.type).args[0])
        inside = body[0]
        v = body[1] if len(body) > 1 else inside.left[0] if isinstance(inside, Call) else None
        if v is None:
            raise self.fail("dominated needs a density at a variable")
        name, t = self.binding(v)
        self.scope.append((item.of.name, theta.type))
        try:
            f = self.under(name, t, inside, real)
        finally:
            self.scope.pop()
        return self.call("dominated", self.reference(t, name), self.abs(item.of.name, theta.type, f), k, theta)

    def word_integral(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        name, t = self.binding(items[0])
        return self.call("integral", self.reference(t, name), self.under(name, t, body[0], real))

    def word_E(self, items: tuple[Tree, ...], body: tuple[Tree, ...], name: str = "integral") -> Pre:
        measure, variable, t = self.draw(items[0])
        if len(items) == 1:
            return self.call(name, measure, self.under(variable, t, body[0], real))
        self.scope.append((variable, t))
        try:
            inner = self.word_E(items[1:], body, name)
        finally:
            self.scope.pop()
        return self.call(name, measure, self.abs(variable, t, inner))

    def word_Var(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        return self.word_E(items, body, "variance")

    def word_integrable(self, items: tuple[Tree, ...], body: tuple[Tree, ...]) -> Pre:
        claims = [self.word_E(items, (b,), "integrable") for b in body]
        result = claims[-1]
        for c in reversed(claims[:-1]):
            result = self.call("and", c, result)
        return result

    def draw(self, item: Tree) -> tuple[Pre, str, Type]:
        """The measure of `q(z | x)`, its variable and the type of it."""
        if isinstance(item, DrawnFrom):
            measure = self.read(item.measure, None)
            t = self.unknown()
            self.unify(measure.type, type_con("measure", (t,)))
            return measure, item.name, self.resolve(t)
        if not isinstance(item, Call) or len(item.left) != 1 or not isinstance(item.left[0], Name):
            raise self.fail("E[...] holds the distribution, not the quantity", "a density or kernel at a variable")
        name = item.left[0].name
        policy = self.policy(item) if item.right is not None else None
        if policy is not None:
            return policy, name, self.resolve(policy.type).args[0]
        known = self.symbol(item.of)
        if known is not None and style(known) == "kernel":
            measure = self.app(self.read(item.of, None), self.group(item.right or (), known.type.args[0]))
            return measure, name, measure.type.args[0]
        if known is not None and style(known) == "density" and known.type.args[0].name == "prod":
            t = self.type_by_name(name)
            law, _ = self.joint_law(known, item, t)
            t = self.resolve(law.type).args[0]
        else:
            law = self.conditional(Call(item.of, (Point(),), item.right)) if item.right is not None else self.read(item.of, None)
            t = self.resolve(law.type).args[0]
        steps = law.args[1] if law.kind == "app" and self.word_of(law) == "trajectory" else None
        return self.call("dens", self.reference(t, name, steps), law), name, t

    @staticmethod
    def word_of(p: Pre) -> str:
        """The constant that is applied."""
        while p.kind == "app":
            p = p.args[0]
        return str(p.content) if p.kind == "const" else ""

    # operators

    def operation(self, tree: Operation, expected: Type | None) -> Pre:
        sign = tree.sign
        if sign == ".T":
            return self.call("transpose", self.read(tree.args[0], None))
        if sign == "@":
            return self.matrix_product(*(self.read(x, None) for x in tree.args))
        if sign == "neg":
            return self.pointwise("neg", self.read(tree.args[0], None))
        if sign in ("**", "**-"):
            base, exponent = tree.args
            x = self.read(base, None)
            if sign == "**-":
                one = isinstance(exponent, Number) and exponent.value == 1
                return self.pointwise("inv", x if one else self.power(x, self.read(exponent, nat)))
            return self.power(x, self.read(exponent, nat))
        if sign == "=":
            return self.equation("eq", *tree.args)
        if sign in ("<=", "<", ">=", ">"):
            a, b = (self.read(x, real if _is_numeral(x) else None) for x in tree.args)
            return self.compare(_SIGNS[sign], a, b)
        name = _SIGNS[sign]
        if name == "div":
            return self.pointwise(name, *(self.read(x, None) for x in tree.args))
        a, b = self.alike(tree.args[0], tree.args[1], expected)
        return self.pointwise(name, a, b)

    def matrix_product(self, a: Pre, b: Pre) -> Pre:
        """A @ B or A @ v, by the type of what stands on the right."""
        t = self.resolve(b.type)
        result = self.resolve(t.args[1]) if t.name == "fun" and not t.is_var else t
        return self.call("matvec" if result is real else "matmul", a, b)

    def alike(self, first: Tree, second: Tree, expected: Type | None) -> tuple[Pre, Pre]:
        """Both sides; a numeral beside a natural number is natural."""
        numerals = _is_numeral(first), _is_numeral(second)
        if all(numerals):
            return self.read(first, expected), self.read(second, expected)
        if numerals[0]:
            b = self.read(second, None)
            return self.read(first, self.resolve(b.type)), b
        a = self.read(first, None)
        return a, self.read(second, self.resolve(a.type) if numerals[1] else None)

    def pointwise(self, name: str, *args: Pre) -> Pre:
        if any(self.is_function(a) for a in args):
            t = next(self.resolve(a.type).args[0] for a in args if self.is_function(a))
            self.count += 1
            v = Pre("bound", t, f"s.{self.count}")
            for a in args:
                if self.is_function(a):
                    self.unify(self.resolve(a.type).args[0], t)
            return self.abs(v.content, t, self.pointwise(name, *(self.app(a, v) if self.is_function(a) else a for a in args)))
        if name in _NATURAL and all(self.resolve(a.type) is nat for a in args):
            return self.call(_NATURAL[name], *args)
        return self.call(name, *(self.real(a) for a in args))

    def power(self, base: Pre, exponent: Pre) -> Pre:
        if self.is_function(base):
            t = self.resolve(base.type).args[0]
            self.count += 1
            v = Pre("bound", t, f"s.{self.count}")
            return self.abs(v.content, t, self.power(self.app(base, v), exponent))
        return self.call("pow", self.real(base), exponent)

    def compare(self, name: str, a: Pre, b: Pre) -> Pre:
        if self.is_function(a):
            t = self.resolve(a.type).args[0]
            if name == "le" and self.resolve(self.resolve(a.type).args[1]) is bool_:
                return self.call("subset", a, b)
            self.count += 1
            v = Pre("bound", t, f"s.{self.count}")
            return self.call("forall", self.abs(v.content, t, self.compare(name, self.app(a, v), self.app(b, v))))
        return self.call(name, self.real(a), self.real(b))

    def equation(self, name: str, first: Tree, second: Tree) -> Pre:
        a, b = self.alike(first, second, None)
        types = {self.resolve(a.type), self.resolve(b.type)}
        if types == {real, nat}:
            a, b = self.real(a), self.real(b)
        return self.call(name, a, b)

    # building

    def build(self, p: Pre, names: list[str]) -> Term:
        if p.kind == "term":
            return p.content  # type: ignore[no-any-return]
        if p.kind == "number":
            return literal(p.content, self.settled(p.type))
        if p.kind == "bound":
            for i, name in enumerate(reversed(names)):
                if name == p.content:
                    return bound(i, self.settled(p.type))
            raise self.fail(f"{p.content} is not bound here")
        if p.kind == "const":
            return const(p.content, self.settled(p.type))
        if p.kind == "reference":
            return self.measure(self.settled(p.type).args[0], p.content, self.build(p.args[0], names) if p.args else None)
        if p.kind == "cost":
            inside = self.build(p.args[0], names)
            return self.sized(cost_of(inside), names)
        if p.kind == "program":
            inner = [self.build(a, names) for a in p.args]
            return self.sized(listed([(a, quoted(b)) for a, b in zip(inner[::2], inner[1::2], strict=True)]), names)
        if p.kind == "app":
            return apply(self.build(p.args[0], names), self.build(p.args[1], names))
        domain = self.settled(p.type.args[0])
        name = p.content if "." not in p.content else "s"
        return binder(name, domain, self.build(p.args[0], [*names, p.content]))

    def measure(self, space: Type, name: str, steps: Term | None) -> Term:
        """The reference measure of a space, of runs, or of what the variable with this name ranges over."""
        if steps is not None:
            mu, nu = (self.measure(t, "", None) for t in space.args[1].args)
            return runs(mu, nu, steps)
        found = reference_of(var(name.rstrip("'") or "x", space))
        if found is None:
            raise self.fail("this space has no reference measure", str(space))
        return found

    def sized(self, t: Term, names: list[str]) -> Term:
        """A program whose sizes are bound where their names are."""
        here = [v for v in sorted(frees(t), key=lambda v: v.name) if v.type is nat and v.name in names]
        places = [bound(names[::-1].index(v.name), nat) for v in here]
        for v in reversed(here):
            t = abstract(v, t)
        return apply(t, *places)

    def settled(self, t: Type) -> Type:
        t = self.resolve(t)
        if any(self.open(v) for v in t.tvars):
            raise self.fail("the type of a variable cannot be told", "a type after its name, as in forall[x: real](...)")
        return t


def _term_of(value: object) -> Term:
    found = value if isinstance(value, Term) else getattr(value, "term", None)
    if not isinstance(found, Term):
        raise StatementError("not a symbol", given=repr(value), needed="an expression, a density, a kernel, a family or a space")
    term: Term = found
    return term


def _is_natural(tree: Tree) -> bool:
    return isinstance(tree, Number) and tree.value >= 0 and tree.value.denominator == 1


def _is_numeral(tree: Tree) -> bool:
    """Built from natural numerals by + - *: its type is that of its neighbour."""
    if isinstance(tree, Group) and len(tree.items) == 1:
        return _is_numeral(tree.items[0])
    if isinstance(tree, Operation) and tree.sign in ("+", "-", "*"):
        return all(_is_numeral(a) for a in tree.args)
    return _is_natural(tree)
