"""The verbs of a script: what each says, and the exact text of each refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from derive import (
    Activation,
    D,
    E,
    Eq,
    Iff,
    Natural,
    Rational,
    Real,
    Seq,
    ask,
    bounded,
    define,
    density,
    differentiable,
    exists,
    exp,
    forall,
    given,
    have,
    hint,
    log,
    near_miss,
    norm,
    published,
    say,
    show,
    sigmoid,
    spaces,
    suppose,
    symbols,
)
from derive.course import records
from derive.errors import DeriveError
from derive.language.expr import Expr
from derive.theory import abs_add_le, linearity
from tests.course.support import proved, raised, reports, run, text

x, y, z = symbols("x y z", Real)
n, l = symbols("n l", Natural)
f = symbols("f", Real >> Real)
S = spaces("S")
s, s_ = symbols("s s'", S)
V, W = symbols("V W", S >> Real)
q = density("q", S)
Script = Callable[[], None]


# what the verbs record


def test_everything_in_the_order_in_which_it_is_said() -> None:
    def script() -> None:
        """The order"""
        positive = given(x > 0, "a rate")
        claim = show(x * x > 0, number="2.1")
        ask(f"Show that {claim}.")
        hint("Multiply.")
        say("One line is enough.")
        claim.by(positive)

    board = proved(script)
    result = board.result
    assert (result.title, result.verdict) == ("The order", "proved")
    assert [(h.kind, h.words, h.name) for h in result.hypotheses] == [("given", "a rate", "x > 0")]
    assert [item.kind for item in result.body] == ["ask", "hint", "say", "show"]
    assert [item.latex for item in result.body if isinstance(item, records.Prose)] == [
        r"Show that $x \, x > 0$.",
        "Multiply.",
        "One line is enough.",
    ]
    (shown,) = result.shown
    assert (shown.number, shown.verdict, shown.line) == ("2.1", "proved", script.__code__.co_firstlineno + 3)
    assert [(line.reasons, line.words) for line in shown.lines] == [(["x > 0"], ["by hypothesis (a rate)"])]


def test_several_hypotheses_at_once() -> None:
    def script() -> None:
        """t"""
        first, second = given(x > 0, y > 0)
        assert (repr(first), repr(second)) == ("x > 0", "y > 0")
        show(x * y > 0).by(first, second)

    assert len(proved(script).result.hypotheses) == 2


def test_a_hypothesis_that_is_provable_disappears() -> None:
    def script() -> None:
        """t"""
        smooth = given(differentiable(sigmoid))
        assert not smooth.theorem.hyps
        show(Eq(x, x)).by()

    assert proved(script).result.hypotheses == []


def test_what_comes_with_a_symbol_is_a_hypothesis_once() -> None:
    def script() -> None:
        """t"""
        show(E[q(s)](V(s) ** 2) >= 0).by()
        show(E[q(s)](W(s) ** 2) >= 0).by()

    kinds = [h.kind for h in proved(script).result.hypotheses]
    assert kinds.count("symbol") == 1 and kinds.count("convention") == 2


def test_a_supposed_hypothesis_belongs_to_its_claim() -> None:
    def script() -> None:
        """t"""
        h = suppose(x > 0, "a positive number")
        show(x >= 0, given=h).by(h)
        show(x**2 >= 0).by()

    board = proved(script)
    first, second = board.result.shown
    assert [h.words for h in first.given] == ["a positive number"] and second.given == []
    assert board.result.hypotheses == []


def test_intermediate_claims_are_not_shown() -> None:
    def script() -> None:
        """t"""
        square = have((x - y) ** 2 >= 0)
        square.by()
        show(x * (x - y) ** 2 >= 0, given=(h := suppose(x > 0))).by(square, h)

    board = proved(script)
    assert [c.kind for c in board.result.body if isinstance(c, records.Claim)] == ["have", "show"]
    assert len(board.result.shown) == 1


def test_lines_without_numbers_are_not_in_the_text_of_prose() -> None:
    def script() -> None:
        """t"""
        say(f"A number {x} and {norm(V)}.")
        show(Eq(x, x)).by()

    (prose, _) = proved(script).result.body
    assert isinstance(prose, records.Prose) and "$" in prose.latex and "$" not in prose.text


def test_outside_a_result_a_scratch_board_answers_line_by_line() -> None:
    claim = show((x + y) ** 2 >= 2 * x * y)
    claim.eq(2 * x * y + x**2 + y**2).ge(2 * x * y)
    assert claim.record.verdict == "proved"


# definitions


def test_a_definition_is_a_reason() -> None:
    def script() -> None:
        """t"""
        a = symbols("a", Real)
        define(a, x + 1)
        show(Eq(a - 1, x)).by(a)
        near_miss(Eq(a, x), "the definition is forgotten")

    (hypothesis,) = proved(script).result.hypotheses
    assert (hypothesis.kind, hypothesis.name) == ("definition", "a")


def test_a_defined_function_at_other_arguments() -> None:
    def script() -> None:
        """t"""
        a = symbols("a", Real)
        h = symbols("h", Real >> Real)
        define(h(x), x + a)
        define(a, 2)
        show(Eq(h(1), 3)).by(h, a)
        show(Eq(h(y) - h(0), y)).by(h)
        near_miss(Eq(h(1), 4), "one too many")

    proved(script)


def test_recursion() -> None:
    def script() -> None:
        """t"""
        u = symbols("u", Seq(Real))
        define(u[0], 1)
        define(u[n + 1], 2 * u[n])
        claim = show(Eq(u[n], 2**n))
        base, step = claim.induction(n)
        base.by(u)
        step.eq(2 * u[n], by=u).eq(2 * 2**n, by=step.hypothesis).eq(2 ** (n + 1))
        near_miss(Eq(u[n], 2 ** (n + 1)), "one doubling too many")

    proved(script)


def _self() -> None:
    a = symbols("a", Real)
    define(a, a + 1)


def _circle() -> None:
    a, c, d = symbols("a c d", Real)
    define(a, c + 1)
    define(c, d * 2)
    define(d, a - 1)


def _twice() -> None:
    a = symbols("a", Real)
    define(a, x)
    define(a, y)


def _twice_at_another_letter() -> None:
    h = symbols("h", Real >> Real)
    define(h(x), x)
    define(h(y), y + 1)


def _recursion_after_definition() -> None:
    u = symbols("u", Seq(Real))
    define(u[n], n + 1)
    define(u[0], 0)
    define(u[n + 1], u[n])


def _repeated_argument() -> None:
    h = symbols("h", Real >> (Real >> Real))
    define(h(x)(x), x)


def _at_a_term() -> None:
    h = symbols("h", Real >> Real)
    define(h(x + 1), x)


def _library() -> None:
    define(sigmoid(x), x)


def _types() -> None:
    h = symbols("h", Real >> Real)
    define(h(x), V)


def _no_start() -> None:
    u = symbols("u", Seq(Real))
    define(u[n + 1], u[n])


def _start_of_another() -> None:
    u, v = symbols("u v", Seq(Real))
    define(u[0], 1)
    define(v[n + 1], v[n])


def _start_at_two() -> None:
    u = symbols("u", Seq(Real))
    define(u[2], 2)


def _number() -> None:
    define(x + 1, y)


DEFINITIONS: list[tuple[Script, str]] = [
    (_self, """script:2: error: a definition in terms of itself
  given:   a := a + 1
  needed:  a right side that does not lead back to the symbol
  try:     define it at 0 and at n + 1"""),
    (_circle, """script:4: error: a definition in terms of itself
  given:   d := a - 1, through a, c
  needed:  a right side that does not lead back to the symbol
  try:     define it at 0 and at n + 1"""),
    (_twice, """script:3: error: this symbol is defined already
  given:   a
  needed:  one definition for each symbol"""),
    (_twice_at_another_letter, """script:3: error: this symbol is defined already
  given:   h(y)
  needed:  one definition for each symbol"""),
    (_recursion_after_definition, """script:4: error: this symbol is defined already
  given:   u[0]
  needed:  one definition for each symbol"""),
    (_repeated_argument, """script:2: error: a definition is at distinct variables
  given:   h(x)(x)
  needed:  distinct variables as arguments"""),
    (_at_a_term, """script:2: error: a definition is at variables
  given:   h(x + 1)
  needed:  distinct variables as arguments"""),
    (_library, """script:1: error: this is not a symbol that can be defined
  given:   sigmoid(x)
  needed:  a new symbol, or a new symbol at variables"""),
    (_types, """script:2: error: the two sides of a definition are of different types
  given:   h(x) : real, V : S -> real"""),
    (_no_start, """script:2: error: the first value is missing
  given:   u[n + 1]
  needed:  u at 0 or at 1, defined just before"""),
    (_start_of_another, """script:3: error: the first value is missing
  given:   v[n + 1]
  needed:  v at 0 or at 1, defined just before"""),
    (_start_at_two, """script:2: error: a recursion starts at 0 or at 1
  given:   u[2]
  needed:  the value at 0, or at 1"""),
    (_number, """script:1: error: this is not a symbol that can be defined
  given:   x + 1
  needed:  a new symbol, or a new symbol at variables"""),
]  # fmt: skip


@pytest.mark.parametrize(("script", "message"), DEFINITIONS, ids=[row[0].__name__ for row in DEFINITIONS])
def test_definitions_that_are_refused(script: Script, message: str) -> None:
    assert raised(script) == message


def test_half_a_recursion_is_reported() -> None:
    def script() -> None:
        """t"""
        u = symbols("u", Seq(Real))
        define(u[0], 1)
        show(Eq(x, x)).by()

    assert reports(script) == [
        "script:3: error: the value at n + 1 is missing\n  given:   u[0] is defined\n  needed:  the same symbol at n + 1, defined next"
    ]


def test_a_definition_may_not_be_used_by_a_script_without_it() -> None:
    """The board of one script knows nothing of the definitions of another."""

    def first() -> None:
        """t"""
        a = symbols("a", Real)
        define(a, 3)
        show(a >= 2).by(a)

    def second() -> None:
        """t"""
        a = symbols("a", Real)
        show(a >= 2).by(a)

    proved(first)
    (message,) = reports(second)
    assert "this has no definition" in message


def test_two_things_with_one_name() -> None:
    def script() -> None:
        """t"""
        Activation("crooked", lambda t: t * 2)
        Activation("crooked", lambda t: t * 3)

    assert raised(script) == ("error: two things have one name\n  given:   crooked, defined before as fun[x](x * 2)\n  needed:  two names")


# statements


def _no_statement() -> None:
    show(x + 1)


def _truth() -> None:
    given(True)


def _equality_of_objects() -> None:
    given(x is y)


def _only_words() -> None:
    given("positive")


def _a_term_for_a_sentence() -> None:
    say(x)  # type: ignore[arg-type]


def _a_number_for_a_task() -> None:
    ask(3)  # type: ignore[arg-type]


def _given_for_one_claim() -> None:
    show(x > 0, given=x > 0)


def _floats() -> None:
    show(x <= 0.25)


def _two_comparisons() -> None:
    show(0 < x <= y)


def _equals() -> None:
    show(x == 0)


def _empty_expectation() -> None:
    show(Eq(E[log(x)], x))


STATEMENTS: list[tuple[Script, str]] = [
    (_no_statement, """script:1: error: this is not a statement
  given:   x + 1
  needed:  an equation, an inequality or another claim
  try:     Eq(a, b), a <= b, forall[x](...)"""),
    (_truth, """script:1: error: this is not a statement
  given:   True
  needed:  an equation, an inequality or another claim
  try:     Eq(a, b), a <= b, forall[x](...)"""),
    (_equality_of_objects, """script:1: error: this is not a statement
  given:   False
  needed:  an equation, an inequality or another claim
  try:     Eq(a, b), a <= b, forall[x](...)"""),
    (_only_words, """error: given needs a claim
  given:   'positive'"""),
    (_a_term_for_a_sentence, """error: say takes a sentence
  given:   x
  needed:  a string, with terms as {term} in an f-string"""),
    (_a_number_for_a_task, """error: ask takes a sentence
  given:   3
  needed:  a string, with terms as {term} in an f-string"""),
    (_given_for_one_claim, """script:1: error: given= takes hypotheses
  given:   x > 0
  needed:  what suppose(...) returned"""),
    (_floats, """error: 0.25 is a float
  given:   0.25
  needed:  an exact number
  try:     Rational(1, 4)"""),
    (_two_comparisons, """error: a comparison of symbols has no truth value
  given:   x > 0   (Python reads a < b <= c as two comparisons joined by "and")
  needed:  two claims, or Eq(a, b)
  try:     show(x > 0) and the other claim in another show"""),
    (_equals, """error: == compares Python objects, not mathematics
  given:   x == 0
  needed:  an equation
  try:     Eq(x, 0)"""),
    (_empty_expectation, """error: E[...] holds the distribution, not the quantity
  given:   E[log(x)]
  needed:  a density or kernel at a variable
  try:     E[p(x)](...) or E[q(z | x)](...)"""),
]  # fmt: skip


@pytest.mark.parametrize(("script", "message"), STATEMENTS, ids=[row[0].__name__ for row in STATEMENTS])
def test_what_is_no_statement(script: Script, message: str) -> None:
    said = raised(script)
    assert said == message or said.removeprefix("script:1: ") == message


# near misses and published claims


def test_near_misses_are_refuted_by_a_smallest_model() -> None:
    def script() -> None:
        """t"""
        positive = given(x > 0)
        square = show(x * x > 0)
        square.by(positive)
        near_miss(square, "the number may be 0", without=positive)
        near_miss(x >= 1, "a bound that is too large", instead={positive: x >= Rational(1, 2)})
        near_miss(abs(x + y) >= abs(x) + abs(y), "the wrong way round")
        near_miss(x * y > 0, "the other sign", given=suppose(y < 0))

    result = proved(script).result
    assert [c.verdict for c in result.near_misses] == ["refuted"] * 4
    first, second, _, fourth = (c.counterexample for c in result.near_misses)
    assert first is not None and first.words == "x = 0: left 0, right 0"
    assert second is not None and second.words == "x = 1/2: left 1/2, right 1"
    assert fourth is not None and fourth.rigorous
    assert result.near_misses[0].words == "the number may be 0"


def test_a_near_miss_that_is_true_is_an_error() -> None:
    def script() -> None:
        """t"""
        show(x**2 >= 0).by()
        near_miss(x**2 >= -1, "no miss at all")

    board = run(script)
    assert board.result.verdict == "undecided"
    assert [text(e, script) for e in board.reports] == [
        'script:3: error: near miss "no miss at all" is true in all 100 models: it is not a miss\n'
        "  given:   x**2 >= -1\n"
        "  needed:  a model in which it fails\n"
        "  try:     a claim that contradicts it: by=..."
    ]


def test_a_hypothesis_that_is_not_needed_is_no_near_miss() -> None:
    def script() -> None:
        """t"""
        weak, strong = given(x > 0, x > 1)
        claim = show(x * x > 0)
        claim.by(weak)
        near_miss(claim, "the weaker one", without=weak)
        near_miss(claim, "both", without=[weak, strong])

    (message,) = reports(script)
    assert message.startswith('script:5: error: near miss "the weaker one" is true in all 100 models: it is not a miss')


def test_another_hypothesis_under_which_it_is_true_as_well() -> None:
    def script() -> None:
        """t"""
        positive = given(x > 0)
        claim = show(x * x > 0)
        claim.by(positive)
        near_miss(claim, "negative", instead={positive: x < 0})

    assert len(reports(script)) == 1


def test_a_condition_that_follows_from_the_statement_is_no_model() -> None:
    """A side without a value does not refute what is true by computation: 0/0 = 0/0."""

    def script() -> None:
        """t"""
        show(Eq(x, x)).by()
        near_miss(Eq(y / x + x, x + y / x), "undefined at 0, and true")

    assert len(reports(script)) == 1


def test_without_names_a_hypothesis_of_the_result() -> None:
    def script() -> None:
        """t"""
        given(x > 0)
        other = suppose(y > 0)
        near_miss(x >= 1, "something", without=other)

    assert raised(script) == (
        "script:4: error: without= names something that is no hypothesis here\n  given:   y > 0\n  needed:  what given(...) returned"
    )


def test_a_published_claim_is_contradicted_by_a_proved_one() -> None:
    """No finite model shows that exp is never 0; the certificate holds `claim ==> false`."""

    def script() -> None:
        """t"""
        claim = show(exp(x) > 0)
        claim.by()
        published("A1", exists[x](Eq(exp(x), 0)), "the smallest value is 0", by=claim)
        near_miss(exists[x](exp(x) < 0), "a negative value", by=claim)
        near_miss(exp(x) <= 0, "everywhere", by=claim)

    board = proved(script)
    (item,) = board.result.published
    assert (item.finding, item.verdict, item.contradicted_by) == ("A1", "refuted", "exp(x) > 0")
    assert [c.verdict for c in board.result.near_misses] == ["refuted", "refuted"]
    goal = board.result.goal
    assert goal is not None and len(goal["claims"]) == 4
    assert all(not th.hyps for _, th in board.contradictions)
    assert all(Expr(t).term.arg.name == "false" for t, _ in board.contradictions)


def test_a_published_claim_that_a_model_breaks() -> None:
    def script() -> None:
        """t"""
        show(x**2 >= 0).by()
        published("B2", x**2 > 0, "a square is positive")

    (item,) = proved(script).result.published
    assert item.counterexample is not None and item.counterexample.words == "x = 0: left 0, right 0"


def test_a_published_claim_that_is_true() -> None:
    def script() -> None:
        """t"""
        show(x**2 >= 0).by()
        published("B3", x**2 >= -1, "correct")

    assert reports(script) == [
        "script:3: error: the published claim B3 is true in all 100 models: it is not false\n"
        "  given:   x**2 >= -1\n"
        "  needed:  a model in which it fails\n"
        "  try:     a claim that contradicts it: by=..."
    ]


def test_a_claim_that_contradicts_nothing() -> None:
    def script() -> None:
        """t"""
        claim = show(exp(x) > 0)
        claim.by()
        near_miss(exp(x) >= -1, "compatible", by=claim)

    board = run(script)
    assert [text(e, script) for e in board.reports] == [
        "script:4: error: the claim named in by= does not contradict this one\n"
        "  given:   exp(x) >= -1\n"
        "  needed:  a claim from which the opposite follows"
    ]
    assert board.contradictions == []


@pytest.mark.parametrize("what", ["claim", "fact", "lemma"])
def test_only_a_proved_claim_contradicts(what: str) -> None:
    def script() -> None:
        """t"""
        fact = given(x > 0)
        by = {"claim": show(exp(x) > 0), "fact": fact, "lemma": abs_add_le}[what]
        near_miss(exp(x) < 0, "too early", by=by)

    assert raised(script).startswith("script:4: error: by= names a proved claim that contradicts this one\n  given:   ")


# hypotheses stay where they belong


def test_a_supposed_hypothesis_does_not_reach_another_claim() -> None:
    def script() -> None:
        """t"""
        h = suppose(x > 0)
        show(x >= 0, given=h).by(h)
        show(x >= -1).by(h)

    board = run(script)
    assert [c.record.verdict for c in board.claims] == ["proved", "undecided"]
    assert [text(e, script) for e in board.reports] == [
        "script:4: error: this line uses a hypothesis of another claim\n"
        "  given:   x > 0\n"
        "  needed:  a hypothesis of the whole result (given), or of this claim\n"
        "  try:     show(claim, given=...), or cite an induction hypothesis in its own step only"
    ]


def test_nor_through_the_claim_that_was_proved_with_it() -> None:
    def script() -> None:
        """t"""
        h = suppose(x > 0)
        one = show(x >= 0, given=h)
        one.by(h)
        show(x >= -1).by(one)

    assert [r.split("\n")[0] for r in reports(script)] == ["script:5: error: this line is false"]


def test_nor_silently() -> None:
    """A claim with hypotheses of its own is not among the facts of later claims."""

    def script() -> None:
        """t"""
        h = suppose(x > 0)
        show(x >= 0, given=h).by(h)
        show(x >= 0).by()

    board = run(script)
    assert [c.record.verdict for c in board.claims] == ["proved", "refuted"]


def test_a_claim_with_the_same_hypothesis_may_use_it() -> None:
    def script() -> None:
        """t"""
        h = suppose(x > 0)
        one = show(x >= 0, given=h)
        one.by(h)
        show(x >= -1, given=h).by(one)

    proved(script)


def test_a_given_hypothesis_reaches_every_claim() -> None:
    def script() -> None:
        """t"""
        h = given(x > 0)
        show(x >= 0).by(h)
        show(x > -1).by(h)

    proved(script)


# conditions


def test_the_condition_that_is_missing_is_named() -> None:
    def script() -> None:
        """t"""
        mean = E[q(s)]
        show(Eq(mean(V(s) + W(s)), mean(V(s)) + mean(W(s)))).by(linearity)

    assert reports(script) == [
        "script:3: error: linearity needs a condition that nothing here provides\n"
        "  line:    Eq(E[q(s)](V(s) + W(s)), E[q(s)](V(s)) + E[q(s)](W(s)))\n"
        "  given:   by linearity, the two sides become\n"
        "             E[q(s)](V(s) + W(s))\n"
        "             E[q(s)](V(s)) + E[q(s)](W(s))\n"
        "           the line held in 100 of 100 models\n"
        "  needed:  integrable[q(s)](V(s))\n"
        "  try:     given(integrable[q(s)](V(s))), or have(integrable[q(s)](V(s))) above if it follows"
    ]


def test_the_suggestion_closes_the_line() -> None:
    def script() -> None:
        """t"""
        show(abs(x + y + 1) <= abs(x) + abs(y) + 1).by()

    (message,) = reports(script)
    assert message == (
        "script:2: error: this line does not follow from the reasons given\n"
        "  line:    abs(x + y + 1) <= abs(x) + abs(y) + 1\n"
        "  given:   by computation alone, the two sides become\n"
        "             abs(x + y + 1)\n"
        "             abs(x) + abs(y) + 1\n"
        "  needed:  a reason for <= between them (the line held in 100 of 100 models)\n"
        "  try:     by=abs_add_le"
    )

    def mended() -> None:
        """t"""
        show(abs(x + y + 1) <= abs(x) + abs(y) + 1).by(abs_add_le)

    proved(mended)


def test_a_false_line_comes_with_its_smallest_counterexample() -> None:
    def script() -> None:
        """t"""
        positive = given(x > 0)
        claim = show(x * (1 + x) > x + 1)
        claim.eq(x + x**2).gt(x + 1, by=positive)

    board = run(script)
    assert board.result.verdict == "refuted"
    assert [text(e, script) for e in board.reports] == [
        "script:4: error: this line is false\n"
        "  line:    x + x**2 > x + 1\n"
        "  given:   x = 1: left 2, right 2 (exact, smallest found)\n"
        "  needed:  left > right   whenever x > 0\n"
        "  try:     x - 1 on the right holds in all 100 models"
    ]


def test_errors_have_four_parts_at_most_and_a_place() -> None:
    """All that the tests above provoke: `file:line: error: what`, then line, given, needed, try."""
    for script, _ in [*DEFINITIONS, *STATEMENTS]:
        with pytest.raises(DeriveError) as caught:
            run(script)
        first, *rest = str(caught.value).split("\n")
        assert first.startswith(("error: ", caught.value.file or "no file"))
        assert all(row.startswith(("  line:    ", "  given:   ", "  needed:  ", "  try:     ", "           ")) for row in rest)


def test_statements_of_all_kinds() -> None:
    def script() -> None:
        """t"""
        h = given(bounded(V), forall[x](f(x) > 0))
        show(Iff(2 * x <= 2 * y, x <= y)).iff(x <= y)
        show(exists[y](f(y) > 0)).take({y: x}).by(h[1])
        show(Eq(D[x](x**2), 2 * x)).by(*_differentiation())
        show(norm(V) >= 0).by()

    proved(script)


def _differentiation() -> list[object]:
    from derive.theory import differentiation

    return [differentiation]
