"""Terms as plain text, in the language that authors write; `derive.language.reader` reads it back."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.kernel.terms import ABS, APP, CONST, LIT, VAR, Term, abstract, apply, frees, signature, var
from derive.kernel.types import bool_, nat
from derive.language.head import ATOM, HEADS, POW, PROD, QUANT, REL, SUM
from derive.language.matrices import is_counting, shape
from derive.language.notation import letter_for
from derive.language.printer import (
    acting,
    arity,
    bounds,
    components,
    conjuncts,
    contracted,
    declared,
    determined,
    dominated_parts,
    drawn,
    fixed_positions,
    functions_ordered,
    grouped,
    is_call,
    is_reference,
    is_size,
    is_zero,
    named_otherwise,
    opened,
    plain,
    pointwise,
    role,
    run_symbol,
    shown_arguments,
    spine,
    style,
)
from derive.language.symbols import SYMBOLS

Shown = tuple[str, int]
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9'.]*(?:[_^](?:\*|[A-Za-z0-9'.]+))*")
MINUS = PROD + 5  # Python's unary minus binds tighter than * and weaker than **
WORDS = frozenset(
    [
        "E",
        "Var",
        "D",
        "Sum",
        "Prod",
        "sup",
        "argmin",
        "argmax",
        "max",
        "support",
        "lim",
        "finite",
        "forall",
        "exists",
        "tends",
        "BigO",
        "Theta",
        "cost",
        "program",
        "integral",
        "integrable",
        "dominated",
        "fun",
        "law",
        "bijective",
        "Identity",
        "zero",
        "oo",
        "real",
        "nat",
        "Eq",
        "Ne",
        "Iff",
        "Implies",
        "And",
        "Or",
        "Not",
    ]
)


def to_text(t: Term) -> str:
    """The term as an author writes it.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import D, log, symbols
    >>> x, f = symbols("x", Real), symbols("f", Real >> Real)
    >>> to_text((abs(D(f)(x)) <= log(x) ** 2 / 4).term)
    'abs(D(f)(x)) <= log(x)**2 / 4'
    """
    if t.loose:
        return repr(t)
    return _Text().put(t, QUANT)


def type_text(t: object) -> str:
    """A type in an annotation `x: T`."""
    return repr(t)


class _Text:
    """One printing: the functions that placeholders stand for, everything else is in the term."""

    def __init__(self) -> None:
        self.holes: dict[Term, Shown] = {}

    def put(self, t: Term, need: int, *, right: bool = False) -> str:
        """The term, in brackets if its place demands it; on the right of an operator no term starts with a minus."""
        shown, own = self.show(t)
        return f"({shown})" if own < need or (right and shown[0] == "-") else shown

    def show(self, t: Term) -> Shown:
        if t.tag == APP:
            return self.application(t)
        if t.tag == VAR:
            return self.holes.get(t) or (_name(t.name), ATOM)
        if t.tag == LIT:
            return _number(t)
        if t.tag == CONST:
            if t.name == "identity":
                return self.identity(t, [])
            return (t.name, ATOM) if not signature()[t.name].tvars or t.type.name != "fun" else self.function(t)
        return self.function(t)

    def application(self, t: Term) -> Shown:
        head, args = spine(t)
        if head.tag == VAR or head in SYMBOLS:
            return self.variable(head, args)
        special = _SPECIAL.get(head.name)
        if special is not None:
            need, method = special
            if need < 0:  # one argument less is written too: D(f), p(. | z)
                need = -need if len(args) >= -need else -need - 1
            if len(args) < need:
                return self.function(t)
            return self.call(method(self, head, args[:need]), args[need:])
        record = HEADS.get(head.name)
        n = shown_arguments(head)
        if len(args) < n:
            return self.function(t)
        if record is None or not record.inner or record.text.startswith(f"{head.name}("):
            return self.call(self.plain_call(head, args[:n]), args[n:])
        return self.call(self.template(head, args[:n]), args[n:])

    def plain_call(self, head: Term, args: list[Term]) -> Shown:
        """name(a, b, c)"""
        inside = [self.put(a, QUANT) if fixed else self.unknown(a) for a, fixed in zip(args, fixed_positions(head), strict=False)]
        return f"{head.name}({', '.join(inside)})", ATOM

    def template(self, head: Term, args: list[Term]) -> Shown:
        record = HEADS[head.name]
        inside = [self.put(a, need, right=i > 0) for i, (a, need) in enumerate(zip(args, record.inner, strict=True))]
        return record.text.format(*inside), record.prec

    def call(self, shown: Shown, rest: list[Term]) -> Shown:
        """Further arguments, each in its own brackets."""
        text, own = shown
        for indices, a in grouped(rest):
            inside = f"[{', '.join(self.put(i, QUANT) for i in indices)}]" if indices else f"({self.arguments(a)})"
            text = f"{text if own >= ATOM else f'({text})'}{inside}"
            own = ATOM
        return text, own

    def arguments(self, t: Term) -> str:
        """What stands in round brackets: a pair never shows."""
        return ", ".join(self.put(a, QUANT) for a in components(t))

    def unknown(self, t: Term) -> str:
        """A term where nothing tells a reader whether a number is natural or real."""
        if t.type is nat and (is_size(t) or not _anchored(t)):
            return f"nat({self.put(t, QUANT)})"
        if is_call(t, "cast", 1) and _anchored(t.arg):
            return f"real({self.put(t.arg, QUANT)})"
        return self.put(t, QUANT)

    def variable(self, head: Term, args: list[Term]) -> Shown:
        """A symbol with its arguments, in its own style."""
        name, kind, n = _name(head.name), style(head), len(args)
        if kind == "vector":
            return self.call((name, ATOM), args)
        if kind == "program":
            return f"{name}({', '.join(self.put(a, QUANT) for a in args)})", ATOM
        if kind in ("sequence", "run"):
            return self.call((f"{name}[{self.put(args[0], QUANT)}]", ATOM), args[1:])
        if kind == "conditional":
            left = self.arguments(args[1]) if n > 1 else "."
            return self.call((f"{name}({left} | {self.arguments(args[0])})", ATOM), args[2:])
        if kind == "kernel":
            return self.call((f"{name}(. | {self.arguments(args[0])})", ATOM), args[1:])
        if kind == "family":
            start = f"{name}[{self.put(args[0], QUANT)}]"
            if n > 1 and arity(head.type) == 3:
                left = self.arguments(args[2]) if n > 2 else "."
                return self.call((f"{start}({left} | {self.arguments(args[1])})", ATOM), args[3:])
            return self.call((start, ATOM), args[1:])
        return self.call((name, ATOM), args)

    # functions and what binds a variable

    def function(self, t: Term) -> Shown:
        """A function: without its argument where that can be written, else fun[x](...)."""
        short = contracted(t)
        if short.tag == VAR or (short.tag == CONST and plain(short)) or (short.tag == APP and plain(short)):
            return self.show(short)
        if is_zero(t):
            return f"zero({', '.join(type_text(d) for d in shape(t.type))})", ATOM
        lowered = pointwise(t, len(self.holes))
        if lowered is not None:
            self.holes.update([(hole, self.show(g)) for hole, g in lowered[1].items()])
            return self.show(lowered[0])
        return self.lambda_(t)

    def lambda_(self, t: Term) -> Shown:
        v, body = opened(t)
        return f"fun[{self.label(v, body)}]({self.unknown(body)})", ATOM

    def label(self, v: Term, body: Term, *, known: bool = False) -> str:
        """The name of a bound variable, with its type when neither its place nor a declared symbol tells it."""
        name = _name(v.name)
        if known or declared(v) or (not named_otherwise(v) and determined(v, body)):
            return name
        return f"{name}: {type_text(v.type)}"

    def bind(self, f: Term, *avoid: Term, known: bool = False) -> tuple[str, str]:
        """The label and the body of a function."""
        v, body = opened(f, *avoid)
        return self.label(v, body, known=known), self.put(body, QUANT)

    def draw(self, measure: Term, f: Term) -> tuple[str, str, Term]:
        """What stands below E, its kind, and the body."""
        v, body = opened(f, measure)
        d = drawn(measure, v)
        if d.kind == "density":
            return self.put(d.shown, QUANT), d.kind, body
        if d.kind == "kernel":
            kernel = acting(measure) or measure.fun
            return f"{_name(kernel.name)}({_name(v.name)} | {self.arguments(measure.arg)})", d.kind, body
        if d.kind == "reference":
            return self.label(v, body), d.kind, body
        return f"{_name(v.name)} ~ {self.put(measure, QUANT)}", d.kind, body

    def below(self, measure: Term, f: Term) -> tuple[str, Term]:
        """What stands below Var or integrable; a reference measure is named."""
        below, kind, body = self.draw(measure, f)
        return (f"{below.split(':')[0]} ~ {self.put(measure, QUANT)}" if kind == "reference" else below), body

    def integral(self, head: Term, args: list[Term]) -> Shown:
        if is_counting(args[0]):
            name, inside = self.bind(args[1])
            return f"Sum[{name}]({inside})", ATOM
        below, kind, body = self.draw(*args)
        if kind == "reference":
            return f"integral[{below}]({self.put(body, QUANT)})", ATOM
        draws = [below]
        while is_call(body, "integral", 2):
            measure = body.fun.arg
            if is_reference(measure) or is_counting(measure):
                break
            below, _, body = self.draw(measure, body.arg)
            draws.append(below)
        return f"E[{', '.join(draws)}]({self.put(body, QUANT)})", ATOM

    def variance(self, head: Term, args: list[Term]) -> Shown:
        below, body = self.below(*args)
        return f"Var[{below}]({self.put(body, QUANT)})", ATOM

    def integrable(self, head: Term, args: list[Term]) -> Shown:
        below, body = self.below(*args)
        return f"integrable[{below}]({self.put(body, QUANT)})", ATOM

    def dominated(self, head: Term, args: list[Term]) -> Shown:
        parts = dominated_parts(args)
        if parts is None:
            return self.plain_call(head, args)
        theta, k, v, body = parts
        index, inside = f"{_name(theta.name)}[{self.put(k, QUANT)}]", self.put(body, QUANT)
        if drawn_of(body) is v:
            return f"dominated[{index}]({inside})", ATOM
        return f"dominated[{index}]({inside}, {self.label(v, body)})", ATOM

    def law(self, head: Term, args: list[Term]) -> Shown:
        """The measure with a density; the reference measure of a space is not written."""
        return (f"law({self.put(args[1], QUANT)})", ATOM) if is_reference(args[0]) else self.plain_call(head, args)

    def bijection(self, head: Term, args: list[Term]) -> Shown:
        """A bijection with its inverse and its volume factor; the reference measures are not written."""
        if not all(map(is_reference, args[:2])):
            return self.plain_call(head, args)
        return f"bijective({', '.join(self.put(a, QUANT) for a in args[2:])})", ATOM

    def identity(self, head: Term, args: list[Term]) -> Shown:
        return f"Identity({type_text(head.type.args[0])})", ATOM

    def range(self, head: Term, args: list[Term]) -> Shown:
        low, high, f = args
        name, body = self.bind(f, known=True)
        return f"{head.name.capitalize()}[{name}, {self.put(low, QUANT)}, {self.put(high, QUANT)}]({body})", ATOM

    def over(self, head: Term, args: list[Term]) -> Shown:
        """sup[x](...), argmin[x](...)"""
        name, body = self.bind(args[0])
        return f"{head.name}[{name}]({body})", ATOM

    def support(self, head: Term, args: list[Term]) -> Shown:
        """support[a](pi(a | s)), or support(mu) of a measure that is not drawn from by name."""
        (measure,) = args
        v = var(letter_for(measure.type.args[0]), measure.type.args[0])
        below, kind, _ = self.draw(measure, abstract(v, v))
        if kind in ("density", "kernel"):
            return f"support[{_name(v.name)}]({below})", ATOM
        return f"support({self.put(measure, QUANT)})", ATOM

    def mass(self, head: Term, args: list[Term]) -> Shown:
        """pi(a | s) for a policy, else mass(mu, x)."""
        measure, point = args
        pi = acting(measure)
        if pi is None:
            return self.plain_call(head, args)
        return f"{_name(pi.name)}({self.arguments(point)} | {self.arguments(measure.arg)})", ATOM

    def limit(self, head: Term, args: list[Term]) -> Shown:
        name, body = self.bind(args[0], known=True)
        return f"lim[{name}, oo]({body})", ATOM

    def finite(self, head: Term, args: list[Term]) -> Shown:
        """finite(A), by the name of the space."""
        shown = SYMBOLS[args[0]].sort if is_reference(args[0]) else self.put(args[0], QUANT)
        return f"finite({shown})", ATOM

    def subset(self, head: Term, args: list[Term]) -> Shown:
        return f"{self.put(args[0], REL + 1)} <= {self.put(args[1], REL + 1)}", REL

    def tends(self, head: Term, args: list[Term]) -> Shown:
        name, body = self.bind(args[0], known=True)
        return f"tends[{name}, oo]({body}, {self.put(args[1], QUANT)})", ATOM

    def growth(self, head: Term, args: list[Term]) -> Shown:
        """Theta[n](f, g)"""
        v, body = opened(args[0], args[1])
        sides = f"{self.put(body, QUANT)}, {self.put(apply(args[1], v), QUANT)}"
        return f"{_GROWTH[head.name]}[{_name(v.name)}]({sides})", ATOM

    def cost(self, head: Term, args: list[Term]) -> Shown:
        """cost(A @ B), for the program that computes A @ B as it is bracketed."""
        from derive.language.programs import unquoted

        matrix = unquoted(args[0])
        return f"cost({self.put(args[0] if matrix is None else matrix, QUANT)})", ATOM

    def program(self, head: Term, args: list[Term]) -> Shown:
        """program((S, Q @ K.T), (Y, S @ V)), a list of steps with names"""
        from derive.language.programs import steps_of, unquoted

        steps = [(result, unquoted(step)) for result, step in steps_of(apply(head, *args)) or ()]
        shown = [f"({self.put(result, QUANT)}, {self.put(step, QUANT)})" for result, step in steps if step is not None]
        return (f"program({', '.join(shown)})", ATOM) if shown and len(shown) == len(steps) else self.plain_call(head, args)

    def quantifier(self, head: Term, args: list[Term]) -> Shown:
        v, body = opened(args[0])
        order = functions_ordered(v, body) if head.name == "forall" else None
        if order is not None:
            relation, f, g = order
            return f"{self.put(f, REL + 1)} {_RELATIONS[relation]} {self.put(g, REL + 1)}", REL
        ranged = bounds(head.name, v, body)
        if ranged is not None:
            low, high = self.put(ranged.low, QUANT), self.put(ranged.high, QUANT)
            return f"{head.name}[{_name(v.name)}, {low}, {high}]({self.put(ranged.body, QUANT)})", ATOM
        labels = [self.label(v, body)]
        while is_call(body, head.name, 1):
            w, inner = opened(body.arg, v)
            if bounds(head.name, w, inner) is not None:
                break
            body = inner
            labels.append(self.label(w, body))
        return f"{head.name}[{', '.join(labels)}]({self.put(body, QUANT)})", ATOM

    def derivative(self, head: Term, args: list[Term]) -> Shown:
        f, point = contracted(args[0]), args[1] if len(args) > 1 else None
        if point is not None and f.tag == ABS and point.tag == VAR and point not in frees(f) and point not in self.holes:
            return f"D[{_name(point.name)}]({self.put(apply(f, point), QUANT)})", ATOM
        if point is not None and is_call(f, "each", 1):  # the point tells the dimension
            return f"D(each({self.put(contracted(f.arg), QUANT)}))({self.put(point, QUANT)})", ATOM
        shown = f"D({self.put(f, QUANT)})"
        return (shown if point is None else f"{shown}({self.put(point, QUANT)})"), ATOM

    def each(self, head: Term, args: list[Term]) -> Shown:
        return f"each({self.put(contracted(args[0]), QUANT)})({self.put(args[1], QUANT)})", ATOM

    def partial(self, head: Term, args: list[Term]) -> Shown:
        f, k, theta = args
        if theta.tag != VAR or theta in frees(f):
            return self.plain_call(head, args)
        return f"D[{_name(theta.name)}[{self.put(k, QUANT)}]]({self.put(apply(f, theta), QUANT)})", ATOM

    # logic and arithmetic

    def equality(self, head: Term, args: list[Term]) -> Shown:
        a, b = args
        if a.type is bool_ and head.name == "eq":
            return f"Iff({self.put(a, QUANT)}, {self.put(b, QUANT)})", ATOM
        name = "Eq" if head.name == "eq" else "Ne"
        if a.type is nat and (is_size(a) or is_size(b)):
            return f"{name}({self.unknown(a)}, {self.unknown(b)})", ATOM
        if a.type is nat and not _anchored(a) and not _anchored(b):
            return f"{name}(nat({self.put(a, QUANT)}), {self.put(b, QUANT)})", ATOM
        left, right = self.operands(a, b, QUANT, QUANT)
        return f"{name}({left}, {right})", ATOM

    def connective(self, head: Term, args: list[Term]) -> Shown:
        parts = [args[0], *conjuncts(head.name, args[1])]
        if head.name == "and" and all(is_call(p, "integrable", 2) for p in parts):
            rows = [self.below(p.fun.arg, p.arg) for p in parts]
            if all(row[0] == rows[0][0] for row in rows):
                return f"integrable[{rows[0][0]}]({', '.join(self.put(body, QUANT) for _, body in rows)})", ATOM
        return f"{head.name.capitalize()}({', '.join(self.put(p, QUANT) for p in parts)})", ATOM

    def implication(self, head: Term, args: list[Term]) -> Shown:
        return f"Implies({self.put(args[0], QUANT)}, {self.put(args[1], QUANT)})", ATOM

    def negation(self, head: Term, args: list[Term]) -> Shown:
        return f"Not({self.put(args[0], QUANT)})", ATOM

    def relation(self, head: Term, args: list[Term]) -> Shown:
        sign = _RELATIONS[head.name]
        return f"{self.put(args[0], REL + 1)} {sign} {self.put(args[1], REL + 1)}", REL

    def sum_(self, head: Term, args: list[Term]) -> Shown:
        left, right = self.operands(args[0], args[1], SUM, SUM + 1)
        return f"{left} {'+' if head.name.endswith('add') else '-'} {right}", SUM

    def product(self, head: Term, args: list[Term]) -> Shown:
        left, right = self.operands(args[0], args[1], PROD, PROD + 1)
        return f"{left} * {right}", PROD

    def quotient(self, head: Term, args: list[Term]) -> Shown:
        return f"{self.put(args[0], PROD)} / {self.put(args[1], PROD + 1, right=True)}", PROD

    def operands(self, a: Term, b: Term, first: int, second: int) -> tuple[str, str]:
        """Both sides; a natural number that stands as a real one is marked where `n + 1` would be read as natural."""
        right = self.put(b, second, right=second > QUANT)
        if _looks_natural(a) and _looks_natural(b):
            if is_call(a, "cast", 1):
                return f"real({self.put(a.arg, QUANT)})", right
            if is_call(b, "cast", 1):
                return self.put(a, first), f"real({self.put(b.arg, QUANT)})"
        return self.put(a, first), right

    def negative(self, head: Term, args: list[Term]) -> Shown:
        (a,) = args
        inside = self.put(a, POW, right=True)
        return (f"-({inside})" if a.tag == LIT and inside[0] != "(" else f"-{inside}"), MINUS

    def inverse(self, head: Term, args: list[Term]) -> Shown:
        (a,) = args
        if is_call(a, "pow", 2) and a.arg.tag == LIT and a.arg.value >= 2:
            return f"{self.put(a.fun.arg, ATOM)}**-{a.arg.value}", POW
        return f"{self.put(a, ATOM)}**-1", POW

    def power(self, head: Term, args: list[Term]) -> Shown:
        base = self.put(args[0], ATOM)
        return f"{f'({base})' if base[-1] == '*' else base}**{self.put(args[1], ATOM)}", POW

    def cast(self, head: Term, args: list[Term]) -> Shown:
        (a,) = args
        return self.show(a) if _anchored(a) else (f"real({self.put(a, QUANT)})", ATOM)

    def pair(self, head: Term, args: list[Term]) -> Shown:
        return f"({', '.join(self.unknown(a) for a in [args[0], *components(args[1])])})", ATOM

    def entry(self, head: Term, args: list[Term]) -> Shown:
        """tau.s[t] and tau.a[t] of a run"""
        (w,) = args
        if w.tag == APP and run_symbol(w.fun) is not None:
            return f"{w.fun.name}.{'s' if head.name == 'fst' else 'a'}[{self.put(w.arg, QUANT)}]", ATOM
        return self.plain_call(head, args)

    def joint(self, head: Term, args: list[Term]) -> Shown:
        """p(x), p(x | z) of a joint density."""
        if not role(head, args):
            return self.plain_call(head, args)
        name = _name(args[1].name)
        if head.name.startswith("marginal"):
            return f"{name}({self.arguments(args[2])})", ATOM
        return f"{name}({self.arguments(args[3])} | {self.arguments(args[2])})", ATOM

    def conditional(self, head: Term, args: list[Term]) -> Shown:
        if role(head, args) and len(args) == 3:
            return f"{_name(args[1].name)}(. | {self.arguments(args[2])})", ATOM
        return self.joint(head, args)


def drawn_of(body: Term) -> Term | None:
    """The variable at which a density stands, when the body is a density at a variable."""
    if body.tag != APP or body.arg.tag != VAR:
        return None
    head, args = spine(body)
    if head.tag == CONST and head.name == "trajectory":
        return body.arg if len(args) == 5 and run_symbol(body.arg) is not None and body.arg not in frees(body.fun) else None
    if head.tag == CONST:
        return body.arg if role(head, args) and not any(body.arg in frees(a) for a in args[:-1]) else None
    n, kind = len(args), style(head)
    full = (kind == "conditional" and n == 2) or (kind == "family" and n == arity(head.type)) or (kind == "density" and n == 1)
    return body.arg if full and (kind != "density" or head.type.args[0].name != "prod") and body.arg not in frees(body.fun) else None


def _name(name: str) -> str:
    plain_name = PLAIN_NAME.fullmatch(name) and name not in WORDS and name not in HEADS and not name.endswith(".T")
    return name if plain_name else f"`{name}`"


def _number(t: Term) -> Shown:
    text = str(t.value)
    if "/" in text:
        return text, PROD
    return text, MINUS if text[0] == "-" else ATOM


_NATURAL = ("nat_add", "nat_mul", "nat_sub")
_REAL = ("add", "mul", "sub")


def _anchored(t: Term) -> bool:
    """A natural number that a reader knows to be one: something in it is not a numeral."""
    if t.tag == LIT:
        return False
    if t.tag == APP and t.fun.tag == APP and t.fun.fun.tag == CONST and t.fun.fun.name in _NATURAL:
        return _anchored(t.fun.arg) or _anchored(t.arg)
    return True


def _numeral(t: Term) -> bool:
    if t.tag == LIT:
        return t.value >= 0 and t.value == int(t.value)
    return (
        t.tag == APP and t.fun.tag == APP and t.fun.fun.tag == CONST and t.fun.fun.name in _REAL and _numeral(t.fun.arg) and _numeral(t.arg)
    )


def _looks_natural(t: Term) -> bool:
    return (is_call(t, "cast", 1) and _anchored(t.arg) and not is_size(t.arg)) or _numeral(t)


_GROWTH = {"is_big_o": "BigO", "is_theta": "Theta"}
_RELATIONS = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">"}
_SPECIAL: dict[str, tuple[int, Callable[[_Text, Term, list[Term]], Shown]]] = {
    "eq": (2, _Text.equality),
    "ne": (2, _Text.equality),
    "and": (2, _Text.connective),
    "or": (2, _Text.connective),
    "implies": (2, _Text.implication),
    "not": (1, _Text.negation),
    "forall": (1, _Text.quantifier),
    "exists": (1, _Text.quantifier),
    "le": (2, _Text.relation),
    "lt": (2, _Text.relation),
    "ge": (2, _Text.relation),
    "gt": (2, _Text.relation),
    "add": (2, _Text.sum_),
    "sub": (2, _Text.sum_),
    "nat_add": (2, _Text.sum_),
    "nat_sub": (2, _Text.sum_),
    "mul": (2, _Text.product),
    "nat_mul": (2, _Text.product),
    "div": (2, _Text.quotient),
    "neg": (1, _Text.negative),
    "inv": (1, _Text.inverse),
    "pow": (2, _Text.power),
    "cast": (1, _Text.cast),
    "pair": (2, _Text.pair),
    "fst": (1, _Text.entry),
    "snd": (1, _Text.entry),
    "sum": (3, _Text.range),
    "prod": (3, _Text.range),
    "sup": (1, _Text.over),
    "argmin": (1, _Text.over),
    "argmax": (1, _Text.over),
    "max": (1, _Text.over),
    "support": (1, _Text.support),
    "mass": (2, _Text.mass),
    "lim": (1, _Text.limit),
    "finite": (1, _Text.finite),
    "subset": (2, _Text.subset),
    "tends": (2, _Text.tends),
    "is_big_o": (2, _Text.growth),
    "is_theta": (2, _Text.growth),
    "cost": (1, _Text.cost),
    "name_step": (3, _Text.program),
    "integral": (2, _Text.integral),
    "variance": (2, _Text.variance),
    "integrable": (2, _Text.integrable),
    "dens": (2, _Text.law),
    "bijective": (5, _Text.bijection),
    "dominated": (4, _Text.dominated),
    "identity": (0, _Text.identity),
    "partial": (3, _Text.partial),
    "deriv": (-2, _Text.derivative),
    "jacobian": (-2, _Text.derivative),
    "each": (2, _Text.each),
    "given_left": (-4, _Text.conditional),
    "given_right": (-4, _Text.conditional),
    "marginal_left": (3, _Text.joint),
    "marginal_right": (3, _Text.joint),
}
