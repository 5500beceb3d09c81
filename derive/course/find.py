"""Finders: SymPy proposes, the kernel confirms. What SymPy says is never believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from derive.course import records
from derive.course.board import current
from derive.course.reasons import items_of, resolve
from derive.errors import StatementError, StepError
from derive.kernel.terms import CONST, Term, abstract, binder, frees, parts
from derive.kernel.terms import apply as kernel_apply
from derive.kernel.types import real
from derive.language.expr import Expr, lift
from derive.language.logic import call
from derive.tactics.calc import cite
from derive.tactics.lemma import LEMMAS
from derive.tactics.logic import is_defined, parts_of_eq
from derive.tactics.rewriting import rewrite

if TYPE_CHECKING:
    from derive.course.claims import ClaimHandle

SYMPY = "SymPy"


def defined_symbols(t: Term) -> list[Term]:
    """The constants and variables with a definition that occur in t, in order of their names."""
    found: dict[str, Term] = {}

    def walk(x: Term) -> None:
        if x.tag == CONST and is_defined(x.name) and x.name not in ("ge", "gt", "ne", "and", "or", "exists", "norm", "prod", "sum"):
            found[x.name] = x
        elif x.tag == "app":
            walk(x.fun)
            walk(x.arg)
        elif x.tag == "abs":
            walk(x.fun)

    walk(t)
    for v in frees(t):
        if current().equations_of(v):
            found[v.name] = v
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
    """`find.supremum`, `find.stationary_point`, `find.derivative`; `c.by(find)` lets SymPy write the lines."""

    def supremum(self, expr: Expr, x: Expr) -> Supremum:
        """What SymPy proposes as the supremum over all real x."""
        import sympy

        t = explicit(lift(expr, real))
        current().result.advisers = sorted({*current().result.advisers, SYMPY})
        from derive.language.sympy_bridge import from_sympy, to_sympy

        g, v = to_sympy(t), to_sympy(x)
        real_x = sympy.Symbol(str(v), real=True)
        g = g.subs(v, real_x)
        candidates: list[tuple[Any, Any]] = []
        try:
            u = sympy.Symbol("u", positive=True)
            rational = sympy.together(g.rewrite(sympy.exp).subs(sympy.exp(-real_x), 1 / u).subs(sympy.exp(real_x), u))
            if real_x not in rational.free_symbols:
                points = [sympy.log(r) for r in sympy.solve(sympy.numer(sympy.together(sympy.diff(rational, u))), u) if r.is_positive]
            else:
                points = [r for r in sympy.solve(sympy.diff(g, real_x), real_x) if r.is_real]
        except NotImplementedError:
            points = []
        for point in points:
            candidates.append((sympy.simplify(g.subs(real_x, point)), point))
        for end in (sympy.oo, -sympy.oo):
            candidates.append((sympy.limit(g, real_x, end), None))
        best = None
        for value, point in candidates:
            if value.is_number and (best is None or value > best[0] or (value == best[0] and best[1] is None)):
                best = (value, point)
        if best is None or not best[0].is_finite:
            raise StepError("SymPy finds no supremum", given=repr(expr), needed="a bounded function with a closed form")
        at = None if best[1] is None else from_sympy(sympy.simplify(best[1]))
        return Supremum(abstract(x.term, t), x.term, from_sympy(sympy.nsimplify(best[0])), at)

    def derivative(self, expr: Expr, x: Expr) -> Expr:
        """The derivative, as the kernel computes it (definitions unfolded)."""
        from derive.language.symbols import D

        return Expr(explicit(D[x](expr).term))

    def stationary_point(self, expr: Expr, x: Expr, by: Any = None) -> Expr:
        """Where SymPy finds the derivative to be 0, given what is cited; expectations are symbols to it."""
        import sympy

        from derive.language.symbols import D
        from derive.language.sympy_bridge import from_sympy, to_sympy

        current().result.advisers = sorted({*current().result.advisers, SYMPY})
        value = explicit(lift(expr, real), own=False, by=by)
        slope = explicit(D[x](Expr(value)).term, own=False, by=by)
        solutions = sympy.solve(to_sympy(slope), to_sympy(x))
        if len(solutions) != 1:
            raise StepError(
                "SymPy finds no single stationary point",
                given=repr(Expr(slope)),
                needed="exactly one root of the derivative",
                hint=f"SymPy's roots: {solutions}",
            )
        return from_sympy(sympy.together(solutions[0]))

    def prove(self, handle: ClaimHandle, record: records.Line) -> ClaimHandle:
        """An inequality a <= b: a made explicit, then b - a as a product of factors with known signs."""
        statement = handle.record.statement
        name, args = parts(statement)
        board = handle.board
        board.result.advisers = sorted({*board.result.advisers, SYMPY})
        if name not in ("le", "lt", "ge", "gt") or args[0].type is not real:
            raise StatementError("find writes the lines of inequalities between numbers", given=repr(handle))
        from derive.theory.analysis import differentiation

        symbols = [Expr(s) for s in defined_symbols(args[0])]
        made = explicit(args[0])
        difference = self._factored(made, args[1])
        plain = "le" if name in ("le", "ge") else "lt"
        start = len(handle.record.lines)
        if made.canon is not args[0].canon:
            handle.eq(Expr(made), by=[*symbols, differentiation])
        handle.eq(Expr(call("sub" if name in ("le", "lt") else "add", args[1], difference)))
        getattr(handle, plain if name in ("le", "lt") else {"le": "ge", "lt": "gt"}[plain])(Expr(args[1]))
        for line in handle.record.lines[start:]:
            line.by_finder = True
        return handle

    def _factored(self, a: Term, b: Term) -> Term:
        """|b - a| as a product, by SymPy's factorisation."""
        import sympy

        from derive.language.sympy_bridge import from_sympy, to_sympy

        d = to_sympy(call("sub", b, a))
        return lift(from_sympy(sympy.factor(sympy.together(d))), real)


find = Find()
