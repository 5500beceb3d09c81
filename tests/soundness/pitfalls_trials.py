"""What trials of this design got wrong: proofs of 0 = 1, and pages that would have misled a reader."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from derive.course.verbs import define, given, show, suppose
from derive.documents.printed import printed
from derive.errors import DeriveError, ReplayError, RuleError, StatementError, TypeMismatch
from derive.evidence import check
from derive.evidence.draw import mixed, structured
from derive.evidence.numbers import BITS
from derive.evidence.plan import Plan
from derive.kernel import axioms, theorem
from derive.kernel import rules as k
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import check as replay_check
from derive.kernel.terms import Term, abstract, apply, binder, bound, const, equation, for_all, literal, signature, substitute, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import DIM, fun, nat, real, type_var
from derive.language.expr import And, Eq, Expr, Implies, Natural, Ne, Rational, Real, trace
from derive.language.latex import to_latex
from derive.language.logic import call
from derive.language.notation import clashes
from derive.language.reader import read
from derive.language.symbols import (
    D,
    E,
    Matrix,
    Seq,
    Var,
    bounded,
    density,
    differentiable,
    exists,
    exp,
    forall,
    integrable,
    log,
    norm,
    oo,
    sigmoid,
    sizes,
    spaces,
    sup,
    symbols,
    tanh,
    tends,
)
from derive.language.text import to_text
from derive.tactics.induction import NAT_ZERO, induction, succ
from derive.tactics.lemma import LEMMAS, axiom
from derive.theory import abs_le_norm, bayes, differentiation, exp_log, expectation_abs_le, linearity, log_mul, sup_le
from tests.language.latex_reader import read_latex, tree
from tests.soundness.pitfall_rows import (
    ROOT,
    Outcome,
    Wrong,
    attempt,
    board_for,
    counterexample,
    lines,
    need,
    pinned,
    proved,
    refused,
    replay,
    row,
    unproved,
    unrefuted,
)

TRIALS = row("Trials of this design")
ZERO, ONE = literal(0), literal(1)
FALSE_CLAIM = equation(ZERO, ONE)


@TRIALS
def induction_and_fresh_names() -> Outcome:
    """The step of an induction went through a "fresh" variable that an author could name: bodies are compared under the binder."""
    names = ["n", "k", "x", "P", "fresh", "n.d", "u.0", "any.0", "acc", "s1", "v0", "m.0", "n'"]
    for name in names:
        n = var(name, nat)
        statement = equation(call("nat_add", n, literal(0, nat)), n)
        th = induction(n, statement, _added_zero(NAT_ZERO), _added_zero(succ(n)))
        need(not th.hyps and th.concl.canon is for_all(n, statement).canon, f"induction on {name} says {th}")
        other = var("other", nat)
        need(abstract(n, statement).canon is abstract(other, substitute(statement, {n: other})).canon, f"{name} is special")
        u = var("u", fun(nat, real))
        about = equation(apply(u, n), ZERO)  # from u(0) = 0 and u(n + 1) = 0 for this n, nothing follows for all n
        at_zero, after = (k.assume(equation(apply(u, t), ZERO)) for t in (NAT_ZERO, succ(n)))
        refused(partial(induction, n, about, at_zero, after), "free in a hypothesis", kind=RuleError)
    n, u = symbols("n", Natural), symbols("u", Seq(Real))

    def write() -> None:
        zero, here = given(Eq(u[0], 0)), given(Eq(u[n + 1], 0))
        base, step = show(Eq(u[n], 0)).induction(n)
        base.by(zero)
        step.by(here)

    return {"names": " ".join(names), "a step for one n": refused(lambda: lines(write), "did you mean one n or all")}


def _added_zero(t: Term) -> Theorem:
    return k.field(call("nat_add", t, literal(0, nat)), t)


def _with_open_ledger(act: Callable[[], Any]) -> Callable[[], Any]:
    """The act as if the theory were still being loaded; it is expected to be refused, so nothing is entered."""

    def opened() -> Any:
        kept = axioms._state["open"]
        axioms._state["open"] = True
        try:
            return act()
        finally:
            axioms._state["open"] = kept

    return opened


@TRIALS
def definitions() -> Outcome:
    """A definition whose body has a type variable of its own proves 0 = 1; so do free and loose variables and circles."""
    a = type_var("a")
    u, w, x, y = var("u", a), var("w", a), symbols("x", Real), symbols("y", Real)
    f = symbols("f", Real >> Real)
    single = for_all(u, for_all(w, equation(u, w)))

    def circle() -> None:
        define(x, y + 1)
        define(y, x)

    def twice() -> None:
        define(x, 1 + y)
        define(x, 2 + y)

    tries: dict[str, tuple[Callable[[], Any], type[Exception]]] = {
        "own type variable": (_with_open_ledger(lambda: axioms.define("single", single)), RuleError),
        "free variable": (_with_open_ledger(lambda: axioms.define("single", x.term)), RuleError),
        "loose variable": (_with_open_ledger(lambda: axioms.define("single", bound(0, real))), RuleError),
        "a known name": (_with_open_ledger(lambda: axioms.define("exp", const("neg"))), RuleError),
        "in terms of itself": (lambda: lines(lambda: define(f(x), f(x) + 1)), StatementError),
        "a circle": (lambda: lines(circle), StatementError),
        "twice": (lambda: lines(twice), StatementError),
        "at a number": (lambda: lines(lambda: define(f(Rational(1)), x)), DeriveError),
    }
    answers = {name: refused(act, kind=kind) for name, (act, kind) in tries.items()}
    need("single" not in signature(), "something was defined")
    return answers


@TRIALS
def replay_trusts_the_certificate() -> Outcome:
    """Replay believed axioms, goal and literals that the certificate brought: it has its own table, signature and goal."""
    x = var("x", real)
    th = k.generalize(x, k.refl(x))
    goal = json.loads(json.dumps(encode_goal([], [th.concl])))
    plain = json.loads(json.dumps(encode([th])))
    replay_check(plain, goal, pinned())
    cheat = Theorem(theorem._KEY, (), FALSE_CLAIM, "axiom", ("absurd",), ())
    known = Theorem(theorem._KEY, (), FALSE_CLAIM, "axiom", ("le_trans",), ())
    minus = json.loads(json.dumps(encode([k.refl(literal(1, nat))])))
    minus["terms"] = [["lit", "-1", r[2]] if r[0] == "lit" else r for r in minus["terms"]]
    tries: dict[str, Callable[[], Any]] = {
        "an axiom of its own": lambda: replay_check({**plain, "axioms": {"absurd": FALSE_CLAIM.name}}, goal, pinned()),
        "a goal of its own": lambda: replay_check({**plain, **goal}, goal, pinned()),
        "another goal": lambda: replay([th], [], [FALSE_CLAIM]),
        "an unknown axiom": lambda: replay([cheat], [], [FALSE_CLAIM]),
        "another statement of an axiom": lambda: replay([known], [], [FALSE_CLAIM]),
        "a definition": lambda: replay([Theorem(theorem._KEY, (), FALSE_CLAIM, "definition", ("ge",), ())], [], [FALSE_CLAIM]),
        "a negative natural number": lambda: replay_check(minus, goal, pinned()),
        "an unknown rule": lambda: replay([Theorem(theorem._KEY, (), FALSE_CLAIM, "magic", (), ())], [], [FALSE_CLAIM]),
    }
    return {name: refused(act, kind=ReplayError) for name, act in tries.items()}


@TRIALS
def replay_generalises_over_anything() -> Outcome:
    """Replay generalised over a number and accepted 0 != 0: only a variable that no hypothesis mentions will do."""
    x = var("x", real)
    th = k.generalize(x, k.refl(x))
    data, goal = json.loads(json.dumps([encode([th]), encode_goal([], [th.concl])]))
    data["terms"].append(["lit", "0", data["terms"][0][2]])
    number = json.loads(json.dumps(data))
    number["steps"][-1][1] = len(data["terms"]) - 1
    fixed = Theorem(theorem._KEY, (), for_all(x, equation(x, ZERO)), "generalize", (x,), (k.assume(equation(x, ZERO)),))
    return {
        "a number": refused(lambda: replay_check(number, goal, pinned()), "not a variable", kind=ReplayError),
        "a fixed variable": refused(lambda: replay([fixed], [], [fixed.concl]), kind=ReplayError),
        "in the rules": refused(lambda: k.generalize(ZERO, k.refl(ZERO)), "not a variable", kind=RuleError),
    }


class _Slippery(Fraction):
    """A number that equals every other."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Fraction.__hash__


