"""What other checkers accepted: admissions, vanished conditions, misread chains, tests that tested nothing."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb, ctx

from derive.course import records
from derive.course.find import explicit
from derive.course.question import Proved
from derive.course.run import axioms_of
from derive.course.verbs import given, have, near_miss, show, suppose
from derive.errors import ReplayError, RuleError, StatementError, StepError
from derive.evidence import check
from derive.evidence.evaluate import Evaluator
from derive.evidence.numbers import BITS, FALSE, LIKELY, ONE, TRUE, UNKNOWN, derivative, equal, rational, strip
from derive.kernel import axioms
from derive.kernel import rules as k
from derive.kernel.terms import Term, equation, literal
from derive.language.expr import Eq, Expr, Iff, Implies, Natural, Ne, Rational, Real
from derive.language.symbols import (
    D,
    Family,
    Index,
    Vector,
    dominated,
    exp,
    family,
    integral,
    log,
    oo,
    sigmoid,
    sizes,
    spaces,
    symbols,
    tanh,
    tends,
)
from derive.language.sympy_bridge import to_sympy
from derive.tactics.lemma import LEMMAS, Lemma
from derive.theory import derivative_under_integral, differentiation, exp_log, log_mul
from tests.soundness.pitfall_rows import (
    ROOT,
    Outcome,
    Wrong,
    attempt,
    board_for,
    counterexample,
    lines,
    need,
    proved,
    refused,
    replay,
    row,
    unproved,
    unrefuted,
)

CHECKERS = row("Other checkers")
FALSE_CLAIM = equation(literal(0), literal(1))


@CHECKERS
def a_lemma_that_was_admitted() -> Outcome:
    """A lemma without proof is used and leaves no trace: nothing can be admitted, and a theorem names the axioms of all its premises."""
    cheat = Lemma("cheat", "admitted", FALSE_CLAIM, None)
    assumed = Lemma("assumed", "admitted", FALSE_CLAIM, lambda: k.assume(FALSE_CLAIM))
    other = Lemma("other", "another statement", FALSE_CLAIM, lambda: k.refl(literal(0)))
    outer, inner = (set(axioms_of([LEMMAS[name].theorem])) for name in ("log_div", "log_mul"))
    need(inner and {"exp_log", "exp_add"} <= outer and inner <= outer | {"exp_add", "add_one_le_exp"}, "the axioms of a lemma are lost")
    x, h = symbols("x", Real), []

    def write() -> None:
        given(x > 0)
        h.append(have(Eq(exp(log(x)), x)).by(exp_log))
        show(Eq(exp(log(x)) + 1, x + 1)).by(h[0])

    board = lines(write)
    shown = board.claims[-1].theorem
    need(shown is not None and axioms_of([shown]) == ["exp_log"], "trust was not inherited through a claim")
    return {
        "no proof": refused(lambda: cheat.theorem, kind=StepError),
        "a hypothesis": refused(lambda: assumed.theorem, kind=RuleError),
        "another statement": refused(lambda: other.theorem, kind=RuleError),
        "an axiom from a script": refused(lambda: axioms.postulate("cheat", FALSE_CLAIM, "[nobody]"), "closed", kind=RuleError)
        if not axioms._state["open"]
        else refused(lambda: axioms.postulate("cheat", FALSE_CLAIM, " "), "not an axiom", kind=RuleError),
        "inherited": ", ".join(sorted(outer)),
    }


@CHECKERS
def a_theorem_with_another_statement() -> Outcome:
    """dataclasses.replace makes a theorem of False: here it fails, and a forged conclusion dies in replay."""
    th = k.refl(literal(0))
    said = refused(lambda: dataclasses.replace(th, concl=FALSE_CLAIM), kind=TypeError)  # type: ignore[type-var]
    forged = k.refl(literal(0))
    object.__setattr__(forged, "concl", FALSE_CLAIM)
    return {
        "replace": said.split("(")[0],
        "assignment": refused(lambda: setattr(th, "concl", FALSE_CLAIM), kind=Exception),
        "forged": refused(lambda: replay([forged], [], [FALSE_CLAIM]), kind=ReplayError),
        "built on": refused(lambda: replay([k.sym(k.sym(forged))], [], [FALSE_CLAIM]), kind=ReplayError),
    }


@CHECKERS
def checks_that_vanish() -> Outcome:
    """With python -O assertions vanish: no file of the package has one, and these rows run under -O as well."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "derive").rglob("*.py"))
        if "assert" in (text := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assert)
    ]
    need(not found, f"assertions: {found}")
    return {"mp": refused(lambda: k.mp(k.refl(literal(0)), k.refl(literal(0))), kind=RuleError)}


