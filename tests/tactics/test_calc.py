"""One line of a derivation: closed by computation, by its reasons, or refused with what both sides became."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from derive.errors import StepError
from derive.kernel import rules as k
from derive.language.expr import And, Eq, Expr, Iff, Implies, Natural, Ne, Not, Or, Rational, Real
from derive.language.symbols import D, Prod, Seq, Sum, bounded, exists, exp, forall, log, norm, sigmoid, spaces, symbols, tanh
from derive.tactics.calc import cite, close, flipped, match_up
from derive.tactics.lemma import LEMMAS
from derive.tactics.rule import prepare
from tests.tactics.support import checked, prover, proves, refuses, same_twice

x, y, z, c, s = symbols("x y z c s", Real)
n, l = symbols("n l", Natural)
f, g = symbols("f g", Real >> Real)
b, w = symbols("b w", Seq(Real))
S = spaces("S")
p, r = symbols("p r", S)
V, W = symbols("V W", S >> Real)
ROOT = Path(__file__).resolve().parents[2]

Row = tuple[Expr, list[object], list[Expr]]

TRUE: list[Row] = [
    # computation
    (Eq((x + y) ** 3, x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3), [], []),
    (Eq(Sum[l, 1, n + 1](b[l]), Sum[l, 1, n](b[l]) + b[n + 1]), [], []),
    (Eq(x / y * y, x), [], [Ne(y, 0)]),
    ((x - y) ** 2 + z >= z, [], []),
    (Rational(1, 4) - (x - Rational(1, 2)) ** 2 <= Rational(1, 4), [], []),
    # lemmas
    (Eq(abs(x * y * z), abs(x) * abs(y) * abs(z)), ["abs_mul"], []),
    (abs(x + y + z) <= abs(x) + abs(y) + abs(z), ["abs_add_le"], []),
    (abs(x - y) <= abs(x - z) + abs(z - y), ["abs_add_le"], []),
    (Eq(log(x**2 * y), 2 * log(x) + log(y)), ["log_mul", "log_pow"], [x > 0, y > 0]),
    (Eq(log(x) + log(y), log(x * y)), ["log_mul"], [x > 0, y > 0]),  # from right to left
    (Eq(exp(2 * x), exp(x) ** 2), ["exp_add"], []),
    (Eq(exp(-x) * exp(x), 1), ["exp_neg"], []),
    (log(x) <= x - 1, ["log_le_sub_one"], [x > 0]),
    (log(x) + 1 <= x, ["log_le_sub_one"], [x > 0]),
    # definitions
    (Eq(sigmoid(x), exp(x) / (1 + exp(x))), [sigmoid, "exp_neg"], []),
    (Eq(sigmoid(-x), 1 - sigmoid(x)), [sigmoid, "exp_neg"], []),
    (Eq(D(sigmoid)(x), sigmoid(x) * (1 - sigmoid(x))), [sigmoid, "differentiation"], []),
    (Eq(D(tanh)(x), 1 - tanh(x) ** 2), [tanh, "differentiation"], []),
    # monotone
    (Prod[l, 1, n](abs(w[l])) <= Prod[l, 1, n](s), [forall[l](abs(w[l]) <= s)], []),
    (x**n <= y**n, [x <= y], [x >= 0]),
    (z * x <= z * y, [x <= y], [z >= 0]),
    (x * z <= y * z, [x <= y], [z >= 0]),
    (exp(x) <= exp(y), [x <= y], []),
    (abs(x) * z + 1 <= y * z + 1, [abs(x) <= y], [z >= 0]),
    # facts
    (x < z, [x <= y, y < z], []),
    (Eq(x, z), [Eq(x, y), Eq(y, z)], []),
    (Eq(x, y), [x <= y, y <= x], []),
    (f(y) <= 0, [forall[x](f(x) <= 0)], []),
    (Eq(f(x) + 1, g(x) + 1), [forall[z](Eq(f(z), g(z)))], []),
    (Eq(x, 3), [Eq(2 * x - 6, 0)], []),
    (Eq(f(x), g(x)), [Eq(f, g)], []),
    # statements
    (Iff(Eq(x + 1, 3), Eq(x, 2)), [], []),
    (Iff(2 * x <= 2 * y, x <= y), [], []),
    (Implies(x <= y, x - 1 <= y), [], []),
    (And(x <= y, y <= z), [x <= y, y <= z], []),
    (forall[x](x**2 >= 0), [], []),
    (Not(Eq(exp(x), 0)), [], []),
    (abs(V(p)) <= norm(V), ["abs_le_norm"], [bounded(V)]),
]

FALSE: list[Row] = [
    (Eq((x + y) ** 3, x**3 + 3 * x**2 * y - 3 * x * y**2 + y**3), [], []),  # a sign
    (Eq(Sum[l, 1, n + 1](b[l]), Sum[l, 1, n](b[l]) + b[n]), [], []),  # an index
    (Eq(x / y * y, x), [], []),  # y may be 0
    (x**2 + y**2 > 2 * x * y, [], []),  # strict
    (x * (1 - x) <= Rational(6, 25), [], []),
    (Eq(abs(x + y), abs(x) + abs(y)), ["abs_add_le", "abs_mul"], []),
    (abs(x + y) >= abs(x) + abs(y), ["abs_add_le"], []),
    (abs(x - y) <= abs(x) - abs(y), ["abs_add_le"], []),
    (Eq(log(x**2 * y), 2 * log(x) + log(y)), ["log_mul", "log_pow"], [x > 0]),  # a condition
    (Eq(log(x + y), log(x) * log(y)), ["log_mul"], [x > 0, y > 0]),
    (Eq(exp(2 * x), 2 * exp(x)), ["exp_add"], []),
    (log(x) <= x - 1, ["log_le_sub_one"], []),
    (log(x) < x - 1, ["log_le_sub_one"], [x > 0]),
    (Eq(sigmoid(-x), sigmoid(x)), [sigmoid], []),
    (Eq(D(sigmoid)(x), sigmoid(x) * (1 + sigmoid(x))), [sigmoid, "differentiation"], []),
    (Eq(D(tanh)(x), 1 - tanh(x)), [tanh, "differentiation"], []),
    (Eq(D(f)(x), D(g)(x)), ["differentiation"], []),
    (Prod[l, 1, n](w[l]) <= Prod[l, 1, n](s), [forall[l](w[l] <= s)], []),  # factors may be negative
    (x**n <= y**n, [x <= y], []),
    (x * z <= y * z, [x <= y], []),
    (exp(x) < exp(y), [x <= y], []),
    (x < z, [x <= y, y <= z], []),
    (Eq(x, y), [x <= y], []),
    (x <= y, [forall[x](Or(x <= y, y <= x))], []),
    (f(y) <= 0, [f(x) <= 0], []),
    (f(y) <= 0, [exists[x](f(x) <= 0)], []),
    (Eq(x, 3), [Eq(2 * x - 5, 0)], []),
    (Eq(x, 1), [Eq(x**2, 1)], []),
    (Eq(x, y), [Eq(f(x), f(y))], []),
    (Eq(x, 1), [Eq(x * y, y)], []),  # y may be 0
    (Iff(Eq(x * y, 0), Eq(x, 0)), [], []),
    (Iff(c * x <= c * y, x <= y), [], []),
    (Implies(x <= y, x + 1 <= y), [], []),
    (And(x <= y, y <= z), [x <= y], []),
    (forall[x](x**2 > 0), [], []),
    (forall[x](x <= y), [x <= y], []),  # one x is not all
    (abs(V(p)) <= norm(V), ["abs_le_norm"], []),  # not known to be bounded
    (norm(V) <= abs(V(p)), ["abs_le_norm"], [bounded(V)]),
]


def reasons_of(reasons: list[object]) -> tuple[list[object], list[Expr]]:
    """Lemmas by name, definitions by symbol, statements as facts; and the facts."""
    facts = [r for r in reasons if isinstance(r, Expr) and r.term.type.name == "bool"]
    found = [LEMMAS[r] if isinstance(r, str) else k.assume(r.term) if r in facts else r for r in reasons]  # type: ignore[union-attr]
    return found, facts


@pytest.mark.parametrize(("goal", "reasons", "given"), TRUE, ids=[repr(row[0]) for row in TRUE])
def test_a_line_that_follows(goal: Expr, reasons: list[object], given: list[Expr]) -> None:
    found, facts = reasons_of(reasons)
    proves(goal, *found, given=[*given, *facts, *conventions(goal)])


@pytest.mark.parametrize(("goal", "reasons", "given"), FALSE, ids=[f"{row[0]!r} {len(row[2])}" for row in FALSE])
def test_a_line_that_does_not_follow(goal: Expr, reasons: list[object], given: list[Expr]) -> None:
    found, facts = reasons_of(reasons)
    refuses(goal, *found, given=[*given, *facts, *conventions(goal)])


def conventions(goal: Expr) -> list[Expr]:
    from derive.kernel.terms import frees
    from derive.language.symbols import SYMBOLS

    return [Expr(t) for v in sorted(frees(goal.term), key=str) if v in SYMBOLS for t in SYMBOLS[v].facts]


def test_only_reasons_that_were_given_are_used() -> None:
    refuses(Eq(abs(x * y), abs(x) * abs(y)))
    refuses(Eq(log(x * y), log(x) + log(y)), given=[x > 0, y > 0])
    refuses(Eq(sigmoid(x), 1 / (1 + exp(-x))))
    refuses(Eq(D(exp)(x), exp(x)))


def test_a_failure_says_how_far_both_sides_got() -> None:
    e = refuses(Eq(log(x * y), log(x) * 2), LEMMAS["log_mul"], given=[x > 0, y > 0])
    assert e.what == "this line does not follow from the reasons given"
    assert e.given == "log(x) + log(y)\nlog(x) * 2"
    assert e.needed == "a reason that makes them equal"
    e = refuses(x < y)
    assert (e.given, e.needed) == ("x\ny", "a reason for < between them")


# citing


def test_citing_does_not_change_the_prover() -> None:
    at = prover()
    q = cite(at, [LEMMAS["abs_mul"], k.assume((x <= y).term)])
    assert q.rewrites and q.bounds and not at.rewrites and not at.bounds
    assert at.lookup((x <= y).term) is None and q.lookup((x <= y).term) is not None


def test_parts_of_a_method_are_cited_with_it() -> None:
    q = cite(prover(), [LEMMAS["linearity"]])
    assert "linearity" in q.methods


def test_a_flipped_rule() -> None:
    rule = LEMMAS["abs_mul"].rule
    turned = flipped(rule)
    assert turned is not None and rule.sides is not None and turned.sides is not None
    assert repr(Expr(turned.sides[0])).replace("v.", "") != ""
    checked(turned.theorem, turned.theorem.concl)


def test_rules_that_cannot_be_flipped() -> None:
    assert flipped(prepare(k.assume(forall[x](Eq(f(x), 1)).term))) is None  # the right side says nothing
    assert flipped(prepare(k.assume(Eq(exp(x), x).term))) is None  # it would grow
    assert flipped(prepare(k.assume((x <= y).term))) is None


def test_matching_up() -> None:
    q = cite(prover(), [LEMMAS["abs_mul"]])
    checked(match_up(q, abs(x * y).term, (abs(y) * abs(x)).term), Eq(abs(x * y), abs(y) * abs(x)))
    assert match_up(q, abs(x * y).term, abs(x).term) is None


def test_an_instance_of_a_cited_statement_is_not_its_converse() -> None:
    fact = forall[x](Implies(f(x) > 0, g(x) > 0))
    proves(g(y) > 0, k.assume(fact.term), given=[fact, f(y) > 0])
    refuses(f(y) > 0, k.assume(fact.term), given=[fact, g(y) > 0])


# determinism

PROGRAM = """
import json, sys
from derive.kernel.certificate import encode
from tests.tactics.test_calc import TRUE, reasons_of, conventions
from tests.tactics.support import proves
found = []
for goal, reasons, given in TRUE[::5]:
    items, facts = reasons_of(reasons)
    found.append(encode([proves(goal, *items, given=[*given, *facts, *conventions(goal)])]))
print(json.dumps(found))
"""


def test_the_same_certificates_in_two_processes() -> None:
    """Whatever the seed of Python's hashes is."""
    outputs = []
    for seed in ("1", "2"):
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
        outputs.append(json.loads(run.stdout))
    assert len(outputs[0]) > 5
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("row", [TRUE[8], TRUE[15], TRUE[18]], ids=lambda row: repr(row[0]))
def test_twice_the_same(row: Row) -> None:
    goal, reasons, given = row

    def run() -> object:
        found, facts = reasons_of(reasons)
        return proves(goal, *found, given=[*given, *facts])

    same_twice(run)  # type: ignore[arg-type]


def test_it_gives_up_in_bounded_work() -> None:
    at = prover(*(x + i * y <= z for i in range(8)))
    at.start(2000, 5.0)
    with pytest.raises(StepError):
        close(at, Eq(exp(x * y * z), log(x + y + z)).term, [LEMMAS["log_mul"], LEMMAS["exp_add"]])