@TRIALS
def theorems_in_memory() -> Outcome:
    """A conclusion could be changed, and a script could call axiom(): theorems are frozen, the ledger is closed, replay has the last word."""
    x = var("x", real)
    th = k.refl(x)
    axioms.close()
    tries: dict[str, tuple[Callable[[], Any], type[Exception]]] = {
        "set": (lambda: setattr(th, "concl", FALSE_CLAIM), Exception),
        "by hand": (lambda: Theorem(object(), (), FALSE_CLAIM, "refl", (), ()), RuleError),
        "subclass": (lambda: type("Forged", (Theorem,), {}), DeriveError),
        "axiom": (lambda: axioms.postulate("absurd", FALSE_CLAIM, "[1]"), RuleError),
        "axiom of the library": (lambda: axiom("absurd", FALSE_CLAIM, "absurd", "[1]"), RuleError),
        "definition": (lambda: axioms.define("absurd", FALSE_CLAIM), RuleError),
        "a slippery number": (lambda: literal(_Slippery(1)), TypeMismatch),
        "a truth value": (lambda: literal(True), TypeMismatch),
    }
    answers = {name: refused(act, kind=kind) for name, (act, kind) in tries.items()}
    need("absurd" not in LEMMAS and "absurd" not in axioms.axioms(), "something was entered")
    return answers