def _said(handle: Any) -> str:
    """What the last line of a claim was told."""
    return str(handle.record.lines[-1].error).split("error: ")[1].split("\n")[0]


@CHECKERS
def a_goal_that_was_never_proved() -> Outcome:
    """An unproved goal closes another: a claim is a reason only after its proof, and a result only when all is proved."""
    x = symbols("x", Real)
    board = board_for()
    seen: dict[str, str] = {}

    def write() -> None:
        wrong, quiet = have(Eq(x, x + 1)), show(x <= x + 1)
        seen["cited"] = _said(show(Eq(x + 1, x + 2)).by(wrong))
        quiet.by()
        seen["cites itself"] = _said(wrong.by(wrong))
        seen["not cited"] = str(board.prover.prove(Eq(x, x + 1).term))
        near_miss(x > x + 1, "by nothing", by=wrong)

    message = refused(lambda: lines(write), "proved claim", kind=StatementError)
    unfinished = lines(lambda: show(Eq(x, x + 1)))
    return {
        **seen,
        "contradicts": message,
        "result": refused(lambda: Proved(unfinished, "x", "x").theorems(), "not proved", kind=StatementError),
    }


@CHECKERS
def a_condition_that_is_dropped() -> Outcome:
    """A lemma stated under x > 0 is used without it: it does not apply, and what is proved keeps the condition."""
    x, y = symbols("x y", Real)
    claim = Eq(log(x * y), log(x) + log(y))
    th, board = attempt(claim, log_mul, given=[x > 0, y > 0])
    if th is None:
        raise Wrong("not proved")
    need(len(th.hyps) == 2, "a condition was dropped")
    other: list[Any] = []

    def write() -> None:
        h = suppose(x > 0)
        local = have(Eq(exp(log(x)), x), given=h).by(h, exp_log)
        other.append(show(Eq(exp(log(x)), x)).by(local))
        other.append(show(Eq(exp(log(x)), x), given=h).by(local))

    lines(write)
    need([c.record.verdict for c in other] == [records.UNDECIDED, records.PROVED], "a hypothesis of one claim proved another")
    return {
        "without": unproved(claim, log_mul),
        "half": unproved(claim, log_mul, given=[x > 0]),
        "with": proved(claim, log_mul, given=[x > 0, y > 0]),
        "another goal": refused(lambda: replay([th], board.hypotheses()[:1], [claim.term]), "further hypotheses", kind=ReplayError),
        "at -1": counterexample(claim, x * y > 0, undefined=True),
        "another claim": _said(other[0]),
    }


@CHECKERS
def derivative_and_integral_exchanged() -> Outcome:
    """The exchange comes without a condition: it needs a dominated integrand, in both directions."""
    m, s_ = sizes("M"), spaces("S")
    s, i, theta = symbols("s", s_), symbols("k", Index(m)), symbols("theta", Vector(m))
    p: Family = family("p", Vector(m), s_)
    inside, outside = integral[s](D[theta[i]](p[theta](s))), D[theta[i]](integral[s](p[theta](s)))
    h = dominated[theta[i]](p[theta](s))
    x, g = symbols("x", Real), symbols("g", Real >> (s_ >> Real))
    return {
        "without": unproved(Eq(inside, outside), derivative_under_integral),
        "with": proved(Eq(inside, outside), derivative_under_integral, given=[h]),
        "back": proved(Eq(outside, inside), derivative_under_integral, given=[h]),
        "another integrand": unproved(Eq(integral[s](D[x](g(x)(s))), D[x](integral[s](g(x)(s)))), derivative_under_integral),
    }


