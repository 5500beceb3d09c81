"""Claims: chains of lines, induction, cases, points and witnesses, and how each is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from derive import Eq, Iff, Implies, Natural, Real, Seq, Sum, exists, exp, forall, given, have, show, spaces, suppose, symbols
from derive.course import records
from derive.course.chain import inferences
from derive.theory import abs_add_le, abs_mul
from tests.course.support import proved, raised, reports, run, text

x, y, z = symbols("x y z", Real)
n, l = symbols("n l", Natural)
f = symbols("f", Real >> Real)
b = symbols("b", Seq(Real))
S = spaces("S")
s = symbols("s", S)
V, W = symbols("V W", S >> Real)
Script = Callable[[], None]
LEAK = "this line uses a hypothesis of another claim"


# chains


@pytest.mark.parametrize(
    "chain",
    [
        lambda: show(x < x + 3).le(x + 1).lt(x + 2).eq(x + 1 + 1).le(x + 3),
        lambda: show(x <= x + 3).lt(x + 3),
        lambda: show(x <= x + 3).eq(x + 0).le(x + 3),
        lambda: show(x + 3 >= x).gt(x),
        lambda: show(x + 3 > x).ge(x + 1).gt(x),
        lambda: show(x + 3 > x).eq(3 + x).gt(x + 1).eq(1 + x).gt(x),
        lambda: show(2 * x >= x + x).eq(x + x),
        lambda: show(Eq((x + 1) ** 2, x**2 + 2 * x + 1)).eq(x**2 + 2 * x + 1),
        lambda: show(Eq(b[n + 1 - 1] + 0, b[n])).eq(b[n + 1 - 1]),
        lambda: show(Eq(Sum[l, 1, n + 1](b[l]), b[n + 1] + Sum[l, 1, n](b[l]))).eq(Sum[l, 1, n](b[l]) + b[n + 1]),
        lambda: show(Iff(2 * x <= 2 * y, y >= x)).iff(x <= y).iff(y >= x),
        lambda: show(Implies(Eq(x, 2), x**2 > 3)).implies(Eq(x**2, 4)).implies(x**2 > 3),
        lambda: show(Implies(2 * x <= 2 * y, y + 1 >= x)).iff(x <= y).implies(x <= y + 1).iff(y + 1 >= x),
        lambda: show(Implies(2 * x <= 2 * y, y >= x)).iff(x <= y).iff(y >= x),
    ],
)
def test_a_chain_that_reaches_its_claim(chain: Callable[[], Any]) -> None:
    def script() -> None:
        """t"""
        chain()

    board = proved(script)
    th = board.claims[0].theorem
    assert th is not None and th.concl.canon is board.claims[0].record.statement.canon


@pytest.mark.parametrize(
    ("chain", "shown", "needed"),
    [
        (lambda: show(x < x + 3).le(x + 1).le(x + 3), "x <= x + 3", "x < x + 3"),
        (lambda: show(Eq(x + 1, 1 + x)).le(1 + x), "x + 1 <= 1 + x", "Eq(x + 1, 1 + x)"),
        (lambda: show(x >= x - 1).le(x + 1), "x <= x + 1", "x >= x - 1"),
        (lambda: show(x + 2 >= x).ge(x + 1), "x + 2 >= x + 1", "x + 2 >= x"),
        (lambda: show(x <= x + 3).eq(x + 0), "x = x + 0", "x <= x + 3"),
        (lambda: show(x**2 + 1 > 0).eq(1 + x**2).ge(1), "x**2 + 1 >= 1", "x**2 + 1 > 0"),
        (lambda: show(Iff(x <= y, y + 0 >= x)).implies(y + 0 >= x), "x <= y implies y + 0 >= x", "Iff(x <= y, y + 0 >= x)"),
        (lambda: show(Implies(x <= y, y + 1 >= x)).implies(x <= y + 2), "x <= y implies x <= y + 2", "Implies(x <= y, y + 1 >= x)"),
    ],
)
def test_a_chain_that_does_not_reach_its_claim(chain: Callable[[], Any], shown: str, needed: str) -> None:
    def script() -> None:
        """t"""
        chain()

    board = run(script)
    (e,) = board.reports
    assert e.what == "the last line is not the right side of the claim"
    assert e.needed.endswith(f":   {needed}")
    assert e.given == f"the lines show   {shown}"
    assert e.hint.startswith("one more line, or correct ")
    assert e.file and e.line
    assert board.claims[0].theorem is None and board.result.verdict == "undecided"


def _directions() -> None:
    show(x <= x + 2).le(x + 1).ge(x)


def _directions_back() -> None:
    show(x >= x - 2).ge(x - 1).eq(x - 1 + 0).lt(x)


def _repeated() -> None:
    show(Eq(x + x, 2 * x)).eq(2 * x).eq(2 * x)


def _no_sides() -> None:
    show(forall[x](x**2 >= 0)).eq(1)


def _iff_of_numbers() -> None:
    show(Eq(x, x + 0)).iff(x)


def _implies_of_numbers() -> None:
    show(Eq(x, x + 0)).implies(x)


def _implies_in_an_equivalence() -> None:
    show(Iff(x <= y, y >= x)).iff(y >= x).iff(y >= x)


def _eq_of_statements() -> None:
    show(Iff(x <= y, y >= x)).eq(y >= x)


def _another_type() -> None:
    show(Eq(x, x + 0)).eq(V)


def _early_mark() -> None:
    show(Eq(x, x + 0)).mark(1, "early")


def _start_at_one() -> None:
    show(Eq(x**n, x**n)).induction(n, start=1)


def _start_at_a_half() -> None:
    show(Eq(x**n, x**n)).induction(n, start=-1)


def _real_induction() -> None:
    show(Eq(x, x + 0)).induction(x)


def _compound_induction() -> None:
    show(Eq(x**n, x**n)).induction(n + 1)


def _point_of_a_hypothesis() -> None:
    h = given(x > 0)
    show(forall[x](x >= 0)).at(x).by(h)


def _point_of_nothing() -> None:
    show(x <= x + 1).at(x)


def _point_of_another_space() -> None:
    show(forall[x](x**2 >= 0)).at(n)


def _point_that_is_a_term() -> None:
    show(forall[x](x**2 >= 0)).at(x + 1)


def _witness_of_nothing() -> None:
    show(x <= x + 1).take({y: x})


def _one_case() -> None:
    show(abs(x) >= 0).cases(x >= 0)


def _not_all_cases() -> None:
    show(abs(x) >= 0).cases(x > 0, x < 0)


def _not_all_cases_of_three() -> None:
    show(abs(x) >= 0).cases(x > 1, x < 0, Eq(x, 0))


def _nothing_to_assume() -> None:
    show(x <= x + 1).assuming()


REFUSED: list[tuple[Script, str]] = [
    (_nothing_to_assume, """this claim supposes nothing
  given:   x <= x + 1
  needed:  a claim of the form Implies(A, B)"""),
    (_directions, """a line with >= after <=: the chain would show nothing
  given:   x"""),
    (_directions_back, """a line with < after >=: the chain would show nothing
  given:   x"""),
    (_repeated, """this line repeats the line before it
  given:   2 * x"""),
    (_no_sides, """this claim has no two sides
  given:   forall[x](x**2 >= 0)
  needed:  an equation or an inequality
  try:     .by(...), or .induction(...) or .at(...)"""),
    (_iff_of_numbers, """`iff` and `implies` join statements, the other relations join numbers
  given:   .iff(x)"""),
    (_implies_of_numbers, """`iff` and `implies` join statements, the other relations join numbers
  given:   .implies(x)"""),
    (_implies_in_an_equivalence, """this line repeats the line before it
  given:   y >= x"""),
    (_eq_of_statements, """`iff` and `implies` join statements, the other relations join numbers
  given:   .eq(y >= x)"""),
    (_another_type, """this line is of another type
  given:   V : S -> real
  needed:  a term of type real"""),
    (_early_mark, """a mark needs a line
  given:   early
  needed:  at least one line before it"""),
    (_start_at_one, """induction from 1 shows the claim for n >= 1 only
  given:   Eq(x**n, x**n)
  needed:  a hypothesis from which n >= 1 follows
  try:     given(n >= 1), or show(Implies(n >= 1, ...))"""),
    (_start_at_a_half, """induction starts at a natural number
  given:   start=-1
  needed:  0, 1, 2, ..."""),
    (_real_induction, """induction is on a natural number
  given:   x
  needed:  a symbol of sort Natural"""),
    (_compound_induction, """induction is on a natural number
  given:   n + 1
  needed:  a symbol of sort Natural"""),
    (_point_of_a_hypothesis, """x is free in x > 0: did you mean one x or all?
  given:   .at(x)
  needed:  a point that no hypothesis speaks of"""),
    (_point_of_nothing, """this is not a statement about all points
  given:   x <= x + 1
  needed:  an (in)equality between functions, or forall[...]"""),
    (_point_of_another_space, """not a point of this space
  given:   n
  needed:  variables that make up a point of type real"""),
    (_point_that_is_a_term, """not a point of this space
  given:   x + 1
  needed:  variables that make up a point of type real"""),
    (_witness_of_nothing, """there is nothing to choose
  given:   x <= x + 1
  needed:  exists[...]"""),
    (_one_case, """cases needs at least two conditions
  given:   x >= 0"""),
    (_not_all_cases, """these cases are not exhaustive, as far as the hypotheses tell
  given:   x > 0, x < 0
  needed:  conditions of which one always holds"""),
    (_not_all_cases_of_three, """these cases are not exhaustive, as far as the hypotheses tell
  given:   x > 1, x < 0, Eq(x, 0)
  needed:  conditions of which one always holds"""),
]  # fmt: skip


@pytest.mark.parametrize(("script", "message"), REFUSED, ids=[row[0].__name__ for row in REFUSED])
def test_what_stops_the_script(script: Script, message: str) -> None:
    """Where the exception has no place of its own, the runner takes that of the line that raised it."""
    said = raised(script)
    assert said.split("error: ", 1)[1] == message


def test_a_failed_line_is_reported_and_the_script_goes_on() -> None:
    def script() -> None:
        """t"""
        claim = show(Eq((x + 1) ** 2, x**2 + 2 * x + 1))
        claim.eq(x**2 + x + 1).eq(x**2 + 2 * x + 1)
        show(Eq(x, x + 0)).by()

    board = run(script)
    assert [c.record.verdict for c in board.claims] == ["refuted", "proved"]
    assert [text(e, script).split("\n")[2] for e in board.reports] == [
        "  given:   x = 1: left 4, right 3 (exact, smallest found)",
        "  given:   x = 1: left 3, right 4 (exact, smallest found)",
    ]
    assert board.result.errors == [str(e) for e in board.reports]
    assert board.result.verdict == "refuted"


def test_a_chain_with_a_gap_proves_nothing() -> None:
    """Lines after the one that failed are checked; the claim stays open although the last line is its right side."""

    def script() -> None:
        """t"""
        claim = show(x <= x + 3)
        claim.le(x - 1).le(x + 3)

    board = run(script)
    assert [line.verdict for line in board.claims[0].record.lines] == ["refuted", "proved"]
    assert board.claims[0].theorem is None


def test_a_claim_that_is_false_says_so() -> None:
    def script() -> None:
        """t"""
        show(Eq((x + y) ** 2, x**2 + 2 * x * y)).eq(x**2 + 2 * x * y + y**2)

    (message,) = reports(script)
    assert message.startswith("script:2: error: this claim is false\n")
    assert "left 1, right 0" in message


def test_a_claim_without_lines() -> None:
    def script() -> None:
        """t"""
        show(x <= x + 1)

    assert reports(script) == ["script:2: error: nothing proves this claim\n  given:   x <= x + 1\n  needed:  lines, or .by(...)"]


def test_a_line_after_the_claim_is_reached() -> None:
    def script() -> None:
        """t"""
        show(Eq(2 * x, x + x)).eq(x + x).eq(3 * x)

    assert [r.split("\n")[0] for r in reports(script)] == ["script:2: error: this line is false"]


def test_marks_stand_at_the_last_line() -> None:
    def script() -> None:
        """t"""
        show(x < x + 3).le(x + 1).mark(1, "first").lt(x + 3).mark("1/2", "second")

    lines = proved(script).claims[0].record.lines
    assert [line.mark for line in lines] == [("1", "first"), ("1/2", "second")]


def test_lines_know_their_place_work_and_reasons() -> None:
    def script() -> None:
        """t"""
        claim = show(abs(x * y) <= abs(x) * abs(y) + 1)
        (claim
            .eq(abs(x) * abs(y), by=abs_mul)
            .le(abs(x) * abs(y) + 1))  # fmt: skip

    board = proved(script)
    first, second = board.claims[0].record.lines
    assert first.line < second.line and first.inferences > 0
    assert (first.relation, second.relation) == ("=", "<=")
    assert first.reasons == ["abs_mul"] and first.idle == [] and second.reasons == []
    assert first.theorem is not None and inferences(first.theorem, board.counted) == 0


def test_idle_reasons_are_noted() -> None:
    def script() -> None:
        """t"""
        show(Eq(abs(x * y), abs(x) * abs(y))).by(abs_mul, abs_add_le)

    assert proved(script).claims[0].record.lines[0].idle == ["abs_add_le"]


def test_a_line_that_uses_none_of_its_reasons() -> None:
    def script() -> None:
        """t"""
        show(Eq(x + x, 2 * x)).by(abs_mul)

    assert reports(script) == [
        "script:2: error: no reason of this line is used\n"
        "  given:   by=abs_mul\n"
        "  needed:  the reason from which it follows, or none\n"
        "  try:     leave out by="
    ]


def test_citing_a_claim_that_is_not_proved() -> None:
    def script() -> None:
        """t"""
        open_ = have(x <= x + 1)
        show(x <= x + 1).by(open_)

    first, second = reports(script)
    assert first == (
        "script:3: error: this claim is not proved yet\n"
        "  given:   x <= x + 1\n"
        "  needed:  a claim whose derivation stands above\n"
        "  try:     prove it first, or leave it out"
    )
    assert second.startswith("script:2: error: nothing proves this claim")


def test_a_claim_is_no_reason_for_itself() -> None:
    def script() -> None:
        """t"""
        claim = show(x <= y)
        claim.by(claim)

    assert reports(script)[0].startswith("script:3: error: this claim is not proved yet")


# induction


def test_induction() -> None:
    def script() -> None:
        """t"""
        claim = show(Eq(Sum[l, 1, n](l), n * (n + 1) / 2))
        base, step = claim.induction(n)
        base.by()
        step.eq(Sum[l, 1, n](l) + (n + 1)).eq(n * (n + 1) / 2 + (n + 1), by=step.hypothesis).eq((n + 1) * (n + 2) / 2)

    board = proved(script)
    assert [c.kind for c in board.result.body if isinstance(c, records.Claim)] == ["show", "base", "step"]


def test_the_induction_hypothesis_stays_in_its_step() -> None:
    def script() -> None:
        """t"""
        claim = show(Eq(x**n * y**n, (x * y) ** n))
        base, step = claim.induction(n)
        base.by()
        step.by()
        show(Eq((x * y) ** n, x**n * y**n)).by(step.hypothesis)

    assert [r.split("\n")[:2] for r in reports(script)] == [
        [f"script:6: error: {LEAK}", "  given:   Eq(x**n * y**n, (x * y)**n)"],
    ]


def test_the_base_does_not_follow_from_the_induction_hypothesis() -> None:
    def script() -> None:
        """t"""
        claim = show(x <= y + n)
        base, step = claim.induction(n)
        base.by(step.hypothesis)
        step.le(y + n, by=step.hypothesis).le(y + (n + 1))

    board = run(script)
    assert board.reports[0].what == "this line is false"
    assert board.claims[0].theorem is None


def test_a_false_base_or_step() -> None:
    def wrong_base() -> None:
        """t"""
        claim = show(Eq(Sum[l, 1, n](l), n * (n + 1) / 2 + 1))
        base, step = claim.induction(n)
        base.by()
        step.eq(Sum[l, 1, n](l) + (n + 1)).eq(n * (n + 1) / 2 + 1 + (n + 1), by=step.hypothesis).eq((n + 1) * (n + 2) / 2 + 1)

    def wrong_step() -> None:
        """t"""
        claim = show(Eq(Sum[l, 1, n](l), n * n))
        base, step = claim.induction(n)
        base.by()
        step.by(step.hypothesis)

    for script in (wrong_base, wrong_step):
        board = run(script)
        assert board.reports[0].what == "this line is false"
        assert board.claims[0].theorem is None and board.result.verdict != "proved"


@pytest.mark.parametrize("kind", ["show", "have"])
def test_an_induction_without_its_step_is_reported(kind: str) -> None:
    """Also when nothing cites the claim: it is printed."""

    def script() -> None:
        """t"""
        claim = {"show": show, "have": have}[kind](Eq(Sum[l, 1, n](x), n * x))
        base, _ = claim.induction(n)
        base.by()
        show(Eq(x, x)).by()

    board = run(script)
    assert board.result.verdict == "undecided"
    (e,) = board.reports
    assert e.what == "nothing proves this claim" and e.file and e.line


def test_a_step_whose_lines_stop_too_early_is_reported() -> None:
    def script() -> None:
        """t"""
        claim = show(Eq(Sum[l, 1, n](l), n * (n + 1) / 2))
        base, step = claim.induction(n)
        base.by()
        step.eq(Sum[l, 1, n](l) + (n + 1))

    board = run(script)
    assert board.claims[0].theorem is None
    (e,) = board.reports
    assert e.what == "the last line is not the right side of the claim"


@pytest.mark.parametrize("structure", ["cases", "at", "take"])
def test_a_part_without_lines_is_reported(structure: str) -> None:
    def script() -> None:
        """t"""
        if structure == "cases":
            up, _ = have(abs(x) >= x).cases(x >= 0, x <= 0)
            up.by()
        elif structure == "at":
            have(forall[y](y**2 >= 0)).at(z)
        else:
            have(exists[y](y > x)).take({y: x + 1})
        show(Eq(x, x)).by()

    board = run(script)
    assert [e.what for e in board.reports] == ["nothing proves this claim"]
    assert board.result.verdict == "undecided"


def test_hypotheses_about_the_induction_variable_are_not_known_in_the_parts() -> None:
    """From n = 0 alone, x^n = 1; not for all n."""

    def script() -> None:
        """t"""
        given(Eq(n, 0))
        claim = show(Eq(x**n, 1))
        base, step = claim.induction(n)
        base.by()
        step.by()

    board = run(script)
    assert board.claims[0].theorem is None and board.reports


def test_other_hypotheses_are_known_in_the_parts() -> None:
    def script() -> None:
        """t"""
        given(x >= 0)
        claim = show(x**n >= 0)
        base, step = claim.induction(n)
        base.by()
        step.eq(x * x**n).ge(0, by=step.hypothesis)

    proved(script)


# cases


def test_cases() -> None:
    def script() -> None:
        """t"""
        claim = show(x * abs(x) <= x**2)
        up, down = claim.cases(x >= 0, x <= 0)
        up.by()
        down.by(down.hypothesis)

    proved(script)


def test_three_cases() -> None:
    def script() -> None:
        """t"""
        claim = show(abs(x) >= x)
        for case in claim.cases(x < 0, Eq(x, 0), x >= 0):
            case.by(case.hypothesis)

    proved(script)


def test_cases_by_the_hypotheses() -> None:
    def script() -> None:
        """t"""
        given(x > 0)
        claim = show(abs(x) >= x)
        for case in claim.cases(x > 1, x > 0):
            case.by()

    proved(script)


def test_a_case_stays_a_case() -> None:
    def script() -> None:
        """t"""
        claim = show(abs(x) >= 0)
        up, down = claim.cases(x >= 0, x <= 0)
        up.by()
        down.by()
        show(x >= 0).by(up.hypothesis)

    assert [r.split("\n")[:2] for r in reports(script)] == [[f"script:6: error: {LEAK}", "  given:   x >= 0"]]


def test_a_claim_under_its_condition() -> None:
    def script() -> None:
        """t"""
        claim = show(Implies(x > 2, x**2 > 1 + x)).assuming()
        claim.eq(x * x).gt(2 * x, by=claim.hypothesis).gt(1 + x, by=claim.hypothesis)

    board = proved(script)
    th = board.claims[0].theorem
    assert th is not None and not th.hyps


def test_a_condition_stays_in_its_claim() -> None:
    def script() -> None:
        """t"""
        claim = show(Implies(x > 2, x > 1)).assuming()
        claim.by(claim.hypothesis)
        have(x > 0).by(claim.hypothesis)

    assert LEAK in reports(script)[0]


def test_one_case_is_not_the_other() -> None:
    def script() -> None:
        """t"""
        claim = show(abs(x) >= x)
        up, down = claim.cases(x >= 0, x <= 0)
        up.by(up.hypothesis)
        down.by(up.hypothesis)

    board = run(script)
    assert [text(e, script).split("\n")[0] for e in board.reports] == [f"script:5: error: {LEAK}"]
    assert board.claims[0].theorem is None


def test_one_case_is_not_enough() -> None:
    def script() -> None:
        """t"""
        claim = show(x * abs(x) <= x**2)
        up, _ = claim.cases(x >= 0, x <= 0)
        up.by()

    board = run(script)
    assert board.claims[0].theorem is None and board.result.verdict != "proved"


# points and witnesses


def test_at_a_point() -> None:
    def script() -> None:
        """t"""
        h = given(forall[s](V(s) <= W(s)))
        show(V + V <= W + W).at(s).le(W(s) + W(s), by=h)
        show(forall[x](x**2 >= 0)).at(z).by()

    proved(script)


def test_an_inequality_at_one_point_is_not_one_of_functions() -> None:
    def script() -> None:
        """t"""
        h = suppose(V(s) <= W(s))
        show(V <= W, given=h).at(s).by(h)

    assert raised(script).split("\n")[0].endswith("error: s is free in V(s) <= W(s): did you mean one s or all?")


def test_a_witness() -> None:
    def script() -> None:
        """t"""
        show(exists[y](y > x)).take({y: x + 1}).by()
        show(exists[y, z](Eq(y - z, x))).take({y: x + 1, z: 1}).by()
        h = given(f(0) > 0)
        show(exists[x](f(x) > 0)).take({x: 0}).by(h)

    proved(script)


def test_a_wrong_witness() -> None:
    def script() -> None:
        """t"""
        show(exists[y](y > x)).take({y: x - 1}).by()

    assert reports(script) == [
        "script:2: error: this line is false\n"
        "  line:    x - 1 > x\n"
        "  given:   x = 0: left -1, right 0 (exact, smallest found)\n"
        "  needed:  left > right\n"
        "  try:     < in place of > holds in all 100 models"
    ]


def test_names_of_claims() -> None:
    def script() -> None:
        """t"""
        one = show(abs(x + y) <= abs(x) + abs(y), number="2.1")
        one.by(abs_add_le)
        two = have(exp(x) > 0)
        two.by()
        assert (one.name, one.cited, two.name, two.cited) == ("2.1", "(2.1)", "exp(x) > 0", "exp(x) > 0")
        assert repr(one) == "abs(x + y) <= abs(x) + abs(y)"
        assert f"{two}".startswith("$") and f"{two}".endswith("> 0$")
        show(abs(x + y) <= abs(x) + abs(y) + exp(x)).by(one, two)

    line = proved(script).claims[-1].record.lines[0]
    assert line.words == ["by (2.1)", "by exp(x) > 0"]
