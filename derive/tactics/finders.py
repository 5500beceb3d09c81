"""What SymPy is asked: suprema, roots, factorisations, sums of squares. Its answers are proposals; nothing here is believed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from derive.errors import DeriveError, StepError
from derive.kernel.terms import Term
from derive.language.expr import Expr
from derive.language.logic import call
from derive.language.sympy_bridge import from_sympy, to_sympy

LIMIT = 15.0  # seconds for one question to SymPy


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give SymPy this much time, where the system can interrupt it.

    Raises:
        StepError: it took longer.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: object) -> None:
        raise StepError("SymPy took too long", needed=f"an answer within {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def prepare() -> None:
    """Load SymPy now, for processes that are forked from this one."""
    import sympy  # noqa: F401


def supremum(t: Term, x: Term) -> tuple[Term, Term | None] | None:
    """The supremum of t over all real x, with the point where it is attained (None: not attained); None when none is found.

    The largest of the values at stationary points and of the limits at both ends; a rational function of e^x is treated
    as one of u = e^x > 0.
    """
    import sympy

    v = sympy.Symbol("x", real=True)
    u = sympy.Symbol("u", positive=True)
    candidates: list[tuple[Any, Any]] = []
    try:
        with limited(LIMIT):
            g = to_sympy(t).subs(to_sympy(x), v)
            in_exp = sympy.cancel(g.rewrite(sympy.exp).subs(sympy.exp(-v), 1 / u).subs(sympy.exp(v), u))
            if v not in in_exp.free_symbols and in_exp.is_rational_function(u):
                roots = sympy.roots(sympy.numer(sympy.cancel(sympy.diff(in_exp, u))), u) if u in in_exp.free_symbols else {}
                candidates += [(in_exp.subs(u, r), sympy.log(r)) for r in roots if r.is_positive]
                candidates += [(sympy.limit(in_exp, u, 0, "+"), None), (sympy.limit(in_exp, u, sympy.oo), None)]
            else:
                roots = sympy.solve(sympy.diff(g, v), v) if v in g.free_symbols else []
                candidates += [(sympy.simplify(g.subs(v, r)), r) for r in roots if r.is_real]
                candidates += [(sympy.limit(g, v, end), None) for end in (sympy.oo, -sympy.oo)]
    except (NotImplementedError, ValueError, DeriveError):
        return None
    best: tuple[Any, Any] | None = None
    for value, point in candidates:
        if value.is_number and value.is_extended_real and (best is None or value > best[0] or (value == best[0] and best[1] is None)):
            best = value, point
    if best is None or not best[0].is_finite:
        return None
    try:
        return from_sympy(best[0]).term, None if best[1] is None else from_sympy(best[1]).term
    except DeriveError as e:
        shown = f"{best[0]}" + ("" if best[1] is None else f", at {best[1]}")
        raise StepError("the supremum that SymPy finds cannot be written here", given=shown, needed=e.needed) from None


def minimum(t: Term, x: Term) -> tuple[Term, Term | None] | None:
    """The smallest value of t over all real x, and where it is attained (None: not attained); None when none is found.

    A quadratic is completed to a square, its coefficients may be symbols; else the supremum of -t.
    """
    import sympy

    with limited(LIMIT):
        v = to_sympy(x)
        g = sympy.expand(to_sympy(t))
        if g.is_polynomial(v) and sympy.degree(g, v) == 2:
            a, b, c = sympy.Poly(g, v).all_coeffs()
            at = sympy.together(-b / (2 * a))
            return from_sympy(c - b**2 / (4 * a)).term, from_sympy(at).term
    found = supremum(call("neg", t), x)
    if found is None:
        return None
    with limited(LIMIT):
        return from_sympy(-to_sympy(found[0])).term, found[1]


def above_minimum(t: Term, x: Term, value: Term, at: Term) -> Term:
    """t - value: a (x - at)^2 for a quadratic, else a product of factors."""
    import sympy

    with limited(LIMIT):
        v, g = to_sympy(x), sympy.expand(to_sympy(t))
        if g.is_polynomial(v) and sympy.degree(g, v) == 2:
            a = from_sympy(sympy.Poly(g, v).all_coeffs()[0])
            return (a * (Expr(x) - Expr(at)) ** 2).term
    return signed_form(value, t)


def root(t: Term, x: Term) -> Term:
    """The only root of t as an equation in x; opaque terms are symbols.

    Raises:
        StepError: SymPy finds none, or several.
    """
    import sympy

    with limited(LIMIT):
        solutions = sympy.solve(to_sympy(t), to_sympy(x))
    if len(solutions) != 1:
        raise StepError(
            "SymPy finds no single root", given=f"{Expr(t)!r} = 0", needed="exactly one root", hint=f"SymPy's roots: {solutions}"
        )
    return from_sympy(sympy.together(solutions[0])).term


def tidy(t: Term) -> Term:
    """t as one fraction with its factors, as SymPy writes it."""
    import sympy

    with limited(LIMIT):
        return from_sympy(sympy.factor(sympy.together(to_sympy(t)))).term


def signed_form(low: Term, high: Term) -> Term:
    """high - low as a product of factors, or as a sum of squares when it does not factor."""
    import sympy

    with limited(LIMIT):
        factored = sympy.factor(sympy.together(to_sympy(call("sub", high, low))))
    if isinstance(factored, sympy.Add) and factored.is_polynomial():
        factored = _squares(sympy.expand(factored))
    return from_sympy(factored).term


def _squares(d: Any) -> Any:
    """Complete the square in one variable after the other."""
    import sympy

    for v in sorted(d.free_symbols, key=str):
        if sympy.degree(d, v) == 2:
            a, b, c = sympy.Poly(d, v).all_coeffs()
            if a.is_positive:
                return a * (v + b / (2 * a)) ** 2 + _squares(sympy.expand(c - b**2 / (4 * a)))
    return d