def _slopes(f: Callable[[Any], Any], x: Expr, at: Fraction, given: list[Expr]) -> str:
    """The derivative by the rules, proved, against dual numbers and against SymPy, at a point."""
    claim: list[Expr] = []
    lines(lambda: claim.append(Eq(D[x](f(x)), Expr(explicit(D[x](f(x)).term)))), given)
    need("deriv" not in str(claim[0].term.arg), f"the derivative was not computed: {claim[0]}")
    th = proved(claim[0], differentiation, *(named for named in (sigmoid, tanh) if repr(named) in repr(f(x))), given=given)
    ours = claim[0].term.arg
    ev = Evaluator({})
    ev.load({}, {x.term: rational(at)})
    ev.restart(BITS[1])
    left = strip(derivative(lambda v: _value(f(x).term, x.term, v), rational(at)))
    right = strip(ev.node(ours)(()))
    need(equal(left, right) >= LIKELY, f"dual numbers say {left}, the rules {right}: {claim[0]}")
    sym = to_sympy(x)
    there = to_sympy(f(x)).diff(sym).subs(sym, at) - to_sympy(Expr(ours)).subs(sym, at)
    need(abs(there.evalf(30)) < 1e-20, f"SymPy differs: {claim[0]}")
    return th


def _value(t: Term, v: Term, x: Any) -> Any:
    ev = Evaluator({})
    ev.load({}, {v: x})
    ev.restart(BITS[1])
    return ev.node(t)(())


@CHECKERS
def derivative_rules() -> Outcome:
    """Tables of derivatives lose factors: every rule is proved from a few, and agrees with dual numbers and with SymPy."""
    x = symbols("x", Real)
    functions: list[tuple[str, Callable[[Any], Any], Fraction, list[Expr]]] = [
        ("reciprocal of a function of 2x", lambda x: 1 / (exp(2 * x) - 1), Fraction(1, 2), [Ne(exp(2 * x) - 1, 0)]),
        ("exp of a square", lambda x: exp(-(x**2) / 2), Fraction(-3, 2), []),
        ("log of a sum", lambda x: log(1 + exp(3 * x)), Fraction(1, 3), []),
        ("quotient", lambda x: (x - 2) / (x**2 + 1), Fraction(2), []),
        ("inverse of a power", lambda x: x**-3, Fraction(2), [x > 0]),
        ("chain", lambda x: tanh(exp(x) * x - 1), Fraction(1, 4), []),
        ("sigmoid", lambda x: sigmoid(2 * x) * x, Fraction(1), []),
        ("log", lambda x: x * log(x), Fraction(5, 2), [x > 0]),
        ("difference", lambda x: abs(Rational(-2)) * x - (3 - x) ** 4, Fraction(1, 2), []),
    ]
    answers = {name: _slopes(f, x, at, given) for name, f, at, given in functions}
    wrong = Eq(D[x](tanh(2 * x)), 1 - tanh(2 * x) ** 2)
    answers["a lost factor"] = counterexample(wrong) + "; " + unproved(wrong, differentiation)
    answers["without a condition"] = unproved(Eq(D[x](log(x)), 1 / x), differentiation)
    return answers


RELATIONS: dict[str, Callable[[Any, Any], Expr]] = {
    "=": Eq,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
}
METHODS = {"=": "eq", "<=": "le", "<": "lt", ">=": "ge", ">": "gt"}


