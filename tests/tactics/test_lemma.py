"""The register: one name, one lemma; a proof that shows something else is refused; lemmas see only those before them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.errors import RuleError, StepError
from derive.kernel import rules as k
from derive.kernel.terms import Term, frees, parts
from derive.language.expr import Eq, Expr, Real
from derive.language.logic import call
from derive.language.symbols import exp, symbols
from derive.tactics import lemma as register
from derive.tactics.calc import close
from derive.tactics.lemma import AUTO, LEMMAS, close_over, key_of
from derive.tactics.logic import gen
from derive.tactics.prover import Prover
from tests.tactics.support import checked

x, y, z = symbols("x y z", Real)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers is forgotten after it."""
    before, auto = dict(LEMMAS), {key: list(rules) for key, rules in AUTO.items()}
    yield
    LEMMAS.clear()
    LEMMAS.update(before)
    AUTO.clear()
    AUTO.update(auto)


def double() -> object:
    return gen(k.field((x + x).term, (2 * x).term), x.term)


def test_a_lemma_is_proved_when_its_theorem_is_asked_for_and_once(own: None) -> None:
    ran: list[int] = []

    def proof() -> object:
        ran.append(1)
        return double()

    item = register.lemma("double", Eq(x + x, 2 * x).term, "doubling", proof, "rewrite")  # type: ignore[arg-type]
    assert not ran
    assert item.theorem is item.theorem is item.rule.theorem
    assert ran == [1]
    checked(item.theorem, close_over(Eq(x + x, 2 * x).term))


def test_two_lemmas_with_one_name(own: None) -> None:
    with pytest.raises(RuleError, match="two lemmas have one name") as caught:
        register.lemma("abs_mul", Eq(x, x).term, "", double)  # type: ignore[arg-type]
    assert caught.value.given == "abs_mul"


@pytest.mark.parametrize(
    ("statement", "proof"),
    [
        (Eq(x + x, 3 * x).term, double),
        ((x + x >= 2 * x).term, double),
        (Eq(x + x, 2 * x).term, lambda: k.field((x + x).term, (2 * x).term)),  # not closed
        ((x > 0).term, lambda: k.assume((x > 0).term)),  # a hypothesis
        (call("implies", (x > 0).term, (x > 0).term), lambda: k.assume(close_over(call("implies", (x > 0).term, (x > 0).term)))),
    ],
)
def test_a_proof_of_something_else(own: None, statement: Term, proof: object) -> None:
    item = register.lemma("wrong", statement, "", proof)  # type: ignore[arg-type]
    with pytest.raises(RuleError, match="the proof of the lemma wrong shows something else"):
        _ = item.theorem
    with pytest.raises(RuleError):
        _ = item.rule.theorem


def test_a_method_has_no_theorem() -> None:
    method = LEMMAS["linearity"]
    with pytest.raises(StepError, match="linearity is a method, not one statement"):
        _ = method.theorem
    with pytest.raises(StepError, match="linearity is a method, not one statement"):
        _ = method.rule
    assert repr(method) == "linearity" and f"{method}" == method.words


def test_a_lemma_in_a_sentence_is_its_statement() -> None:
    assert f"{LEMMAS['abs_mul']}".startswith("$") and repr(LEMMAS["abs_mul"]) == "abs_mul"


def test_a_lemma_is_not_used_in_its_own_proof(own: None) -> None:
    """A false lemma that would follow from itself, and one that would follow from a later one."""

    def circular() -> object:
        return gen(close(Prover(), (exp(x) * exp(x) <= 7).term), x.term)

    first = register.lemma("first", (exp(x) * exp(x) <= 7).term, "", circular, auto=True)  # type: ignore[arg-type]
    register.lemma("second", (exp(x) * exp(x) <= 7).term, "", circular, auto=True)  # type: ignore[arg-type]
    for name in ("first", "second"):
        with pytest.raises(StepError):
            _ = LEMMAS[name].theorem
    assert first._theorem is None


def test_the_horizon_is_restored_after_a_proof_that_fails(own: None) -> None:
    def fails() -> object:
        raise StepError("no")

    item = register.lemma("fails", (x <= y).term, "", fails)  # type: ignore[arg-type]
    before = register._horizon[0]
    with pytest.raises(StepError):
        _ = item.theorem
    assert register._horizon[0] == before
    assert all(lemma.usable for lemma in LEMMAS.values())


def test_closing_over() -> None:
    t = close_over((y >= x).term)
    assert not frees(t)
    body = parts(t)[1][0]
    assert body.name == "x"  # in order of names
    assert "ge" not in repr(t)


@pytest.mark.parametrize(
    ("t", "key"),
    [
        ((Expr(call("le", (x - x).term, x.term))), "le sub "),
        (x <= exp(y), "le  exp"),
        (exp(x) <= abs(y), "le exp abs"),
        (Eq(x, y), "eq"),
        (Expr(call("le", exp(x).term.arg, exp(x).term)), "le  exp"),
    ],
)
def test_keys(t: Expr, key: str) -> None:
    assert key_of(t.term) == key


def test_the_key_of_a_sign_has_a_zero() -> None:
    from derive.kernel.terms import literal

    assert key_of(call("lt", literal(0), exp(x).term)) == "lt 0 exp"
    assert key_of(call("le", literal(0), x.term)) == "le 0 "


def test_numbers_are_the_order_of_registration() -> None:
    assert [lemma.number for lemma in LEMMAS.values()] == list(range(len(LEMMAS)))
