"""Matrix expressions as programs and back: `cost(A @ B @ C)` counts the expression as it is bracketed.

`quoted` turns an expression into the program that computes it, step by step, with the sizes of its inputs; `unquoted` finds
the expression again, so that a cost prints as the cost of an expression and is read back as the same program.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.errors import StatementError, TypeMismatch
from derive.kernel.terms import ABS, APP, BOUND, VAR, Term, abstract, apply, const, frees, parts, substitute, var
from derive.kernel.types import Type, fun, nat, real
from derive.language import cost as heads
from derive.language.cost import PROGRAM, dimension_number
from derive.language.expr import Expr, Sort, lift, text_of
from derive.language.logic import call
from derive.language.matrices import product, shape, transpose
from derive.language.printer import pointwise
from derive.language.symbols import SYMBOLS, Operator1, _Binder

_POINTWISE = {"add": "plus_step", "sub": "minus_step", "neg": "negative_step", "mul": "multiple_step", "div": "quotient_step"}
_SIGNS = {step: name for name, step in _POINTWISE.items()}


def _input(name: str, a: Term, *sizes: Type) -> Term:
    step = const(name, fun(a.type, *(nat for _ in sizes), PROGRAM))
    return apply(step, a, *(dimension_number(d) for d in sizes))


def is_diagonal(t: Term) -> bool:
    """A symbol that was declared diagonal, or diag(v)."""
    known = SYMBOLS.get(t)
    return parts(t)[0] == "diag" or (known is not None and any(parts(fact)[0] == "diagonal" for fact in known.facts))


def quoted(t: Term) -> Term:
    """The program that computes a matrix expression as it is written.

    Raises:
        StatementError: it holds something that is neither an input nor a step that is counted.
    """
    return _quoted(t)[0]


def _quoted(t: Term) -> tuple[Term, bool]:
    """The program, and whether its result is stored as a diagonal."""
    name, args = parts(t)
    if t.tag in (VAR, BOUND) or (name == "diag" and len(args) == 1 and args[0].tag in (VAR, BOUND)):
        return _leaf(t)
    if name in ("matmul", "matvec") and len(args) == 2:
        (p, first), (q, second) = _quoted(args[0]), _quoted(args[1])
        step = {(False, False): "product_step", (False, True): "columns_step", (True, False): "rows_step", (True, True): "diagonals_step"}
        return call(step[first, second], p, q), first and second
    if name == "transpose" and len(args) == 1:
        p, diagonal = _quoted(args[0])
        return call("turned_step", p), diagonal
    if name == "softmax_rows" and len(args) == 1:
        return call("softmax_step", _dense(args[0])), False
    lowered = pointwise(t, 0) if t.tag == ABS and not t.loose else None
    if lowered is not None:
        return _entries(lowered[0], lowered[1]), False
    raise StatementError(
        "this is not a step that is counted",
        given=text_of(t),
        needed="inputs, their products, transposes, sums and multiples, and softmax_rows",
        hint="a name for it, as an input",
    )


def _leaf(t: Term) -> tuple[Term, bool]:
    dimensions = shape(t.type)
    if not dimensions:
        raise TypeMismatch(
            "only matrices and vectors are inputs of a program", given=f"{text_of(t)} : {t.type}", needed="a matrix or a vector"
        )
    if is_diagonal(t):
        return _input("input_scales", t, dimensions[0]), True
    return _input("input_matrix" if len(dimensions) == 2 else "input_vector", t, *dimensions), False


def _dense(t: Term) -> Term:
    p, diagonal = _quoted(t)
    if diagonal:
        raise StatementError(
            "a diagonal matrix is only multiplied and transposed here", given=text_of(t), needed="a matrix that is stored in full"
        )
    return p


def _entries(t: Term, holes: dict[Term, Term]) -> Term:
    """Sums, differences, multiples and quotients by numbers, entry by entry."""
    if t in holes:
        return _dense(holes[t])
    name, args = parts(t)
    whole = [not frees(a).isdisjoint(holes) for a in args]
    if name == "mul" and whole == [True, False]:
        raise StatementError("a multiple has its number first", given=text_of(substitute(t, {})), needed="c * A", hint="c * A, or A / c")
    inside = [_entries(a, holes) if matrix else a for a, matrix in zip(args, whole, strict=True)]
    if name not in _POINTWISE or not any(whole) or (name in ("add", "sub") and not all(whole)):
        raise StatementError("this is not a step that is counted", given=text_of(t), needed="sums, differences and multiples of matrices")
    return call(_POINTWISE[name], *inside)


def unquoted(p: Term) -> Term | None:
    """The matrix expression of a program; None when it is not that of any."""
    t = _expression(p)
    if t is None:
        return None
    try:
        return t if quoted(t).canon is p.canon else None
    except (StatementError, TypeMismatch):
        return None


def _expression(p: Term) -> Term | None:
    name, args = parts(p)
    if name.startswith("input_"):
        return args[0]
    inside = [_expression(a) if a.type is PROGRAM else a for a in args]
    found = [a for a in inside if a is not None]
    if name not in heads.STEPS or len(found) < len(inside) or name == "name_step":
        return None
    shapes = [shape(a.type) for a in found]
    if name in ("product_step", "columns_step", "rows_step", "diagonals_step"):
        fits = len(shapes[0]) == 2 and shapes[1] and shapes[0][1] is shapes[1][0]
        return product(*found) if fits else None
    if name == "turned_step":
        return transpose(found[0]) if len(shapes[0]) == 2 else None
    if name == "softmax_step":
        return heads.softmax(found[0]) if len(shapes[0]) == 2 else None
    return _entrywise(_SIGNS[name], found)


def _entrywise(name: str, args: list[Term]) -> Term | None:
    dimensions = next((shape(a.type) for a in args if shape(a.type)), ())
    if not dimensions or any(shape(a.type) not in ((), dimensions) for a in args):
        return None
    indices = [var(f"s.{i}", d) for i, d in enumerate(dimensions)]
    t = call(name, *(apply(a, *indices) if shape(a.type) else a for a in args))
    for i, v in reversed(list(enumerate(indices))):
        t = abstract(v, t, f"s{i}" if i else "s")
    return t


def steps_of(p: Term) -> list[tuple[Term, Term]] | None:
    """The steps of a program, each with the name of its result; None when it is no list of steps."""
    found: list[tuple[Term, Term]] = []
    name, args = parts(p)
    while name == "name_step":
        found.append((args[0], args[1]))
        p = args[2]
        name, args = parts(p)
    last = found[-1][0] if found else None
    return found if last is not None and name.startswith("input_") and args[0] is last and p.canon is _leaf(last)[0].canon else None


def listed(steps: list[tuple[Term, Term]]) -> Term:
    """The program of these steps; its result is that of the last one."""
    p = _leaf(steps[-1][0])[0]
    for result, step in reversed(steps):
        p = apply(const("name_step", fun(result.type, PROGRAM, PROGRAM, PROGRAM)), result, step, p)
    return p


def inputs(p: Term) -> Iterator[Term]:
    """The inputs of a program, from left to right."""
    name, args = parts(p)
    if name.startswith("input_"):
        yield args[0]
        return
    for a in args:
        if a.type is PROGRAM:
            yield from inputs(a)


def numbers(p: Term) -> list[Term]:
    """The sizes in a program that are variables, in order of appearance."""
    found: list[Term] = []

    def walk(t: Term) -> None:
        if t.tag == VAR and t.type is nat and t not in found:
            found.append(t)
        if t.tag == APP:
            walk(t.fun)
            walk(t.arg)

    walk(p)
    return found


def spoken(t: Term) -> frozenset[Term]:
    """The free variables on whose values a term depends: a matrix that only names an input of a program is not among them."""
    if t.tag == APP:
        name, args = parts(t)
        if name.startswith("input_") or name == "name_step":
            return frozenset[Term]().union(*map(spoken, args[1:]))
        return spoken(t.fun) | spoken(t.arg)
    return spoken(t.fun) if t.tag == ABS else frees(t)


def cost_of(t: Term) -> Term:
    """The cost of a program, or of a matrix expression as it is bracketed."""
    return heads.count(t if t.type is PROGRAM else quoted(t))


def _growth(name: str) -> _Binder:
    def build(index: object) -> Operator1:
        v = index.number.term.arg if isinstance(index, Sort) else lift(index)
        if v.tag != VAR or v.type is not nat:
            raise StatementError("growth is in a natural number", given=str(index), needed="a size, or a symbol of sort Natural")

        def operator(body: object, scale: object) -> Expr:
            return Expr(call(name, abstract(v, lift(body, real)), abstract(v, lift(scale, real))))

        return operator

    return _Binder({"is_big_o": "BigO", "is_theta": "Theta"}[name], build)


BigO, Theta = _growth("is_big_o"), _growth("is_theta")


def softmax_rows(a: object) -> Expr:
    """The softmax of each row: exp(A[i, j]) over the sum of exp(A[i, m])."""
    t = lift(a)
    if len(shape(t.type)) != 2:
        raise TypeMismatch("softmax_rows needs a matrix", given=f"{text_of(t)} : {t.type}", needed="a matrix, row by row")
    return Expr(heads.softmax(t))
