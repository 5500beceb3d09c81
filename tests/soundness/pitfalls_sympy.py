"""What SymPy gets wrong: here it is not expressible, refused, or decided otherwise."""

from __future__ import annotations

import operator
import re
import time
from decimal import Decimal
from fractions import Fraction

import sympy

import derive
from derive.course import failure, records
from derive.course import parts as line_parts
from derive.course.find import find
from derive.course.verbs import show, suppose
from derive.errors import StatementError, StepError, TypeMismatch
from derive.evidence import check
from derive.kernel.terms import const, literal, parts, signature
from derive.language.expr import Eq, Identity, Iff, Ne, Rational, Real, trace
from derive.language.latex import to_latex
from derive.language.symbols import D, E, Index, Matrix, density, exp, integrable, integral, log, sigmoid, sizes, spaces, symbols, tanh
from derive.language.sympy_bridge import from_sympy, to_sympy
from derive.language.text import to_text
from derive.tactics.calc import close
from derive.tactics.prover import OutOfBudget
from derive.theory import differentiation, linearity, matrix_ring, trace_mul_comm
from tests.soundness.pitfall_rows import ROOT, Outcome, board_for, counterexample, lines, need, proved, refused, row, unproved

SYMPY = row("SymPy")
U, V = sympy.symbols("u v", real=True)


def _no_head(*words: str) -> None:
    found = [name for name in signature() if any(w in name.lower() for w in words)]
    need(not found, f"there is a head for it now: these rows must test its rule: {found}")


@SYMPY
def delta_of_a_multiple() -> Outcome:
    """The integral of delta(a x) over the line comes back as 0 instead of 1/|a|: there is no delta function, a point mass is a measure."""
    _no_head("delta")
    need(str(signature()["dirac"].args[1]).startswith("measure"), "a point mass is not a measure")
    need(not hasattr(derive, "delta") and not hasattr(derive, "DiracDelta"), "there is a delta for authors")
    return {
        "integrated": refused(lambda: from_sympy(sympy.Integral(sympy.DiracDelta(V * U), (U, -sympy.oo, sympy.oo))), "Integral"),
        "by itself": refused(lambda: symbols("x", Real) + sympy.DiracDelta(U), "DiracDelta"),
        "as a head": refused(lambda: const("delta"), "delta", kind=TypeMismatch),
    }


@SYMPY
def delta_in_a_product() -> Outcome:
    """The integral of (f - 2 delta) f comes back with the wrong sign: refused with the head named."""
    f = sympy.exp(-sympy.Abs(U))
    return {"refused": refused(lambda: from_sympy((f - 2 * sympy.DiracDelta(U)) * f), "DiracDelta", kind=StatementError)}


@SYMPY
def delta_at_the_end_of_an_interval() -> Outcome:
    """Half of a delta at the left end is lost: integrals over intervals are not in the language, integrals name a space."""
    x = symbols("x", Real)
    return {
        "SymPy's": refused(lambda: from_sympy(sympy.Integral(sympy.DiracDelta(U), (U, 0, 1))), "Integral"),
        "ours": refused(lambda: integral[x](x), "reference measure"),
    }


@SYMPY
def matrix_calculus() -> Outcome:
    """Derivatives with respect to a matrix come back as 0: they cannot be written, and SymPy's answers are refused."""
    n = sizes("n")
    a, (i, j) = symbols("A", Matrix(n, n)), symbols("i j", Index(n))
    m = sympy.MatrixSymbol("M", 2, 2)
    return {
        "trace by the matrix": refused(lambda: D[a](trace(a)), "a Jacobian is taken of a vector", kind=TypeMismatch),
        "by an entry": refused(lambda: D[a[i, j]](trace(a)), "only a variable"),
        "of a matrix": refused(lambda: D(a), "one real variable", kind=TypeMismatch),
        "SymPy's zero": refused(lambda: from_sympy((sympy.Trace(m) + 1).diff(m)), "ZeroMatrix"),
        "SymPy's trace": refused(lambda: from_sympy(sympy.Trace(m)), "Trace"),
    }


