"""What an author may have meant: statements near a false one that hold in all models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.errors import DeriveError
from derive.kernel.terms import APP, LIT, Term, apply, const, literal, parts
from derive.kernel.types import nat, real
from derive.language.expr import Expr
from derive.language.logic import call

if TYPE_CHECKING:
    from derive.course.board import Board

MODELS, CANDIDATES, DEEP = 100, 32, 6
_NAMES = {"le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "="}
_TURNED = {"le": ("gt", "ge"), "ge": ("lt", "le"), "lt": ("gt", "ge"), "gt": ("lt", "le"), "eq": ("lt", "gt", "le", "ge")}
_WEAKER = {"lt": "le", "gt": "ge"}


def suggestion(board: Board, statement: Term, given: list[Term], right_of_claim: Term | None = None) -> str:
    """A right side or a relation that holds in all models, in words; "" when none was found."""
    from derive.evidence.verdict import check

    name, args = parts(statement)
    if name not in _NAMES or len(args) != 2 or args[0].type is not real:
        return ""
    words: dict[Term, str] = {}

    def propose(t: Term, said: str) -> None:
        if t.canon is not statement.canon and len(words) < CANDIDATES:
            words.setdefault(t, said)

    left, right = args
    if right_of_claim is not None and right_of_claim.type is right.type and right_of_claim.canon is not left.canon:
        propose(_with_right(statement, right_of_claim), f"{Expr(right_of_claim)!r} on the right")
    if name in _WEAKER:
        propose(call(_WEAKER[name], left, right), f"{_NAMES[_WEAKER[name]]} in place of {_NAMES[name]}")
    for other in _near(right, DEEP):
        if other.canon is not left.canon:
            propose(_with_right(statement, other), f"{Expr(other)!r} on the right")
    for other_name in _TURNED[name]:
        propose(call(other_name, left, right), f"{_NAMES[other_name]} in place of {_NAMES[name]}")
    try:
        counts = check([(t, given) for t in words], board.hypotheses(), MODELS)
    except (DeriveError, RecursionError):
        return ""
    for said, count in zip(words.values(), counts, strict=True):
        if count.models and count.consistent == count.models:
            return f"{said} holds in all {count.models} models"
    return ""


def _with_right(statement: Term, right: Term) -> Term:
    return apply(statement.fun, right)


def _near(t: Term, deep: int) -> Iterator[Term]:
    """Terms that differ from t in one place: a factor or a summand less, an exponent one up or down, another sign."""
    name, args = parts(t)
    if t.loose or deep == 0:
        return
    if t.tag == LIT:
        if t.type is real and t.value:
            yield literal(-t.value)
        return
    if name == "pow" and len(args) == 2:
        yield from (call("pow", args[0], e) if e is not None else args[0] for e in _one_less(args[1]))
        yield call("pow", args[0], _one_more(args[1]))
    if name == "mul" and len(args) == 2:
        yield args[1]
        yield args[0]
    if name == "div" and len(args) == 2:
        yield args[0]
    if name in ("add", "sub") and len(args) == 2:
        yield call("sub" if name == "add" else "add", *args)
        yield args[0]
        if name == "add":
            yield args[1]
    if name == "neg" and len(args) == 1:
        yield args[0]
    if name in ("mul", "pow") and len(args) == 2:
        yield call("neg", t)
    if t.tag == APP and name in ("mul", "div", "add", "sub", "neg", "pow", "abs"):
        head = const(name)
        for i, a in enumerate(args):
            if a.type is real:
                for b in _near(a, deep - 1):
                    yield apply(head, *args[:i], b, *args[i + 1 :])


def _one_less(e: Term) -> Iterator[Term | None]:
    """The exponent one less; None for the exponent 1."""
    name, args = parts(e)
    if e.tag == LIT:
        if e.value > 2:
            yield literal(e.value - 1, nat)
        elif e.value == 2:
            yield None
        return
    if name == "nat_add" and args[1].tag == LIT and args[1].value == 1:
        yield args[0]
    else:
        yield call("nat_sub", e, literal(1, nat))


def _one_more(e: Term) -> Term:
    name, args = parts(e)
    if e.tag == LIT:
        return literal(e.value + 1, nat)
    if name == "nat_sub" and args[1].tag == LIT and args[1].value == 1:
        return args[0]
    return call("nat_add", e, literal(1, nat))