def _composed(first: str, second: str) -> str:
    """= keeps the relation; < with <= is <; up and down together say nothing."""
    both = {first, second} - {"="}
    if not both:
        return "="
    if len({r[0] for r in both}) == 2:
        return ""
    return min(both, key=len)


def _chain(first: str, second: str, claimed: str) -> Any:
    """The claim that a R c, after the lines a R b and b S c, each by a hypothesis."""
    a, b, c = symbols("a b c", Real)
    handles: list[Any] = []

    def write() -> None:
        h, g = suppose(RELATIONS[first](a, b)), suppose(RELATIONS[second](b, c))
        handles.append(show(RELATIONS[claimed](a, c), given=[h, g]))
        getattr(getattr(handles[0], METHODS[first])(b, by=h), METHODS[second])(c, by=g)

    lines(write)
    if handles[0].theorem is not None:
        hypotheses = [RELATIONS[first](a, b).term, RELATIONS[second](b, c).term]
        replay([handles[0].theorem], hypotheses, [RELATIONS[claimed](a, c).term])
    return handles[0].theorem


@CHECKERS
def chains_of_relations() -> Outcome:
    """a < b <= c is refused and a < b = c misread: all 25 pairs of relations against all 5 claims."""
    answers: dict[str, str] = {}
    for first in RELATIONS:
        for second in RELATIONS:
            expected = _composed(first, second)
            if not expected:
                for claimed in RELATIONS:
                    refused(partial(_chain, first, second, claimed), "the chain would show nothing", kind=StatementError)
                answers[f"a {first} b {second} c"] = "refused"
                continue
            shown = {claimed for claimed in RELATIONS if _chain(first, second, claimed) is not None}
            weaker = {"<": {"<", "<="}, ">": {">", ">="}, "=": {"=", "<=", ">="}}.get(expected, {expected})
            need(shown == weaker, f"a {first} b {second} c shows {sorted(shown)}, not {sorted(weaker)}")
            answers[f"a {first} b {second} c"] = " ".join(sorted(shown))
    return answers


@CHECKERS
def division_of_both_sides() -> Outcome:
    """Both sides are divided by d without a condition: d != 0 is demanded, and for an inequality its sign."""
    x, y, d = symbols("x y d", Real)
    equal_, less_ = Iff(Eq(d * x, d * y), Eq(x, y)), Implies(d * x <= d * y, x <= y)
    return {
        "quotient": unproved(Eq(d * x / d, x)),
        "quotient, d != 0": proved(Eq(d * x / d, x), given=[Ne(d, 0)]),
        "equation": f"{unproved(equal_)}; {counterexample(equal_)}",
        "equation, d != 0": proved(equal_, given=[Ne(d, 0)]),
        "inequality": f"{unproved(less_)}; {counterexample(less_)}",
        "inequality, d != 0": f"{unproved(less_, given=[Ne(d, 0)])}; {counterexample(less_, Ne(d, 0))}",
    }


@CHECKERS
def assumptions_that_no_sample_meets() -> Outcome:
    """A numeric test without a single sample counts as passed: here it is vacuous, and refutes nothing either."""
    x, phi = symbols("x", Real), symbols("phi", Real >> Real)
    impossible = [(x > 0).term, (x < 0).term]
    (count,) = check([Eq(x, x + 1).term], impossible)
    need((count.verdict, count.models, count.effective, count.consistent) == ("vacuous", 0, 0, 0), f"counted: {count}")
    local, plain = check([(Eq(x, x + 1).term, impossible), Eq(x, x).term], [])
    need((local.verdict, local.models, plain.verdict) == ("vacuous", 0, "consistent"), f"counted: {local}")
    (rare,) = check([Eq(phi(x), phi(x)).term], [Eq(exp(x), 2).term])
    need(rare.verdict == "vacuous", f"counted: {rare}")
    return {
        "verdict": count.verdict,
        "of a claim": local.verdict,
        "met by nobody": rare.verdict,
        "refuted": unrefuted(Eq(x, x + 1), x > 0, x < 0, budget=200),
    }