@SYMPY
def a_quotient_is_not_cancelled_when_written() -> Outcome:
    """x/x becomes 1, and 0 times a divergent integral 0: here the term stays, and x/x = 1 needs x != 0."""
    x = symbols("x", Real)
    need(parts((x / x).term)[0] == "div" and to_text((x / x).term) == "x / x", "x/x was changed when it was written")
    need(parts((0 * (1 / x)).term)[0] == "mul", "0 (1/x) was changed when it was written")
    need(to_sympy(x / x) == 1, "SymPy cancels, which is why nothing is built from it")
    return {
        "without": unproved(Eq(x / x, 1)),
        "with": proved(Eq(x / x, 1), given=[Ne(x, 0)]),
        "at 0": counterexample(Eq(x / x, 1), undefined=True),
        "integral": refused(lambda: from_sympy(sympy.Mul(0, sympy.Integral(1 / U, (U, 0, 1)), evaluate=False)), "Integral"),
    }


@SYMPY
def a_difference_that_simplifies_to_zero() -> Outcome:
    """simplify() calls a small number 0, or not, by the hash seed: it proves nothing here, and tiny differences refute."""
    tiny = Rational(1, 10**25)
    for package in ("kernel", "theory", "language", "evidence"):
        for path in sorted((ROOT / "derive" / package).glob("*.py")):
            text = path.read_text(encoding="utf-8")
            need("simplify(" not in text, f"{path.name} simplifies")
            need(package not in ("kernel", "theory") or not re.search(r"^\s*(import|from) sympy", text, re.M), f"{path.name} asks SymPy")
    return {
        "exp": unproved(Eq(exp(tiny), 1)),
        "its value": counterexample(exp(tiny) <= 1),
        "log": unproved(Eq(log(1 + tiny), 0)),
        "acos": refused(lambda: from_sympy(180 * sympy.acos(sympy.Rational(7823207, 7823209)) / sympy.pi), "no counterpart"),
    }


@SYMPY
def a_root_is_put_back() -> Outcome:
    """solve(b x - b) says 1 also when b = 0: the proposal is proved by the author's line, which needs b != 0."""
    x, b = symbols("x b", Real)
    board = board_for()
    found: list[str] = []

    def propose() -> None:
        found.append(repr(find.stationary_point(b * x**2 / 2 - b * x, x)))

    lines(propose)
    claim = Iff(Eq(b * x - b, 0), Eq(x, 1))
    need(not board.result.shown, "a proposal proves nothing")
    return {
        "proposed": found[0],
        "without": unproved(claim),
        "b = 0": counterexample(claim),
        "with": proved(claim, given=[Ne(b, 0)]),
    }


@SYMPY
def an_opaque_expectation() -> Outcome:
    """solve finds no root when an expectation stands in the equation: here expectations are symbols to it."""
    s_ = spaces("S")
    s, b = symbols("s", s_), symbols("b", Real)
    p, f = density("p", s_), symbols("f", s_ >> Real)
    loss = E[p(s)]((f(s) - b) ** 2)
    finite = integrable[p(s)](f(s), f(s) ** 2)
    found = []

    def propose() -> None:
        found.append(find.stationary_point(loss, b))

    lines(propose, [finite])
    claim = Iff(Eq(D[b](loss), 0), Eq(b, found[0]))
    return {
        "proposed": repr(found[0]),
        "proved": proved(claim, linearity, differentiation, given=[finite]),
        "not finite": unproved(claim, linearity, differentiation),
    }


@SYMPY
def a_definite_integral() -> Outcome:
    """The integral of sqrt(2-x) sqrt(1/(2-x)) over [0, 1] comes back as -1: powers that are no natural numbers and intervals are refused."""
    x = sympy.symbols("x", real=True)
    value = sympy.sqrt(2 - x) * sympy.sqrt(1 / (2 - x))
    return {
        "integrand": refused(lambda: from_sympy(value), "natural exponent"),
        "integral": refused(lambda: from_sympy(sympy.Integral(value, (x, 0, 1))), "Integral"),
        "a root": refused(lambda: symbols("x", Real) ** Rational(1, 2), "natural exponent"),
    }


@SYMPY
def matrices_in_normal_form() -> Outcome:
    """U^T U = I is not used, tr(AB) - tr(BA) and (A+B)^2 stay: here they are proved, and false laws are refuted."""
    n, k = sizes("n k")
    a, b = symbols("A B", Matrix(n, n))
    u, v = symbols("U", Matrix(n, k)), symbols("V", Matrix(k, n))
    orthonormal = Eq(u.T @ u, Identity(k))
    square = (a + b) @ (a + b)
    return {
        "orthonormal": proved(Eq(v.T @ u.T @ u @ v, v.T @ v), suppose(orthonormal), matrix_ring, given=[orthonormal]),
        "not without": unproved(Eq(v.T @ u.T @ u @ v, v.T @ v), matrix_ring),
        "trace": proved(Eq(trace(a @ b) - trace(b @ a), 0), matrix_ring),
        "trace, by its lemma": proved(Eq(trace(a @ b), trace(b @ a)), trace_mul_comm),
        "square": proved(Eq(square, a @ a + a @ b + b @ a + b @ b), matrix_ring),
        "not commutative": counterexample(Eq(a @ b, b @ a)),
        "no binomial": counterexample(Eq(square, a @ a + 2 * (a @ b) + b @ b)),
        "not the other way": counterexample(Eq(u @ u.T, Identity(n)), orthonormal),
    }


