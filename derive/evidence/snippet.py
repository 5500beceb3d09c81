"""A counterexample as a program: only `fractions` and `math`, both sides recomputed, the failure shown."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, final

from derive.evidence import programs
from derive.evidence.definitions import reachable
from derive.evidence.laws import Measure
from derive.evidence.logic import range_of
from derive.evidence.samples import REALS
from derive.evidence.values import python_number
from derive.kernel import axioms
from derive.kernel.terms import ABS, APP, CONST, LIT, VAR, Term, apply, const, frees, instantiate_types, parts, signature, var
from derive.kernel.types import Type, bool_, fun, match_type, nat, real

if TYPE_CHECKING:
    from derive.evidence.describe import Place
    from derive.evidence.model import Model
    from derive.evidence.trial import Trial

_TEMPLATES = {
    "add": "({} + {})", "sub": "({} - {})", "mul": "({} * {})", "div": "({} / {})", "neg": "(-{})", "inv": "(1 / {})", "pow": "({} ** {})",
    "abs": "abs({})", "cast": "F({})", "nat_add": "({} + {})", "nat_mul": "({} * {})", "nat_sub": "max({} - {}, 0)",
    "exp": "exp({})", "log": "log({})", "tanh": "tanh({})", "not": "(not {})", "and": "({} and {})", "or": "({} or {})", "implies": "(not {} or {})",
    "true": "True", "false": "False", "pair": "({}, {})", "fst": "{}[0]", "snd": "{}[1]",
    "le": "at_most({}, {})", "ge": "at_most({1}, {0})", "lt": "(not at_most({1}, {0}))", "gt": "(not at_most({0}, {1}))",
    "recursion": "recursion({}, {}, {})", "deriv": "D({}, {})", "dens": "dens({}, {})", "variance": "variance({}, {})", "partial": "partial({}, {}, {})",
    "update": "update({}, {}, {})", "identity": "F({} == {})",
    "integrable": "true({}, {})", "measurable": "true({})", "measurable_kernel": "true({})", "measurable_map": "true({})", "bounded": "true({})",
    "has_deriv": "has_deriv({}, {}, {})", "differentiable_at": "differentiable_at({}, {})", "differentiable": "differentiable({})", "dominated": "dominated({}, {}, {}, {})", **programs.TEMPLATES,
}  # fmt: skip
_ARITY = {
    "has_deriv": 3,
    "update": 3,
    "recursion": 3,
    "partial": 3,
    "dominated": 4,
    "integrable": 2,
    "true": 0,
    "false": 0,
    **programs.ARITY,
}
_ONE = {
    "neg",
    "inv",
    "abs",
    "cast",
    "exp",
    "log",
    "tanh",
    "not",
    "fst",
    "snd",
    "measurable",
    "measurable_kernel",
    "measurable_map",
    "bounded",
    "differentiable",
}

_HELPERS = {
    "same": """def same(a, b):
    exact = not isinstance(a, float) and not isinstance(b, float)
    return a == b if exact else abs(a - b) <= 1e-9 * (1 + abs(a))
""",
    "at_most": """def at_most(a, b):
    exact = not isinstance(a, float) and not isinstance(b, float)
    return a <= b if exact else a <= b + 1e-9 * (1 + abs(b))
""",
    "recursion": """def recursion(start, step, n):
    for i in range(n):
        start = step(i)(start)
    return start
""",
    "D": """def D(f, x, h=F(1, 1000)):
    right, left = (f(x + h) - f(x)) / h, (f(x) - f(x - h)) / h
    if abs(right - left) > F(1, 5) * (1 + abs(right)):
        raise ValueError("a kink")
    return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
""",
    "has_deriv": """def has_deriv(f, d, x):
    return same(D(f, x), d)
""",
    "differentiable_at": """def differentiable_at(f, x):
    try:
        return D(f, x) is not None
    except ValueError:
        return False
""",
    "differentiable": """def differentiable(f):
    return all(differentiable_at(f, F(n, 2)) for n in range(-10, 11))
""",
    "dominated": """def dominated(mu, f, k, theta):
    return all(partial(lambda v: f(v)(x), k, theta) is not None for x in mu)