@CHECKERS
def unknown_is_not_passed() -> Outcome:
    """Unknown is added to passed: undecided models and undecided claims are counted by themselves."""
    n, x = symbols("n", Natural), symbols("x", Real)
    limit, quotient = check([tends[n, oo](n, 0).term, Eq(1 / x, 1 / x).term], [])
    need((limit.verdict, limit.effective, limit.consistent, limit.undecided) == ("undecided", 0, 0, 100), f"counted: {limit}")
    need(quotient.effective == quotient.consistent and quotient.undecided == quotient.why["undefined"] > 0, f"counted: {quotient}")
    need(quotient.consistent + quotient.undecided + quotient.refuted == quotient.models, f"counted twice: {quotient}")
    verdicts = {}
    for name, kinds in (
        ("one undecided", [records.PROVED, records.UNDECIDED]),
        ("one refuted", [records.PROVED, records.REFUTED, records.UNDECIDED]),
        ("none", []),
        ("all proved", [records.PROVED, records.PROVED]),
    ):
        result = records.Result("x", "x", shown=[records.Claim("show", FALSE_CLAIM, verdict=v) for v in kinds])
        verdicts[name] = result.verdict
    need(list(verdicts.values()) == ["undecided", "refuted", "undecided", "proved"], f"verdicts: {verdicts}")
    result = records.Result("x", "x", shown=[records.Claim("show", FALSE_CLAIM, verdict=records.PROVED)], errors=["a near miss holds"])
    need(result.verdict == records.UNDECIDED, "an error does not count")
    return verdicts


@CHECKERS
def equality_of_balls() -> Outcome:
    """A ball is neither equal to 1 nor different from it: overlap confirms nothing, separation refutes, rationals are exact."""
    x, kept = symbols("x", Real), ctx.prec
    try:
        ctx.prec = 64
        third = arb(1) / 3 * 3
        need([third == 1, third != 1] == [False, False], "balls answer otherwise now")
        need(equal(third, ONE) == LIKELY and equal(arb(1) / 3, ONE) == FALSE, "equality of balls")
        need(equal(rational(Fraction(1, 3)) * 3, ONE) == TRUE, "rationals are exact")
    finally:
        ctx.prec = kept
    same = exp(x) * exp(-x)
    (different,) = check([Ne(same, 1).term], [Ne(x, 0).term], models=20)
    need((different.verdict, different.consistent, different.refuted) == ("undecided", 0, 0), f"overlap decided: {different}")
    (condition,) = check([Eq(x, 0).term], [Eq(same, 1).term], models=20)
    need(condition.refuted == 0, "a hypothesis that only overlaps refuted something")
    return {"confirmed by overlap": different.verdict, "order": [str(v) for v in (FALSE, UNKNOWN, LIKELY, TRUE)].__repr__()}


@CHECKERS
def sharp_bounds() -> Outcome:
    """Intervals cannot show a bound that is attained: it is proved by algebra, and a bound that is a little smaller is refuted."""
    x = symbols("x", Real)
    slope = sigmoid(x) * (1 - sigmoid(x))
    square = Rational(1, 4) - (sigmoid(x) - Rational(1, 2)) ** 2
    handles: list[Any] = []
    lines(lambda: handles.append(show(slope <= Rational(1, 4)).eq(square).le(Rational(1, 4))))
    need(handles[0].theorem is not None and not handles[0].theorem.hyps, "the sharp bound is not proved")
    replay([handles[0].theorem], [], [(slope <= Rational(1, 4)).term])
    return {
        "proved": str(handles[0].theorem),
        "by balls": unrefuted(slope <= Rational(1, 4)),
        "strict": counterexample(slope < Rational(1, 4)),
        "smaller": counterexample(slope <= Rational(249_999, 1_000_000)),
        "strict where it is": unrefuted(slope < Rational(1, 4), x > 0),
    }
