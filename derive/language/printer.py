"""What both printers ask of a term: how its head is written, which variable it binds, what an expectation draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from derive.kernel.terms import ABS, APP, CONST, LIT, VAR, Term, abstract, apply, frees, literal, signature, var
from derive.kernel.types import DIM, Type, bool_, nat, real
from derive.language.head import HEADS
from derive.language.matrices import shape
from derive.language.notation import fresh_name, letter_for
from derive.language.symbols import SYMBOLS


def spine(t: Term) -> tuple[Term, list[Term]]:
    """The head of an application and its arguments."""
    args: list[Term] = []
    while t.tag == APP:
        args.append(t.arg)
        t = t.fun
    args.reverse()
    return t, args


def style(head: Term) -> str:
    """How a variable takes its arguments: its style in SYMBOLS, "vector" when its argument is an index, else "function"."""
    known = SYMBOLS.get(head)
    found = "function" if known is None else known.style
    t = head.type
    if found == "function" and t.name == "fun" and not t.is_var and t.args[0].kind == DIM:
        return "vector"
    return found


def arity(t: Type) -> int:
    """The number of arguments that a function of this type can take."""
    n = 0
    while t.name == "fun" and not t.is_var:
        n, t = n + 1, t.args[1]
    return n


@lru_cache(maxsize=1024)
def shown_arguments(head: Term) -> int:
    """The number of arguments that the templates of a head show; what comes after them is applied to the whole."""
    record = HEADS.get(head.name)
    if record is None:
        return arity(signature()[head.name])
    fields = [field for template in (record.text, record.latex) for _, field, _, _ in Formatter().parse(template) if field]
    return max((int(field.partition(".")[0]) + 1 for field in fields), default=0)


def is_call(t: Term, name: str, args: int) -> bool:
    """t is the constant applied to exactly this many arguments."""
    for _ in range(args):
        if t.tag != APP:
            return False
        t = t.fun
    return t.tag == CONST and t.name == name


def is_size(t: Term) -> bool:
    """The number that goes with a dimension: it stands for a real number wherever nothing asks for a natural one."""
    return t.tag == VAR and t.type is nat and t in SYMBOLS and SYMBOLS[t].sort.startswith("size(")


def names_in(*terms: Term) -> set[str]:
    """The names of the free variables."""
    return {v.name for t in terms for v in frees(t)}


def opened(f: Term, *avoid: Term) -> tuple[Term, Term]:
    """A variable for the argument of the function f, apart from what is free in f and `avoid`, and f at that variable."""
    t = f.type.args[0]
    name = (f.name if f.tag == ABS else "") or letter_for(t)
    if f.loose or any(a.loose for a in avoid):
        raise TypeError("only closed terms are printed")
    if not t.is_var and t.name == "fun" and t.args[0] is nat and run_symbol(var(name, t)) is None:
        name = next((r.name for r in SYMBOLS if r.type is t and style(r) == "run"), name)  # runs are called as their author calls them
    v = var(fresh_name(name, names_in(f, *avoid)), t)
    return v, apply(f, v)


def grouped(args: list[Term]) -> list[tuple[list[Term], Term]]:
    """Arguments in the groups in which they are written: indices of one vector or matrix together, any other alone."""
    found: list[tuple[list[Term], Term]] = []
    for a in args:
        if a.type.kind != DIM:
            found.append(([], a))
        elif found and found[-1][0]:
            found[-1][0].append(a)
        else:
            found.append(([a], a))
    return found


def is_zero(t: Term) -> bool:
    """The zero vector or matrix."""
    inside, dimensions = t, shape(t.type)
    while inside.tag == ABS:
        inside = inside.fun
    return bool(dimensions) and inside.tag == LIT and inside.value == 0


def is_reference(mu: Term) -> bool:
    """mu is the reference measure of a space or of declared runs, which is never written out."""
    if mu.tag == VAR:
        return style(mu) == "measure"
    return is_call(mu, "runs", 3) and any(s.reference is not None and s.reference.canon is mu.canon for s in SYMBOLS.values())


def run_symbol(v: Term) -> Term | None:
    """The declared run that v is, or is named after."""
    if v.tag != VAR or v.type.name != "fun" or v.type.args[0] is not nat:
        return None
    found = var(v.name.rstrip("'") or v.name, v.type)
    return next((w for w in (v, found) if style(w) == "run"), None)


def is_run_density(measure: Term) -> bool:
    """A measure of runs of T steps with the density `trajectory` of T steps."""
    if not is_call(measure, "dens", 2):
        return False
    reference, law = measure.fun.arg, measure.arg
    if not (is_call(reference, "runs", 3) and is_call(law, "trajectory", 4)) or reference.arg.canon is not law.arg.canon:
        return False
    return all(mu.tag == VAR and style(mu) == "measure" for mu in (reference.fun.arg, reference.fun.fun.arg))


@dataclass(frozen=True)
class Drawn:
    """How the variable of an integral is drawn.

    kind: "density" (shown: the density at the variable), "kernel" (shown: the kernel at its condition), "reference"
    (the measure that is not written), "measure" (shown: any other measure).
    """

    kind: str
    variable: Term
    shown: Term


def drawn(measure: Term, v: Term) -> Drawn:
    """How v is drawn from the measure."""
    if is_reference(measure):
        return Drawn("reference", v, measure)
    if is_run_density(measure) and run_symbol(v) is not None:
        return Drawn("density", v, apply(measure.arg, v))
    if is_call(measure, "dens", 2) and is_reference(measure.fun.arg):
        law = measure.arg
        if law.tag != ABS:
            head, args = spine(law)
            density = (
                (head.tag == VAR and style(head) == "conditional" and len(args) == 1)
                or (head.tag == VAR and style(head) == "density" and not args and law.type.args[0].name != "prod")
                or (head.tag == VAR and style(head) == "family" and len(args) == arity(head.type) - 1)
                or (head.tag == CONST and role(head, args) and len(args) == _ROLES[head.name] - 1)
            )
            if density and not (head.name.startswith("marginal") and not declared(v)):
                return Drawn("density", v, apply(law, v))
    if measure.tag == APP and measure.fun.tag == VAR and style(measure.fun) == "kernel":
        return Drawn("kernel", v, measure)
    if acting(measure) is not None:
        return Drawn("kernel", v, measure)
    return Drawn("measure", v, measure)


def acting(measure: Term) -> Term | None:
    """pi when the measure is policy(pi) at a state, for a variable pi."""
    return measure.fun.arg if is_call(measure, "policy", 2) and measure.fun.arg.tag == VAR else None


_ROLES = {"marginal_left": 3, "marginal_right": 3, "given_left": 4, "given_right": 4}


def role(head: Term, args: list[Term]) -> bool:
    """A marginal or conditional of a joint density that is told by the spaces of its arguments."""
    return head.name in _ROLES and len(args) >= 2 and is_reference(args[0]) and args[1].tag == VAR and style(args[1]) == "density"


def plain(t: Term) -> bool:
    """A function that is written without its argument: f, f[n], D(f), p(. | z), exp."""
    head, args = spine(t)
    if head.tag == VAR:
        return True
    if head.tag != CONST:
        return False
    if not args:
        return not signature()[head.name].tvars or head.name == "identity"
    if len(args) in _MATRICES.get(head.name, ()):
        return True
    if head.name in ("deriv", "jacobian"):
        return len(args) == 1 and contracted(args[0]).tag != ABS
    return role(head, args) and len(args) == 3 and _ROLES[head.name] == 4


_MATRICES = {"matmul": (2,), "matvec": (2,), "transpose": (1,), "diag": (1,), "each": (2,), "jacobian": (2,), "softmax_rows": (1,)}


def contracted(f: Term) -> Term:
    """The function x -> g(x) as g, when g is written without its argument."""
    if f.tag != ABS or f.loose:
        return f
    v, body = opened(f)
    if body.tag == APP and body.arg is v and v not in frees(body.fun):
        inner = contracted(body.fun)
        if plain(inner):
            return inner
    return f


_POINTWISE = {"add": 2, "sub": 2, "mul": 2, "div": 2, "neg": 1, "abs": 1, "inv": 1, "pow": 2}
_LINEAR = ("add", "sub", "mul", "neg", "div")  # what is written of matrices entry by entry


def pointwise(f: Term, start: int) -> tuple[Term, dict[Term, Term]] | None:
    """V - W for the function s -> V(s) - W(s): a term with placeholders (numbered from `start`), and the function that each stands for."""
    if f.tag != ABS or (f.type.args[1] is not real and len(shape(f.type)) != 2):
        return None
    v, body = opened(f)
    places = [v]
    if f.type.args[1] is not real:
        w, body = opened(body, v)
        places.append(w)
    holes: dict[Term, Term] = {}
    found = _lowered(body, places, holes, start)
    return (found, holes) if found is not None and holes else None


def _lowered(t: Term, places: list[Term], holes: dict[Term, Term], start: int) -> Term | None:
    if frees(t).isdisjoint(places):
        return t
    head, args = spine(t)
    if head.tag == CONST and _POINTWISE.get(head.name) == len(args):
        if len(places) > 1 and head.name not in _LINEAR:
            return None
        if head.name in ("mul", "div") and len(places) > 1 and not any(frees(a).isdisjoint(places) for a in args):
            return None
        if head.name == "pow" and not frees(args[1]).isdisjoint(places):
            return None
        inner = [_lowered(a, places, holes, start) for a in args]
        parts = [p for p in inner if p is not None]
        return apply(head, *parts) if len(parts) == len(args) else None
    g = t
    for v in reversed(places):
        if g.tag != APP or g.arg is not v or v in frees(g.fun):
            return None
        g = g.fun
    g = contracted(g)
    if plain(g) and t.type is real:
        hole = var(f"hole.{start + len(holes)}", real)
        holes[hole] = g
        return hole
    return None


@dataclass(frozen=True)
class Bounds:
    """The range of a quantifier over natural numbers."""

    low: Term
    high: Term
    body: Term


def bounds(name: str, v: Term, body: Term) -> Bounds | None:
    """The range in `low <= v and v <= high` before the body of "for all" (implies) or "there is" (and)."""
    join = "implies" if name == "forall" else "and"
    if v.type is not nat or not is_call(body, join, 2) or not is_call(body.fun.arg, "and", 2):
        return None
    first, second = body.fun.arg.fun.arg, body.fun.arg.arg
    if not (is_call(first, "le", 2) and is_call(second, "le", 2)):
        return None
    low, high = _natural(first.fun.arg), _natural(second.arg)
    middle = is_call(first.arg, "cast", 1) and is_call(second.fun.arg, "cast", 1) and first.arg.arg is v and second.fun.arg.arg is v
    if low is None or high is None or not middle or v in frees(low) or v in frees(high) or (low.tag == VAR and high.tag == VAR):
        return None
    return Bounds(low, high, body.arg)


def _natural(t: Term) -> Term | None:
    """The natural number that was made real: a cast or a literal."""
    if is_call(t, "cast", 1):
        return None if t.arg.tag == LIT else t.arg
    if t.tag == LIT and t.value >= 0 and t.value == int(t.value):
        return literal(int(t.value), nat)
    return None


def functions_ordered(v: Term, body: Term) -> tuple[str, Term, Term] | None:
    """V <= W for the body of "V(s) <= W(s) for all pairs s": an order of functions on a product, whose points have no letter."""
    t = v.type
    if t.is_var or t.name != "prod" or v in SYMBOLS:
        return None
    relation, args = spine(body)
    if relation.tag != CONST or relation.name not in ("le", "lt", "ge", "gt") or len(args) != 2:
        return None
    f, g = (contracted(abstract(v, a)) for a in args)
    for side in (f, g):
        if side.tag == ABS and pointwise(side, 0) is None:
            return None
    return relation.name, f, g


def conjuncts(name: str, t: Term) -> list[Term]:
    """a, b, c of the right-nested connective a and (b and c)."""
    found = []
    while is_call(t, name, 2):
        found.append(t.fun.arg)
        t = t.arg
    return [*found, t]


def components(t: Term) -> list[Term]:
    """a, b, c of the right-nested pair (a, (b, c))."""
    return conjuncts("pair", t)


def dominated_parts(args: list[Term]) -> tuple[Term, Term, Term, Term] | None:
    """theta, k, the variable and the integrand of `dominated` when it is written dominated[theta[k]](...)."""
    mu, f, k, theta = args
    if not is_reference(mu) or theta.tag != VAR or theta in frees(f) or theta.type.args[0].kind != DIM:
        return None
    g = apply(f, theta)
    v, body = opened(g, theta, k)
    return theta, k, v, body


def fixed_positions(head: Term) -> Iterator[bool]:
    """For each argument of a head, whether the head alone fixes its type."""
    scheme = head.type if head.tag == VAR else signature().get(head.name, head.type)
    while scheme.name == "fun" and not scheme.is_var:
        yield head.tag == VAR or not scheme.args[0].tvars
        scheme = scheme.args[1]
    while True:
        yield False


def determined(v: Term, body: Term) -> bool:
    """A reader can tell the type of v from where it stands in the body."""
    t = v.type
    if t is nat or (not t.is_var and t.name in ("fun", "measure")) or v not in frees(body):
        return False
    return _all_fixed(v, body)


def _all_fixed(v: Term, t: Term) -> bool:
    if v not in frees(t):
        return True
    if t.tag == ABS:
        return _all_fixed(v, opened(t)[1])
    if t.tag != APP:
        return v.type is bool_
    head, args = spine(t)
    if head is v:
        return False
    return all(fixed if a is v else _all_fixed(v, a) for a, fixed in zip(args, fixed_positions(head), strict=False))


def declared(v: Term) -> bool:
    """The name of v, or what is left of it without primes, is that of a symbol of the same type."""
    return v in SYMBOLS or (v.name[-1] == "'" and not _named(v.name) and var(v.name.rstrip("'"), v.type) in SYMBOLS)


def named_otherwise(v: Term) -> bool:
    """A symbol has the name of v, or what is left of it without primes."""
    return _named(v.name) or _named(v.name.rstrip("'"))


def _named(name: str) -> bool:
    return any(other.name == name for other in SYMBOLS)