""",
    "true": """def true(*_):
    return True
""",
    "update": """def update(theta, k, u):
    return lambda j: u if j == k else theta(j)
""",
    "partial": """def partial(f, k, theta):
    return D(lambda u: f(update(theta, k, u)), theta(k))
""",
    "integral": """def integral(mu, f):
    return sum((w * f(x) for x, w in mu.items() if w), F(0))
""",
    "dens": """def dens(mu, f):
    if any(w and f(x) < -1e-9 for x, w in mu.items()):
        raise ValueError("a negative density")
    return {x: w * f(x) if w else w for x, w in mu.items()}
""",
    "variance": """def variance(mu, f):
    return integral(mu, lambda x: f(x) ** 2) - integral(mu, f) ** 2
""",
    **programs.HELPERS,
}
_NEEDS = {
    "partial": ("D", "update"),
    "variance": ("integral",),
    "has_deriv": ("D", "same"),
    "differentiable_at": ("D",),
    "differentiable": ("differentiable_at", "D"),
    "dominated": ("partial", "D", "update"),
    **programs.NEEDS,
}


class Untranslated(Exception):
    """A term that has no counterpart in the snippets' Python."""


@final
class Writer:
    """Writes terms as Python expressions."""

    def __init__(self, sizes: dict[Type, int], reals: Sequence[str]) -> None:
        self.sizes, self.reals = sizes, reals
        self.names: dict[Term, str] = {}
        self.taken: set[str] = {"F", "ceil", "exp", "floor", "isqrt", "log", "prod", "sqrt", "tanh", "left", "right", "holds", *_HELPERS}
        self.used: set[str] = set()

    def name(self, v: Term) -> str:
        """A Python name for a variable."""
        if v not in self.names:
            plain = re.sub(r"\W", "_", v.name.replace("^*", "_star").replace("'", "_").replace("any.", "v"))
            while plain in self.taken or keyword.iskeyword(plain):
                plain += "_"
            self.taken.add(plain)
            self.names[v] = plain
        return self.names[v]

    def domain(self, t: Type) -> str:
        """The points of a type."""
        if t.is_var or t.name == "unit":
            return f"range({self.sizes.get(t, 1)})"
        if t is nat:
            return "range(6)"
        if t is real:
            return f"[{', '.join(self.reals)}]"
        if t is bool_:
            return "[True, False]"
        if t.name == "prod":
            return f"[(l, r) for l in {self.domain(t.args[0])} for r in {self.domain(t.args[1])}]"
        raise Untranslated(str(t))

    def opened(self, f: Term) -> tuple[str, str]:
        """A function as variable and body."""
        domain = f.type.args[0]
        base = f.name if f.tag == ABS and f.name else "v"
        used = {v.name for v in frees(f)}
        while base in used:
            base += "'"
        v = var(base, domain)
        outer = self.names.pop(v, None)
        name = self.name(v)
        body = self.write(apply(f, v))
        self.taken.discard(name)
        del self.names[v]
        if outer is not None:
            self.names[v] = outer
        return name, body

    def write(self, t: Term) -> str:
        """A closed term as a Python expression."""
        if t.tag == VAR:
            return self.name(t)
        if t.tag == LIT:
            return str(t.value) if t.type is nat else python_number(Fraction(t.value))
        if t.tag == ABS:
            name, body = self.opened(t)
            return f"(lambda {name}: {body})"
        name, args = parts(t)
        if not name:
            return f"{self.write(t.fun)}({self.write(t.arg)})"
        arity = _arity(name)
        if arity is not None and len(args) > arity:
            return f"{self.write(t.fun)}({self.write(t.arg)})"
        if arity is not None and len(args) < arity:
            v, body = self.opened(t)
            return f"(lambda {v}: {body})"
        return self.constant(t, name, args)

    def constant(self, t: Term, name: str, args: tuple[Term, ...]) -> str:
        """A constant with all its arguments."""
        if name in ("eq", "ne"):
            found = self.equality(args[0].type, *args)
            return f"(not {found})" if name == "ne" else found
        if name in ("forall", "exists", "sup", "norm"):
            f = args[0]
            v, body = self.opened(f)
            domain = self._range(f, name == "forall") or self.domain(f.type.args[0])
            word = {"forall": "all", "exists": "any"}.get(name, "max")
            return f"{word}({f'abs({body})' if name == 'norm' else body} for {v} in {domain})"
        if name in ("sum", "prod"):
            v, body = self.opened(args[2])
            return f"{name}(({body} for {v} in range({self.write(args[0])}, {self.write(args[1])} + 1)), start=F({int(name == 'prod')}))"
        if name == "integral" and parts(args[0])[0] == "counting":
            v, body = self.opened(args[1])
            return f"sum(({body} for {v} in {self.domain(args[1].type.args[0])}), start=F(0))"
        if name in ("euclidean", "sigma_max", "spectral_radius"):
            return self.size(name, args[0])
        if name == "has_jacobian":
            f, j, u = args
            at = apply(const("jacobian", fun(f.type, u.type, j.type)), f, u)
            return self.equality(j.type, at, j)
        if name == "counting":
            return f"{{i: F(1) for i in {self.domain(t.type.args[0])}}}"
        if name == "integral":
            self.used.add("integral")
            return f"integral({self.write(args[0])}, {self.write(args[1])})"
        if name in ("fst", "snd") and parts(args[0])[0] == "pair":
            return self.write(parts(args[0])[1][name == "snd"])
        template = _TEMPLATES.get(name)
        if template is not None:
            helper = {"le": "at_most", "lt": "at_most", "ge": "at_most", "gt": "at_most"}.get(name, name)
            if helper in _HELPERS or helper == "deriv":
                self.used.add("D" if helper == "deriv" else helper)
            return template.format(*map(self.write, args))
        return self.write(_unfolded(t, name, args))

    def size(self, name: str, a: Term) -> str:
        """A norm or spectral radius, with the indices that it goes through."""
        first = self.domain(a.type.args[0])
        second = f", {self.domain(a.type.args[1].args[0])}" if name == "sigma_max" else ""
        return f"{name}({self.write(a)}, {first}{second})"

    def _range(self, f: Term, universal: bool) -> str:
        """The range of natural numbers that a bounded quantifier goes through."""
        if f.tag != ABS or f.type.args[0] is not nat:
            return ""
        low, high, strict = range_of(f.fun, universal)
        if high is None or high.loose or (low is not None and low.loose):
            return ""
        first = f"ceil({self.write(low)})" if low is not None else "0"
        last = f"ceil({self.write(high)}) - 1" if strict else f"floor({self.write(high)})"
        return f"range(max(0, {first}), {last} + 1)"

    def equality(self, t: Type, a: Term, b: Term) -> str:
        """a = b at a type."""
        if t is bool_:
            return f"(bool({self.write(a)}) == bool({self.write(b)}))"
        if not t.is_var and t.name == "fun":
            v = var("any.point", t.args[0])
            while v in frees(a) | frees(b):  # two functions of two arguments: one point for each
                v = var(f"{v.name}'", t.args[0])
            name = self.name(v)
            inner = self.equality(t.args[1], apply(a, v), apply(b, v))
            return f"all({inner} for {name} in {self.domain(t.args[0])})"
        if t is real:
            self.used.add("same")
            return f"same({self.write(a)}, {self.write(b)})"
        return f"({self.write(a)} == {self.write(b)})"


