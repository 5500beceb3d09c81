"""Every lemma: proved from the ledger alone, replayed, quick, named after its conclusion, and true in random models."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import mpmath
import pytest

import derive.theory  # noqa: F401 (fills the register)
from derive.evidence import as_claim, check
from derive.kernel import axioms
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.replay import Table
from derive.kernel.replay import check as replay
from derive.kernel.terms import Term, abstract, apply, const, equation, for_all, frees, literal, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, nat, real
from derive.language.expr import And, Eq, Expr
from derive.tactics.lemma import LEMMAS, Lemma
from tests.theory.semantics import DIGITS, UNUSUAL, Statement, constants, draws

ROOT = Path(__file__).resolve().parents[2]
LEDGER = axioms.axioms()
PROVED = {name: lemma for name, lemma in LEMMAS.items() if lemma.statement is not None and name not in LEDGER}
TABLE = Table(json.loads((ROOT / "derive" / "kernel" / "pinned.json").read_text(encoding="utf-8")))
SECONDS = 0.1
MODELS, ENOUGH, PATIENCE = 60, 20, 900


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    for lemma in LEMMAS.values():
        if lemma.statement is not None:
            assert lemma.theorem is not None


def trace(th: Theorem) -> Iterator[Theorem]:
    """All theorems that this one rests on."""
    seen, todo = set(), [th]
    while todo:
        th = todo.pop()
        if id(th) not in seen:
            seen.add(id(th))
            yield th
            todo.extend(th.premises)


def again(lemma: Lemma) -> float:
    """The processor time of its proof, when all that it rests on is proved; the shortest of three."""
    kept, found = lemma._theorem, []
    for _ in range(3):
        lemma._theorem = None
        start = time.process_time()
        assert lemma.theorem is not None
        found.append(time.process_time() - start)
    lemma._theorem = kept
    return min(found)


def test_register() -> None:
    """Axioms and lemmas stand in one register; what is neither has no statement."""
    assert set(LEDGER) <= set(LEMMAS)
    assert {lemma.source for lemma in PROVED.values()} == {"proved"}
    assert all(lemma.words.strip() for lemma in LEMMAS.values())


@pytest.mark.parametrize("name", PROVED)
def test_lemma_is_proved(name: str) -> None:
    th = PROVED[name].theorem
    assert not th.hyps and th.concl.canon is PROVED[name].statement.canon and not frees(th.concl)
    for step in trace(th):
        if step.rule == "axiom":
            assert LEDGER[str(step.args[0])][0] is step


@pytest.mark.parametrize("name", PROVED)
def test_lemma_is_replayed(name: str) -> None:
    th = PROVED[name].theorem
    answer = replay(encode([th]), encode_goal([], [PROVED[name].statement]), TABLE)
    assert answer["axioms"] == sorted({str(step.args[0]) for step in trace(th) if step.rule == "axiom"})


@pytest.mark.parametrize("name", PROVED)
def test_lemma_is_quick(name: str) -> None:
    assert again(PROVED[name]) < SECONDS


def test_lemma_rests_only_on_earlier_ones() -> None:
    """In the order of registration, each proof finds what it needs proved before it."""
    known = {id(lemma._theorem): name for name, lemma in LEMMAS.items() if lemma._theorem is not None}
    place = {name: i for i, name in enumerate(LEMMAS)}
    used = {(name, known[id(step)]) for name, lemma in PROVED.items() for step in trace(lemma.theorem) if id(step) in known}
    assert {(name, other) for name, other in used if place[other] > place[name]} == set()


# Names: conclusion first, hypotheses after `of`.
WORDS: dict[str, set[str]] = {
    "abs": {"abs"}, "add": {"add", "nat_add"}, "sub": {"sub", "nat_sub"}, "mul": {"mul", "matmul", "matvec"}, "div": {"div"}, "neg": {"neg"}, "inv": {"inv"}, "pow": {"pow"}, "sq": {"pow"},
    "exp": {"exp"}, "log": {"log"}, "cast": {"cast"}, "sum": {"sum", "integral"}, "prod": {"prod"}, "deriv": {"has_deriv", "deriv", "partial"}, "derivative": {"partial"},
    "partial": {"partial"}, "differentiable": {"differentiable_at"}, "norm": {"norm", "euclidean"}, "argmin": {"argmin"}, "nonneg": {"le"}, "pos": {"lt"}, "ne": {"not"}, "eq": {"eq"},
    "le": {"le"}, "lt": {"lt"}, "ge": {"le"}, "mono": {"le"}, "congr": {"eq"}, "expectation": {"integral"}, "integral": {"integral"}, "integrable": {"integrable"},
    "measurable": {"measurable"}, "bounded": {"bounded", "bounded_above"}, "probability": {"probability"}, "density": {"density"}, "dens": {"dens"}, "markov": {"markov"},
    "dominated": {"dominated"}, "mass": {"integral"}, "ratio": {"div"}, "forall": {"forall"}, "trace": {"trace"}, "transpose": {"transpose"}, "identity": {"identity"},
    "total": {"integral"}, "diagonal": {"diagonal", "diag"}, "matmul": {"matmul"}, "matvec": {"matvec"},
}  # fmt: skip
STRANGE = {
    "forall_pair": "for all pairs, when for all first and second parts",
    "cast_injective": "the standard name for a map that keeps elements apart",
    "derivative_of_log": "the derivative of a logarithm: a phrase",
    "derivative_of_log_of_nonneg": "the same phrase, of a function that is never negative",
    "derivative_of_prod": "the derivative of a product: a phrase",
    "measurable_map_at": "measurable_map, at an entry of a sequence",
    "measurable_map_put": "measurable_map, of sequences with an entry replaced",
}


@pytest.mark.parametrize("name", PROVED)
def test_name_begins_with_the_conclusion(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    if name in STRANGE:
        return
    statement = Statement.of(PROVED[name].statement)
    first, *rest = name.split("_of_")
    known = [w for w in first.split("_") if w in WORDS]
    given = set().union(*map(constants, statement.premises))
    assert not known or WORDS[known[0]] & constants(statement.claim), f"{known[0]} is not in the conclusion"
    for word in (w for part in rest for w in part.split("_") if w in WORDS):
        assert WORDS[word] & given, f"{word} is in no hypothesis"


# Models.


def _parabola(names: dict[str, Term]) -> Term:
    """F(x) = c (x - y)^2 + w: what the gap says of F."""
    x, c, y, w = (Expr(names.get(n, var(n, real))) for n in ("x.0", "c", "y", "w"))
    return for_all(x.term, equation(apply(names["F"], x.term), (c * (x - y) ** 2 + w).term))


def _above(names: dict[str, Term]) -> Term:
    """g(n) = f(n) + h(n)^2: what lies above f."""
    n = var("n.0", nat)
    f, h = (Expr(apply(names.get(name, var(name, fun(nat, real))), n)) for name in ("f", "h"))
    return for_all(n, equation(apply(names["g"], n), (f + h**2).term))


def _between(names: dict[str, Term]) -> Term:
    """f = C g with g = h^2 and C = c + w^2: a function between two multiples of another."""
    n = var("n.0", nat)
    low, high, w = (Expr(names.get(name, var(name, real))) for name in ("c", "C", "w"))
    h = Expr(apply(var("h", fun(nat, real)), n))
    scale, size = abstract(n, (h**2).term), abstract(n, (high * h**2).term)
    claims = [Eq(Expr(names["g"]), Expr(scale)), Eq(Expr(names["f"]), Expr(size)), Eq(high, low + w**2)]
    return And(*(claims if "c" in names else [*claims[:2], Eq(high, w**2)])).term


def _same(names: dict[str, Term]) -> Term:
    """A = B: what matrices are that agree on all products."""
    return equation(names["A"], names["B"])


def _sequences(**rules: Callable[[dict[str, Expr]], Expr]) -> Callable[[dict[str, Term]], list[Term]]:
    """Each sequence by its term, in which r is 2^-n; and numbers by what they are then."""

    def more(names: dict[str, Term]) -> list[Term]:
        n = var("n.0", nat)
        known = {name: Expr(t) for name, t in names.items()} | {"r": Expr(apply(const("pow"), literal(Fraction(1, 2)), n)), "n": Expr(n)}
        found = []
        for name, rule in rules.items():
            left = names[name]
            points = [n] if left.type.name == "fun" and left.type.args[0] is nat else [var("t.0", real)] if left.type.name == "fun" else []
            right = rule(known | {"t": Expr(var("t.0", real))})
            equal = equation(apply(left, *points) if points else left, right.term)
            found.append(for_all(points[0], equal) if points else equal)
        return found

    return more


def _halving(names: dict[str, Term]) -> list[Term]:
    """f(t) = t / 2, from u_0 = 3 on."""
    t, start = var("t.0", real), apply(names["u"], literal(0, nat))
    return [for_all(t, equation(apply(names["f"], t), (Expr(t) / 2).term)), equation(start, literal(3))]


_NEAR = _sequences(u=lambda s: s["a"] + s["r"])
_BOTH = _sequences(u=lambda s: s["a"] + s["r"], v=lambda s: s["b"] - 3 * s["r"])
_ZERO = _sequences(u=lambda s: s["r"], v=lambda s: -s["r"])

# What the hypotheses leave no other choice for, so that models meet them.
MORE: dict[str, Callable[[dict[str, Term]], Any]] = {
    "theta_of_bounds": _between, "big_o_of_bound": _between, "eq_of_products": _same,
    "argmin_of_gap": _parabola, "prod_le_prod": _above, "sum_le_sum": _above,
    "tends_add": _BOTH, "tends_sub": _BOTH, "tends_mul": _BOTH, "tends_mul_zero": _ZERO,
    "tends_mul_left": _NEAR, "tends_neg": _NEAR, "tends_abs": _NEAR, "tends_shift": _NEAR, "tends_of_shift": _NEAR,
    "squeeze": _sequences(v=lambda s: s["c"] - s["r"], w=lambda s: s["c"] + 2 * s["r"], u=lambda s: s["c"] + s["r"]),
    "tends_of_abs_le": _sequences(v=lambda s: 2 * s["r"], u=lambda s: s["a"] - s["r"]),
    "tends_le_tends": _sequences(b=lambda s: s["a"] + 1, u=lambda s: s["a"] + s["r"], v=lambda s: s["a"] + 1 + s["r"]),
    "tends_le": _sequences(c=lambda s: s["a"] + 1, u=lambda s: s["a"] + s["r"]),
    "le_tends": _sequences(c=lambda s: s["a"], u=lambda s: s["a"] + s["r"]),
    "tends_unique": _sequences(b=lambda s: s["a"], u=lambda s: s["a"] + s["r"]),
    "tends_of_falling": _sequences(u=lambda s: s["c"] + s["r"]), "iterates_to_zero": _halving,
}  # fmt: skip


# Their conditions or claims speak of all small or all large numbers, of operators on all functions, or of values over an endless
# time: models cannot evaluate them, or meet too few. The kernel proves them and the replay checks the proofs all the same.
ENDLESS = {
    "has_jacobian_of_scaled", "not_big_o_of_theta", "banach", "iterates_tend", "exists_limit", "lim_of_tends", "bounded_above_returns",
    "bounded_above_values", "probability_policy",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(PROVED) - ENDLESS))
def test_lemma_holds_in_models(name: str) -> None:
    claim, hypotheses = as_claim(PROVED[name].statement)
    if name in MORE:
        more = MORE[name]({v.name: v for t in (claim, *hypotheses) for v in frees(t)})
        hypotheses += more if isinstance(more, list) else [more]
    (count,) = check([claim], hypotheses, models=MODELS)
    if count.consistent < ENOUGH:
        (count,) = check([claim], hypotheses, models=PATIENCE)
    assert not count.refuted and count.consistent >= ENOUGH and count.consistent >= 0.8 * count.models, count


# Their conditions speak of all vectors or all small numbers, which this semantics can only sample.
SAMPLED = {
    "not_big_o_of_theta",
    "sigma_max_le",
    "sigma_max_of_isometry",
    "has_jacobian_of_scaled",
    "bounded_operator",
    "operator_contracts",
    "fixed_point_unique",
}
UNKNOWN = {"returns", "policy", "lim"}  # constants without a meaning in this semantics


@pytest.mark.parametrize("name", sorted(n for n in set(PROVED) - SAMPLED - ENDLESS if not constants(PROVED[n].statement) & UNKNOWN))
def test_lemma_holds_when_1_over_0_is_17(name: str) -> None:
    """Total functions with odd values: the second semantics. Few conditions are met by chance, so it does not count models."""
    statement = Statement.of(PROVED[name].statement)
    with mpmath.workdps(DIGITS):
        met = 0
        for model, values in islice(draws(statement, UNUSUAL, Random(name), False), 300):
            if met < ENOUGH and all(model.value(p, values) for p in statement.premises):
                met += 1
                assert model.value(statement.claim, values)


def test_every_method_is_known() -> None:
    """What has no statement is a method, and its parts are lemmas."""
    methods: dict[str, Any] = {name: lemma for name, lemma in LEMMAS.items() if lemma.statement is None}
    assert all(lemma.source == "method" for lemma in methods.values())
    assert all(part.name in LEMMAS for lemma in methods.values() for part in lemma.parts)
