"""A counterexample for a reader: the values of the symbols, the place where the statement fails, both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

from derive.evidence.functions import Constant, Polynomial, Smooth
from derive.evidence.infinite import Grown, Series
from derive.evidence.laws import Family, Law, Measure
from derive.evidence.model import Model
from derive.evidence.numbers import FALSE, TRUE, AtLeast, NoValue, strip
from derive.evidence.snippet import snippet
from derive.evidence.trial import Trial
from derive.evidence.values import Function, Spec, joined
from derive.evidence.values import Sequence as Entries
from derive.kernel.terms import ABS, Term, apply, equation, frees, parts, type_vars, var
from derive.kernel.types import DIM, Type, bool_, nat, real
from derive.language.logic import call
from derive.language.programs import spoken

if TYPE_CHECKING:
    from derive.course.records import Counterexample

RELATIONS = {"eq": "=", "ne": "!=", "le": "<=", "lt": "<", "ge": ">=", "gt": ">"}
_COUNTS = {0: "the points 0, 1, 2, ...", 1: "one point", 2: "two points", 3: "three points"}
_TABLES = (Function, Family, Law, Measure, Smooth, Polynomial, Entries, Constant, Grown, Series)


@final
@dataclass
class Place:
    """Where a statement fails: the part of it, and the values of the variables that were bound on the way."""

    part: Term
    bound: dict[Term, Any] = field(default_factory=dict)


def letters(t: Type) -> list[str]:
    """Names for the arguments of a function: s, a for a function on S x A."""
    if t.is_var:
        return ["i" if t.kind == DIM else t.name[0].lower()]
    if t.name == "fun":
        return ["theta" if t.args[0].kind == DIM else "f"]
    if t.name == "prod":
        return [*letters(t.args[0]), *letters(t.args[1])]
    return [{"nat": "n", "real": "x", "bool": "p"}.get(t.name, "u")]


def argument_names(t: Type) -> list[str]:
    """Names for all arguments of a curried function or a measure."""
    found: list[str] = []
    while not t.is_var and t.name in ("fun", "measure"):
        found += letters(t.args[0])
        if t.name == "measure":
            break
        t = t.args[1]
    return [n + "'" * found[:i].count(n) for i, n in enumerate(found)]


def failing_place(trial: Trial, statement: Term) -> Place:
    """Go into the statement as long as one part alone is responsible."""
    ev, place = trial.evaluator, Place(statement)

    def fails(t: Term) -> bool:
        try:
            return bool(ev.truth(ev.node(t)).truth == FALSE)
        except NoValue:
            return False

    def open_or_false(t: Term) -> bool:
        answer = ev.truth(ev.node(t))
        return answer.truth == FALSE or answer.why == "undefined"

    judge: Callable[[Term], bool] = fails if fails(statement) else open_or_false
    while True:
        name, args = parts(place.part)
        if name == "forall" and len(args) == 1 and args[0].tag == ABS:
            domain = args[0].type.args[0]
            v = _fresh(args[0].name, domain, statement, place)
            body = apply(args[0], v)
            points = ev.domain(domain)
            if points is None:
                points = list(range(40)) if domain is nat else list(ev.sampled(domain))
            for x in points:
                ev.values[v] = x
                ev.restart(ev.bits)
                if judge(body):
                    place = Place(body, {**place.bound, v: x})
                    break
            else:
                return place
        elif name == "implies" and len(args) == 2 and ev.truth(ev.node(args[0])).truth == TRUE:
            place.part = args[1]
        elif name == "eq" and len(args) == 2 and not args[0].type.is_var and args[0].type.name == "fun":
            point = _differing_point(trial, statement, place, args, judge)
            if point is None:
                return place
            place = point
        elif name == "differentiable" and len(args) == 1:
            v = _fresh("x", real, statement, place)
            kink = next((x for x in ev.sampled(real) if _is(ev, v, x, call("differentiable_at", args[0], v), fails)), None)
            return place if kink is None else Place(call("differentiable_at", args[0], v), {**place.bound, v: kink})
        elif name == "and" and len(args) == 2:
            place.part = args[0] if judge(args[0]) else args[1]
        else:
            return place


def _is(ev: Any, v: Term, x: Any, part: Term, judge: Callable[[Term], bool]) -> bool:
    ev.values[v] = x
    ev.restart(ev.bits)
    return judge(part)


def _differing_point(trial: Trial, statement: Term, place: Place, args: tuple[Term, ...], judge: Callable[[Term], bool]) -> Place | None:
    """Two functions that differ: a point where they do."""
    ev, domain = trial.evaluator, args[0].type.args[0]
    names = [f.name for a in args for f in (a, a.arg) if f is not None and f.tag == ABS and f.type.args[0] is domain and f.name]
    v = _fresh([*names, letters(domain)[0]][0], domain, statement, place)
    part = equation(apply(args[0], v), apply(args[1], v))
    points = ev.domain(domain)
    for x in ev.sampled(domain) if points is None else points:
        ev.values[v] = x
        ev.restart(ev.bits)
        if judge(part):
            return Place(part, {**place.bound, v: x})
    return None


def _fresh(name: str, t: Type, statement: Term, place: Place) -> Term:
    used = {v.name for v in (*frees(statement), *place.bound)}
    name = name or "x"
    while name in used:
        name += "'"
    return var(name, t)


def number_text(x: Any) -> str:
    """A number for a reader."""
    x = strip(x)
    if isinstance(x, AtLeast):
        return f"at least {number_text(x.low)}"
    if hasattr(x, "p"):
        return str(x)
    return str(x.str(10, radius=False))


def value_text(trial: Trial, t: Type, x: Any) -> str:
    """Any value for a reader."""
    if t is real:
        return number_text(x)
    if t is nat:
        return str(x)
    if t is bool_:
        return {TRUE: "true", FALSE: "false"}.get(x, "open")
    if t.is_var or t.name == "unit":
        return str(x + 1)
    if t.name == "prod":
        return f"({value_text(trial, t.args[0], x[0])}, {value_text(trial, t.args[1], x[1])})"
    if t.name == "fun":
        points = trial.evaluator.domain(t.args[0])
        if points is None or len(points) > 9:
            return ""
        inner = t.args[1]
        if not inner.is_var and inner.name == "fun":  # a matrix, in rows
            columns = trial.evaluator.domain(inner.args[0])
            if columns is not None and len(columns) <= 9:
                rows = [[value_text(trial, inner.args[1], x(p)(q)) for q in columns] for p in points]
                return "" if any("" in row for row in rows) else joined(rows)
        shown = [value_text(trial, t.args[1], x(p)) for p in points]
        if "" in shown:
            return ""
        return shown[0] if len(set(shown)) == 1 else f"({', '.join(shown)})"
    return ""


def sides(trial: Trial, part: Term) -> tuple[str, str, str]:
    """Left value, relation, right value; empty when the part is no relation."""
    name, args = parts(part)
    if name not in RELATIONS or len(args) != 2:
        return "", "", ""
    shown = []
    for a in args:
        try:
            shown.append(value_text(trial, a.type, trial.evaluator.node(a)(())))
        except NoValue as e:
            shown.append("undefined" if e.reason == "undefined" else "unknown")
    return (shown[0], RELATIONS[name], shown[1]) if all(shown) else ("", "", "")


def describe(trial: Trial, model: Model, statement: Term) -> Counterexample:
    """The record of a counterexample; the model has been entered."""
    from derive.course.records import Counterexample

    values: dict[str, str] = {}
    latex: dict[str, str] = {}

    def show(key: str, text: str, formula: str) -> None:
        values[key], latex[key] = text, formula

    matter = _matter(trial, statement)
    spaces = {t for v in matter for t in v.type.tvars} | set(type_vars(statement))
    for t in [t for t in model.plan.types if t in spaces]:
        n = model.sizes.get(t, 1)
        text = str(n) if t.kind == DIM else _COUNTS.get(n, f"{n} points")
        show(t.name, text, text if t.kind == DIM else rf"\text{{{text}}}")
    for v in sorted(model.specs, key=lambda v: (v.name, str(v.type))):
        spec = model.specs[v]
        if v not in matter or (isinstance(spec, Measure) and not spec.probability and set(spec.weights) == {1}):
            continue
        text = spec.text(model)
        if text == "1" and _forced(v.type, model):
            continue
        show(_key(v, spec, text), text, spec.latex(model))
    for v in sorted((v for v in trial.plan.definitions if v in matter), key=lambda v: v.name):
        try:
            text = value_text(trial, v.type, trial.evaluator.node(v)(()))
        except NoValue as e:
            text = "undefined" if e.reason == "undefined" else ""
        if text:
            table = text.startswith("(") and v.type.name == "fun" and not _is_array(v.type)
            key = f"{v.name}({', '.join(argument_names(v.type))})" if table else v.name
            show(key, text, text if text != "undefined" else r"\text{undefined}")
    place = failing_place(trial, statement)
    for v, x in place.bound.items():
        text = value_text(trial, v.type, x)
        if text and not (v.type.is_var and _forced(v.type, model)):
            show(v.name, text, text)
    left, relation, right = sides(trial, place.part)
    return Counterexample(values, latex, left, right, relation, True, snippet(trial, model, statement, place))


def _matter(trial: Trial, statement: Term) -> set[Term]:
    """The symbols of the statement, of the hypotheses that bind them, and of the definitions of all these."""
    plan = trial.plan
    own = _through_definitions(set(spoken(statement)), plan.definitions)
    binding = {v for h in plan.hypotheses if spoken(h) & own and not _defines(h, plan.definitions) for v in frees(h)}
    return _through_definitions(own | binding, plan.definitions)


def _through_definitions(found: set[Term], definitions: dict[Term, Term]) -> set[Term]:
    todo = list(found)
    while todo:
        new = set(spoken(definitions[v])) - found if (v := todo.pop()) in definitions else set()
        found |= new
        todo += new
    return found


def _defines(h: Term, definitions: dict[Term, Term]) -> bool:
    name, args = parts(h)
    return name == "eq" and len(args) == 2 and args[0] in definitions


def _forced(t: Type, model: Model) -> bool:
    """Whether a space with one point leaves no choice: its point, and the distribution on it."""
    while not t.is_var and t.name == "fun":
        t = t.args[1]
    space = t if t.is_var or t.name != "measure" else t.args[0]
    return space.is_var and model.sizes.get(space, 1) == 1


def _key(v: Term, spec: Spec, text: str) -> str:
    """The symbol with its arguments, unless its value is one number."""
    table = isinstance(spec, _TABLES)
    constant = not text.startswith("(") and not isinstance(spec, Smooth | Polynomial | Family | Grown | Series)
    if not table or constant or _is_array(v.type):
        return v.name
    return f"{v.name}({', '.join(argument_names(v.type))})"


def _is_array(t: Type) -> bool:
    """A vector or a matrix: its entries speak for themselves."""
    while t.name == "fun" and not t.is_var and t.args[0].kind == DIM:
        t = t.args[1]
    return t is real