def _arity(name: str) -> int | None:
    if name in _ARITY:
        return _ARITY[name]
    if name in _ONE or name in ("forall", "exists", "sup", "norm"):
        return 1
    if name in ("sum", "prod"):
        return 3
    if name == "counting":
        return 0
    return 2 if name in _TEMPLATES or name in ("eq", "ne", "integral") else None


def _unfolded(t: Term, name: str, args: tuple[Term, ...]) -> Term:
    found = axioms.definitions().get(name)
    if found is None:
        raise Untranslated(name)
    head = t
    while head.tag == APP:
        head = head.fun
    if head.tag != CONST:
        raise Untranslated(name)
    mapping: dict[Type, Type] = {}
    match_type(signature()[name], head.type, mapping)
    return apply(instantiate_types(found[0].concl.arg, mapping), *args)


def literal_of(t: Type, x: Any) -> str:
    """The value of a bound variable in Python."""
    if t is real and hasattr(x, "p"):
        return python_number(Fraction(int(x.p), int(x.q)))
    if isinstance(x, int | tuple):
        return repr(x)
    raise Untranslated(str(t))


def snippet(trial: Trial, model: Model, statement: Term, place: Place) -> str:
    """A program of its own whose variable `holds` ends up False (None: a side has no value); "" when there is no counterpart."""
    if 0 in model.sizes.values():
        return ""  # an infinite space has no program that sums over it
    try:
        return _snippet(trial, model, place)
    except Untranslated:
        return ""