@TRIALS
def open_terms() -> Outcome:
    """Loose bound variables came through public constructors: every rule wants closed terms, theorems are boolean."""
    x = var("x", real)
    hole = bound(0, real)
    universal = k.generalize(x, k.refl(x))
    tries: dict[str, Callable[[], Any]] = {
        "refl": lambda: k.refl(hole),
        "assume": lambda: k.assume(equation(hole, hole)),
        "assume a number": lambda: k.assume(x),
        "specialize": lambda: k.specialize(universal, hole),
        "instantiate": lambda: k.instantiate(k.refl(x), {x: hole}),
        "field": lambda: k.field(call("add", hole, x), call("add", x, hole)),
        "discharge": lambda: k.discharge(equation(hole, hole), k.refl(x)),
        "abstract an open body": lambda: abstract(x, hole),
        "abstract a number": lambda: abstract(ZERO, x),
        "two types of one index": lambda: binder("x", nat, call("neg", bound(0, real))),
    }
    return {name: refused(act) for name, act in tries.items()}


@TRIALS
def two_comparisons_in_one() -> Outcome:
    """Python makes `x < 1` of `0 <= x < 1`: the truth value of a claim raises and says what to write."""
    x, y = symbols("x y", Real)
    tries: dict[str, Callable[[], Any]] = {
        "chain": lambda: 0 <= x < 1,
        "if": lambda: "yes" if x > 0 else "no",
        "and": lambda: (x > 0) and (x < 1),
        "or": lambda: (x > 0) or (x < 1),
        "not": lambda: not (x > 0),
        "max": lambda: max(x, y),
        "sorted": lambda: sorted([x, y]),
        "equation": lambda: bool(Eq(x, y)),
        "a claim": lambda: lines(lambda: given(0 <= x < 1)),
    }
    answers = {name: refused(act, "no truth value", "two claims", kind=StatementError) for name, act in tries.items()}
    answers["=="] = refused(lambda: x == 1, "Eq(x, 1)", kind=StatementError)
    need(bool(Rational(1, 2) < 1) and not Rational(1, 2) > 1, "numbers are compared")
    return answers


@TRIALS
def names() -> Outcome:
    """A variable named 0 prints 0 = 1, and free x and bound x print alike: names are identifiers, binders are renamed, print reads back."""
    x, y = symbols("x y", Real)
    f = symbols("f", Real >> Real)
    bad = {name: refused(partial(symbols, name, Real), kind=TypeMismatch) for name in ("0", "1x", "x#1", "x=0", "a+b", "\\alpha", "_", "-")}
    captured = Expr(substitute(forall[x](x <= y).term, {y.term: x.term}))
    nested = Expr(substitute(exists[x](forall[y](f(x) <= y)).term, {f.term: abstract(y.term, (x + y).term)}))
    inner = forall[x](And(x >= 0, exists[x](x <= y)))
    shown = {}
    for claim in (captured, nested, inner, D[x](x * y)):
        text = to_text(claim.term)
        again = read(text, {"x": x, "y": y, "f": f})
        need(again.term.canon is claim.term.canon, f"{text} reads back as {again!r}")
        shown[text] = to_latex(claim.term)
    need(to_text(captured.term) != to_text(forall[x](x <= x).term), "free and bound print alike")
    sigma, one, other = symbols("sigma", Real >> Real), symbols("x1", Real), symbols("x_1", Real)
    for claim in (Eq(sigma(x), sigmoid(x)), one <= other):
        need(to_latex(claim.term.fun.arg) == to_latex(claim.term.arg), "these print apart now: take others")
        need(len(clashes([claim.term])) == 1, f"nobody notices that both sides of {to_latex(claim.term)} print alike")
    need(clashes([(x <= y).term, captured.term]) == [], "symbols that print apart")
    return {**bad, **shown}