@SYMPY
def factors_in_the_order_of_the_author() -> Outcome:
    """A product W A V prints as A V W: here the order and the brackets of the author stay, in the term and in print."""
    n = sizes("n")
    w, a, v = symbols("W A V", Matrix(n, n))
    z, y, x = symbols("z y x", Real)
    shown = {
        "matrices": f"{to_text((w @ a @ v).term)} | {to_latex((w @ a @ v).term)}",
        "brackets": f"{to_text((w @ (a @ v)).term)} | {to_latex((w @ (a @ v)).term)}",
        "numbers": f"{to_text((z * y * x).term)} | {to_latex((z * y * x).term)}",
        "sums": f"{to_text((x + 1 - z).term)} | {to_latex((x + 1 - z).term)}",
    }
    need(
        shown
        == {
            "matrices": "W @ A @ V | W A V",
            "brackets": r"W @ (A @ V) | W \, (A V)",
            "numbers": r"z * y * x | z \, y \, x",
            "sums": "x + 1 - z | x + 1 - z",
        },
        f"another order: {shown}",
    )
    return shown


@SYMPY
def hard_input_ends_in_time() -> Outcome:
    """simplify hangs on hard input: a line has steps and seconds, and one that runs out is undecided, never proved."""
    x, y, a, b, c = symbols("x y a b c", Real)
    hard = exp(x) + exp(-x) + exp(y) + exp(-y) >= 4 - x**2 * (sigmoid(a * b) + tanh(c) ** 2)
    board = board_for([], hard)
    goal = (sigmoid(x * y + a) + sigmoid(y) <= sigmoid(b) * tanh(c) + exp(a * b)).term
    for steps, seconds in ((3, 10.0), (1_000, 0.0)):
        board.prover.start(steps, seconds)
        refused(lambda: [close(board.prover, goal) for _ in range(20)], kind=StepError)
    board.prover.start(0, 10.0)
    given_up = refused(lambda: board.prover.spend(), kind=OutOfBudget)
    kept = line_parts.STEPS, line_parts.SECONDS, failure.SUGGESTING
    start = time.process_time()
    try:
        line_parts.STEPS, line_parts.SECONDS, failure.SUGGESTING = 200, 1.0, 0
        written = lines(lambda: show(hard).by())
    finally:
        line_parts.STEPS, line_parts.SECONDS, failure.SUGGESTING = kept
    need(time.process_time() - start < 10, "the line took longer than its time")
    need([c.verdict for c in written.result.shown] == [records.UNDECIDED] == [written.result.verdict], "not undecided")
    return {"given up": given_up, "verdict": written.result.verdict}


@SYMPY
def floats() -> Outcome:
    """x**1.0 appears in lemmas: a float is an error wherever it enters, and so is everything that is not exact."""
    x = symbols("x", Real)
    acts = {
        "exponent": lambda: x**1.0,
        "factor": lambda: 0.5 * x,
        "right side": lambda: Eq(x, 0.25),
        "bound": lambda: x <= 0.25,
        "divisor": lambda: x / 2.0,
        "Rational": lambda: Rational(0.5),  # type: ignore[arg-type]
        "argument": lambda: sigmoid(0.5),
        "SymPy's float": lambda: from_sympy(sympy.Float(0.5) * U),
        "SymPy's exponent": lambda: from_sympy(U ** sympy.Float(1.0)),
        "not a number": lambda: x * float("nan"),
        "infinite": lambda: x <= float("inf"),
        "decimal": lambda: x + Decimal("0.5"),
        "kernel": lambda: literal(0.5),  # type: ignore[arg-type]
        "truth value": lambda: x + True,
        "complex": lambda: operator.mul(x, 1j),
    }
    need(to_text((x + Fraction(1, 4)).term) == "x + 1/4", "exact numbers are accepted")
    (count,) = check([(Rational(1, 10) + Rational(2, 10) <= Rational(3, 10)).term], [], models=1)
    need(count.consistent == 1, "arithmetic is exact")
    return {name: refused(act) for name, act in acts.items()}
