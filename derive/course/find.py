"""Finders: SymPy proposes, the kernel confirms. What SymPy says is never believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from derive.course import records
from derive.course.board import current
from derive.course.minimum import Minimum, minimum
from derive.course.parts import SECONDS, STEPS
from derive.course.reasons import items_of, resolve
from derive.errors import StatementError, StepError
from derive.kernel.terms import CONST, Term, abstract, binder, frees, parts
from derive.kernel.terms import apply as kernel_apply
from derive.kernel.types import real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics import finders
from derive.tactics.calc import cite
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import is_defined, parts_of_eq
from derive.tactics.normal import equal
from derive.tactics.rewriting import rewrite

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle
    from derive.course.enclosure import Enclosure

SYMPY = "SymPy"


def defined_symbols(t: Term) -> list[Term]:
    """The constants and variables with a definition that occur in t, also through definitions, in order of their names."""
    found: dict[str, Term] = {}

    def walk(x: Term) -> None:
        if (
            x.tag == CONST
            and is_defined(x.name)
            and x.name not in ("ge", "gt", "ne", "and", "or", "exists", "norm", "prod", "sum", "runs", "trajectory")
        ):
            found[x.name] = x
        elif x.tag == "app":
            walk(x.fun)
            walk(x.arg)
        elif x.tag == "abs":
            walk(x.fun)

    todo = [t]
    while todo:
        now = todo.pop()
        walk(now)
        for v in sorted(frees(now), key=lambda v: v.name):
            equations = current().equations_of(v)
            if equations and v.name not in found:
                found[v.name] = v
                todo += [th.concl for th in equations]
    return [found[name] for name in sorted(found)]


def explicit(t: Term, *, own: bool = True, by: Any = None) -> Term:
    """t with definitions unfolded, derivatives computed and expectations expanded, as far as the kernel can show it.

    own: unfold the script's definitions too, not only those of the library.
    """
    board = current()
    board.touch(t)
    reasons: list[Any] = [LEMMAS["differentiation"], LEMMAS["linearity"]]
    for symbol in defined_symbols(t):
        if symbol.tag != CONST and not own:
            continue
        reasons += [symbol] if symbol.tag == CONST else list(board.equations_of(symbol))
    board.prover.start(STEPS, SECONDS)
    p = cite(board.prover, [*reasons, *items_of(resolve(by))])
    return authors_names(parts_of_eq(rewrite(p, t))[1])


def authors_names(t: Term) -> Term:
    """t with bound points of a space named as the author names points of that space."""
    names = {}
    for v in sorted(current().entered, key=lambda v: v.name, reverse=True):
        if v.type.is_var:
            names[v.type] = v.name

    def walk(x: Term) -> Term:
        if x.tag == "app":
            f, y = walk(x.fun), walk(x.arg)
            return x if f is x.fun and y is x.arg else kernel_apply(f, y)
        if x.tag == "abs":
            return binder(names.get(x.type.args[0], x.name), x.type.args[0], walk(x.fun))
        return x

    return walk(t)


class Finder:
    """Something that proves claims with lines of its own."""

    def prove(self, handle: ClaimHandle, record: records.Line) -> ClaimHandle:
        """Write the lines of a claim."""
        raise NotImplementedError


@final
class Supremum(Finder):
    """The supremum of a function of one variable: `value`, and the point `at` where it is attained (or None)."""

    def __init__(self, function: Term, x: Term, value: Expr, at: Expr | None) -> None:
        self.function, self.x, self.value, self.at = function, x, value, at

    @property
    def attained(self) -> bool:
        """Whether a point with this value was found; the claim about it is still to be proved."""
        return self.at is not None


@final
class Find(Finder):
    """`find.supremum`, `find.minimum`, `find.stationary_point`, `find.derivative`; `c.by(find)` lets SymPy write the lines."""

    def supremum(self, expr: Expr, x: Expr) -> Supremum:
        """What SymPy proposes as the supremum over all real x.

        Raises:
            StepError: SymPy finds none, or the function is not bounded above.
        """
        t = explicit(lift(expr, real))
        current().result.advisers = sorted({*current().result.advisers, SYMPY})
        function = abstract(x.term, t)
        if function.canon not in _suprema:
            _suprema[function.canon] = finders.supremum(t, x.term)
        found = _suprema[function.canon]
        if found is None:
            raise StepError(
                "SymPy finds no supremum", given=repr(expr), needed="a function that is bounded above, with a supremum in closed form"
            )
        value, at = found
        return Supremum(function, x.term, Expr(value), None if at is None else Expr(at))

    def enclosure(self, value: Expr, tail: Any, by: Any = None, given: Any = None, digits: int = 12) -> Enclosure:
        """A supremum as a number, between two decimals: by interval arithmetic, not by the kernel.

        `find.enclosure(sup[x](g(x)), tail=exp(-abs(x)), by=far)`: g(x) <= tail is proved from `by`, and bounds g far out.
        """
        from derive.course.enclosure import enclosure

        return enclosure(value, tail, by, given, digits)

    def cheapest(self, expr: Expr, given: Any = ()) -> Any:
        """The cheapest way to put brackets into a product of matrices: its `value`, and the `claim` that no other is cheaper."""
        from derive.course.brackets import cheapest

        return cheapest(expr, given)

    def minimum(self, expr: Expr, x: Expr, by: Any = None) -> Minimum:
        """The minimum over all real x, with `value`, `at`, and the proved facts `bound` and `reached`.

        Raises:
            StepError: SymPy finds none, or it is not proved.
        """
        return minimum(expr, x, by)

    def derivative(self, expr: Expr, x: Expr) -> Expr:
        """The derivative, as the kernel computes it (definitions unfolded)."""
        from derive.language.symbols import D

        return Expr(explicit(D[x](expr).term))

    def stationary_point(self, expr: Expr, x: Expr, by: Any = None) -> Expr:
        """Where SymPy finds the derivative to be 0, given what is cited; expectations are symbols to it."""
        from derive.language.symbols import D

        current().result.advisers = sorted({*current().result.advisers, SYMPY})
        value = explicit(lift(expr, real), own=False, by=by)
        return Expr(finders.root(explicit(D[x](Expr(value)).term, own=False, by=by), x.term))

    def prove(self, handle: ClaimHandle, record: records.Line) -> ClaimHandle:
        """An inequality a <= b: a made explicit, then b - a as a product of factors with known signs. An equation: a made explicit."""
        statement = handle.record.statement
        name, args = parts(statement)
        board = handle.board
        board.result.advisers = sorted({*board.result.advisers, SYMPY})
        if name not in ("le", "lt", "ge", "gt", "eq") or args[0].type is not real:
            raise StatementError("find writes the lines of equations and inequalities between numbers", given=repr(handle))
        from derive.theory.analysis import differentiation, exp_add, exp_zero

        symbols = [Expr(s) for s in defined_symbols(args[0])]
        if name == "eq":
            handle.eq(Expr(args[1]), by=[*symbols, differentiation, exp_zero])
            handle.record.lines[-1].by_finder = True
            return handle
        made = explicit(args[0])
        laws = [exp_add] if "exp" in constants(made) else []
        if made.canon is not args[0].canon:
            made = finders.tidy(made)
        up = name in ("le", "lt")
        difference = finders.signed_form(made, args[1]) if up else finders.signed_form(args[1], made)
        start = len(handle.record.lines)
        if made.canon is not args[0].canon:
            handle.eq(Expr(made), by=[*symbols, differentiation, *laws])
        middle = call("sub" if up else "add", args[1], difference)
        handle.eq(Expr(middle), by=None if equal(board.prover, handle.now, middle) is not None else laws)
        getattr(handle, name)(Expr(args[1]))
        for line in handle.record.lines[start:]:
            line.by_finder = True
        return handle


def constants(t: Term) -> set[str]:
    """The names of the constants in a term."""
    if t.tag == "app":
        return constants(t.fun) | constants(t.arg)
    return constants(t.fun) if t.tag == "abs" else {t.name} if t.tag == CONST else set()


find = Find()
_suprema: dict[Term, tuple[Term, Term | None] | None] = {}