@TRIALS
def latex_with_brackets() -> Outcome:
    """(-1)^2 prints as -1^2, and log x y can be read in two ways: what is printed is read back as the same tree, and differs from its twin."""
    x, y = symbols("x y", Real)
    n = symbols("n", Natural)
    minus = Rational(-1)
    twins = [
        (minus**2, -(Rational(1) ** 2)),
        ((-x) ** 2, -(x**2)),
        (log(x) * y, log(x * y)),
        (log(x) + y, log(x + y)),
        (exp(x) ** 2, exp(x**2)),
        (x - (y - 1), x - y - 1),
        (x / (y / 2), x / y / 2),
        (x * (y + 1), x * y + 1),
        ((x**2) ** n, x ** (2 * n)),
        (abs(x) * y, abs(x * y)),
        (-(x * y), -x * y),
        (Rational(1, 2) ** n, 1 / Rational(2) ** n),
        (sigmoid(x) ** 2, sigmoid(x**2)),
    ]
    shown = {}
    for first, second in twins:
        pair = [to_latex(t.term) for t in (first, second)]
        need(pair[0] != pair[1], f"two terms print as {pair[0]}")
        for t, latex in zip((first, second), pair, strict=True):
            need(read_latex(latex) == tree(t.term), f"{latex} reads as {read_latex(latex)}")
        shown[to_text(first.term)] = " | ".join(pair)
    need(shown["(-1)**2"].startswith("(-1)^2"), f"{shown['(-1)**2']}")
    return shown


@TRIALS
def statements_without_their_hypotheses() -> Outcome:
    """A statement shown without its hypotheses says more than was proved: all of them are printed, beside the claim that they belong to."""
    x, n, u = symbols("x", Real), symbols("n", Natural), symbols("u", Seq(Real))
    stolen: list[Any] = []

    def write() -> None:
        given(x > 0, "x is positive")
        h = suppose(tends[n, oo](u[n], 0), "u vanishes")
        show(Eq(exp(log(x)), x)).by(exp_log)
        show(tends[n, oo](u[n], 0), given=h).by(h)
        stolen.append(show(tends[n, oo](u[n], 0)))
        stolen[0].by(h)

    board = lines(write)
    page = printed(board.result)
    always = {h["text"] for h in page["hypotheses"]}
    for claim, data in zip(board.claims, page["shown"], strict=True):
        if claim.theorem is not None:
            said = always | {h["text"] for h in data["given"]}
            need({to_text(h) for h in claim.theorem.hyps} <= said, f"{data['text']} is shown without {claim.theorem.hyps}")
    need(stolen[0].theorem is None, "a claim was proved from a hypothesis that stands at another claim")
    need(page["verdict"] == "undecided", "the page says proved")
    return {
        "always": ", ".join(sorted(always)),
        "of one claim": page["shown"][1]["given"][0]["text"],
        "of another claim": stolen[0].record.lines[0].error.split("error: ")[1].split("\n")[0],
    }


@TRIALS
def dimensions_are_finite() -> Outcome:
    """With an infinite index type the laws of matrices are false: dimensions are a kind of their own, spaces do not fit."""
    a, d = type_var("a"), type_var("d", DIM)
    n, s_ = sizes("n"), spaces("S")
    for name in ("trace", "matmul", "matvec", "transpose", "identity", "diag", "counting"):
        kinds = {t.kind for t in signature()[name].tvars}
        need(kinds == {DIM}, f"{name} takes indices of kind {kinds}")
    th = k.refl(var("v", fun(d, real)))
    m, kernel_like = symbols("A", Matrix(n, n)), symbols("K", s_ >> (s_ >> Real))
    return {
        "a space for a dimension": refused(lambda: k.instantiate_type(th, {d: a})),
        "the natural numbers": refused(lambda: k.instantiate_type(th, {d: nat})),
        "trace over a space": refused(lambda: trace(kernel_like)),
        "product over a space": refused(lambda: kernel_like @ kernel_like),
        "shapes": refused(lambda: m @ symbols("B", Matrix(sizes("k"), n)), kind=TypeMismatch),
    }