def _snippet(trial: Trial, model: Model, place: Place) -> str:
    definitions = trial.plan.definitions
    reals = [
        python_number(Fraction(int(x.p), int(x.q))) for x in [*trial.evaluator.hints, *trial.evaluator.sampled(real)] if hasattr(x, "p")
    ] or [str(x) for x in REALS]
    writer = Writer(model.sizes, reals)
    needed = reachable([place.part], definitions)
    rows: list[str] = []
    for v in sorted((v for v in needed if v not in definitions and v not in place.bound), key=lambda v: (v.name, str(v.type))):
        spec = model.specs.get(v)
        if spec is None:
            raise Untranslated(v.name)
        note = "  # point: weight" if isinstance(spec, Measure) else ""
        rows.append(f"{writer.name(v)} = {spec.python(model)}{note}")
    for v, x in place.bound.items():
        if v in needed:
            rows.append(f"{writer.name(v)} = {literal_of(v.type, x)}")
    tail: list[str] = []
    for v in _ordered([v for v in needed if v in definitions], definitions):
        body = writer.write(definitions[v])
        tail.append(f"{writer.name(v)} = {body}")
    name, args = parts(place.part)
    if name in ("eq", "ne", "le", "lt", "ge", "gt") and len(args) == 2 and args[0].type is real:
        left, right = var("any.left", real), var("any.right", real)
        writer.names.update({left: "left", right: "right"})
        tail += [f"left = {writer.write(args[0])}", f"right = {writer.write(args[1])}"]
        shown = {"eq": "=", "ne": "!=", "le": "<=", "lt": "<", "ge": ">=", "gt": ">"}[name]
        head = place.part.fun.fun
        tail += [f"holds = {writer.write(apply(head, left, right))}", f'print("left", left, "right", right, "left {shown} right:", holds)']
    else:
        tail += [f"holds = {writer.write(place.part)}", 'print("the statement:", holds)']
    indented = [f"    {row}" for row in tail]
    source = "\n".join([*rows, *tail])
    wanted = {h for h in _HELPERS if re.search(rf"\b{h}\(", source)}
    for h in sorted(wanted):
        wanted.update(_NEEDS.get(h, ()))
    helpers = [_HELPERS[h] for h in _HELPERS if h in wanted]
    functions = sorted(
        {
            w
            for w in ("ceil", "exp", "floor", "isqrt", "log", "prod", "sqrt", "tanh")
            if re.search(rf"\b{w}\b", "\n".join([source, *helpers]))
        }
    )
    head_lines = ["from fractions import Fraction as F"] + ([f"from math import {', '.join(functions)}"] if functions else [])
    body = "\n".join(
        [
            *rows,
            "try:",
            *indented,
            "except (ValueError, ZeroDivisionError) as problem:",
            "    holds = None",
            '    print("a side has no value:", problem)',
        ]
    )
    return "\n".join(head_lines) + "\n\n" + "".join(f"{h}\n" for h in helpers) + body + "\n"


def _ordered(defined: list[Term], definitions: dict[Term, Term]) -> list[Term]:
    """Each definition after those that it uses."""
    found: list[Term] = []

    def visit(v: Term) -> None:
        if v in found:
            return
        for w in sorted(frees(definitions[v]), key=lambda w: w.name):
            if w in definitions:
                visit(w)
        found.append(v)

    for v in sorted(defined, key=lambda v: v.name):
        visit(v)
    return found