@TRIALS
def spaces_are_not_empty() -> Outcome:
    """sup_le and supnorm_le are false on an empty space: types are not empty, said once, and no model is."""
    s_ = spaces("S")
    s, t = symbols("s t", s_)
    f, c = symbols("f", s_ >> Real), symbols("c", Real)
    trust = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    need(trust.count("not empty") == 1, "docs/trust.md says it once")
    plan = Plan.of([(norm(f) <= c).term], [])
    sizes_ = {n for m in structured(plan, 0) for n in m.sizes.values()} | {next(mixed(plan, seed)).sizes[s_.type] for seed in range(20)}
    need(min(sizes_) >= 1, f"models of sizes {sizes_}")
    board = lines(lambda: show(exists[s](Eq(f(s), f(s)))).take({s: t}).by())
    need(board.claims[0].theorem is not None, "there is no point")
    return {
        "sup_le": proved(sup[s](f(s)) <= c, sup_le, given=[forall[s](f(s) <= c)]),
        "its models": unrefuted(sup[s](f(s)) <= c, forall[s](f(s) <= c)),
        "a point": str(board.claims[0].theorem),
    }


@TRIALS
def integrals_without_conditions() -> Outcome:
    """Fubini and E_nonneg are false in general without integrability: neither the order nor the sum comes for nothing."""
    s_, a_ = spaces("S A")
    s, a = symbols("s", s_), symbols("a", a_)
    p, q = density("p", s_), density("q", a_)
    f, h = symbols("f", s_ >> Real), symbols("h", s_ * a_ >> Real)
    swapped = Eq(E[p(s), q(a)](h(s, a)), E[q(a), p(s)](h(s, a)))
    both = [name for name, (th, _) in axioms.axioms().items() if str(th.concl).count("integral") >= 4]
    need(all("integrable" in str(axioms.axioms()[name][0].concl) for name in both), f"integrals are exchanged without a condition: {both}")
    positive = E[p(s)](f(s)) >= 0
    return {
        "exchange": unproved(swapped, linearity),
        "E_nonneg": proved(positive, given=[forall[s](f(s) >= 0)]),
        "its models": unrefuted(positive, forall[s](f(s) >= 0)),
        "at a sign": counterexample(positive),
        "a variance": unproved(Var[p(s)](f(s)) >= 0),
        "a constant more": unproved(Eq(E[p(s)](f(s) + 1), E[p(s)](f(s)) + 1), linearity),
    }


@TRIALS
def conditions_that_finite_models_do_not_notice() -> Outcome:
    """Dropping integrable, bounded, differentiable was never noticed: the proof fails without, and infinite models and kinks show why."""
    s_, x = spaces("S"), symbols("x", Real)
    s, f, g = symbols("s", s_), symbols("f", s_ >> Real), symbols("g", s_ >> Real)
    p, phi = density("p", s_), symbols("phi", Real >> Real)
    y = symbols("y", Real)
    cases: dict[str, tuple[Expr, Expr, list[Any]]] = {
        "integrable, sum": (
            Eq(E[p(s)](f(s) + g(s)), E[p(s)](f(s)) + E[p(s)](g(s))),
            integrable[p(s)](f(s), g(s)),
            [linearity],
        ),
        "integrable, absolute value": (abs(E[p(s)](f(s))) <= E[p(s)](abs(f(s))), integrable[p(s)](f(s)), [expectation_abs_le]),
        "bounded": (abs(f(s)) <= norm(f), bounded(f), [abs_le_norm]),
        "differentiable": (Eq(D[x](phi(x) ** 2), 2 * phi(x) * D(phi)(x)), differentiable(phi), [differentiation]),
        "positive": (Eq(log(x * exp(y)), log(x) + log(exp(y))), x > 0, [log_mul]),
    }
    answers = {}
    for name, (claim, condition, reasons) in cases.items():
        th, _ = attempt(claim, *reasons, given=[condition])
        if th is None:
            raise Wrong(f"{name}: not proved with its condition")
        need(any(h.canon is condition.term.canon for h in th.hyps), f"{name}: the theorem has lost its condition: {th}")
        answers[name] = f"{unproved(claim, *reasons)}; {counterexample(claim, undefined=True)}"
        unrefuted(claim, condition, undefined=True, budget=120)
    return answers


@TRIALS
def structured_values_first() -> Outcome:
    """3,000 random rationals did not refute s(1 - s) <= 0.249999; x = 0 does: small structured values come first."""
    x, y = symbols("x y", Real)
    s_ = spaces("S")
    s, f, p = symbols("s", s_), symbols("f", s_ >> Real), density("p", s_)
    return {
        "sigmoid": counterexample(sigmoid(x) * (1 - sigmoid(x)) <= Rational(249_999, 1_000_000)),
        "tie": counterexample(Ne(x, y)),
        "point mass": counterexample(Var[p(s)](f(s)) > 0),
        "zero": counterexample(abs(tanh(x)) > 0),
        "minus one": counterexample(Eq(abs(x), x)),
    }


@TRIALS
def models_by_construction() -> Outcome:
    """None of 5,000 random models satisfied the hypotheses of the lower bound: models are constructed, rejections are counted."""
    x_, z_ = spaces("X Z")
    x, z = symbols("x", x_), symbols("z", z_)
    p, q = density("p", x_, z_), density("q", z_, given=x_)
    support = forall[z](Implies(q(z | x) > 0, And(p(z) > 0, p(x | z) > 0)))
    finite = integrable[q(z | x)](log(p(z)), log(p(x | z) / q(z | x)))
    fit = E[q(z | x)](log(p(z))) + E[q(z | x)](log(p(x | z) / q(z | x)))
    claim = log(p(x)) >= fit
    board = board_for([p(x) > 0, support, finite], claim)
    (count,) = check([claim.term], board.hypotheses(), models=60)
    need(count.models == count.effective == count.consistent == 60, f"models: {count}")
    need(count.why.get("rejected", 0) <= 120, f"rejected: {count}")
    th, _ = attempt(Eq(p(z) * p(x | z), p(x, z)), bayes, given=[p(x) > 0, p(z) > 0])
    need(th is not None, "the rule of Bayes")
    a, b, c = symbols("a b c", Real)
    (affine,) = check([(a <= c).term], [(a < b).term, (b < c).term, Eq(a + b, 3).term], models=40)
    need(affine.verdict == "consistent" and affine.models >= 10 and affine.why["rejected"] > 0, f"affine: {affine}")  # rejections are told
    return {
        "effective": str(count.effective),
        "rejected": str(count.why.get("rejected", 0)),
        "refuted": counterexample(log(p(x)) > fit, p(x) > 0, support),
    }


@TRIALS
def small_models_quickly() -> Outcome:
    """A search by Hypothesis took seconds and ended with larger results: structured models and greedy shrinking are fast and small."""
    for path in sorted((ROOT / "derive").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        need(not re.search(r"^\s*(import|from) hypothesis", text, re.M), f"{path.name} imports Hypothesis")
    s_ = spaces("S")
    s, t = symbols("s t", s_)
    p, f, x = density("p", s_), symbols("f", s_ >> Real), symbols("x", Real)
    start = time.process_time()
    answers = {
        "all below the mean": counterexample(forall[s](f(s) <= E[p(s)](f(s)))),
        "constant": counterexample(Eq(f(s), f(t))),
        "square": counterexample(x**2 >= x),
        "mean of squares": counterexample(Eq(E[p(s)](f(s) ** 2), E[p(s)](f(s)) ** 2)),
    }
    need(time.process_time() - start < 3, "the searches took too long")
    return answers


@TRIALS
def bits_of_balls() -> Outcome:
    """With 32 bits most verdicts were unknown: balls start at 64 bits and grow, and hardly anything stays open."""
    x, y = symbols("x y", Real)
    claims = [
        exp(x) > 0,
        sigmoid(x) < 1,
        tanh(x) <= 1,
        1 + x <= exp(x),
        log(1 + exp(x)) > x,
        exp(x) * exp(y) > 0,
        sigmoid(-x) + sigmoid(x) > 0,
    ]
    counts = check([c.term for c in claims], [], models=25)
    still = sum(c.why.get("precision", 0) for c in counts)
    need(BITS[0] == 64 and list(BITS) == sorted(BITS), f"bits: {BITS}")
    need(still == 0 and all(c.consistent == c.models for c in counts), f"open: {counts}")
    (tiny,) = check([(exp(Rational(1, 10**25)) > 1).term], [], models=1)
    need((tiny.verdict, tiny.bits) == ("consistent", 128), f"tiny: {tiny}")
    return {"bits": str(BITS), "open": str(still), "tiny": str(tiny.bits)}
