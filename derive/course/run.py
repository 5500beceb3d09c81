"""Run one result: script, evidence, certificate."""

from __future__ import annotations

import importlib
import time
from typing import Any

from derive.course import records
from derive.course.board import Board
from derive.course.figures import draw_all
from derive.course.question import DeriveErrorForInput, ResultFunction
from derive.errors import StatementError
from derive.kernel.certificate import encode, encode_goal
from derive.kernel.rules import discharge
from derive.kernel.terms import Term, frees, implication
from derive.kernel.theorem import Theorem
from derive.language.expr import Expr, text_of
from derive.language.latex import to_latex
from derive.language.notation import clashes


def find_result(id_: str) -> ResultFunction:
    """The decorated function of proofs/<id>.py.

    Raises:
        DeriveError: the script declares no result, or more than one of its own.
    """
    import derive.theory  # noqa: F401  (the ledger is complete before a script runs)
    from derive.kernel import axioms

    axioms.close()
    module = importlib.import_module("proofs." + id_.replace("/", "."))
    own = [v for v in vars(module).values() if isinstance(v, ResultFunction) and v.function.__module__ == module.__name__]
    if len(own) != 1:
        raise DeriveErrorForInput(
            "a script declares one result",
            given=f"proofs/{id_}.py declares {len(own)}",
            needed="one function with @result",
            file=f"proofs/{id_}.py",
            line=1,
        )
    return own[0]


def run_result(id_: str, parameters: dict[str, str], models: int = 100, seed: int = 0) -> records.Result:
    """Everything about one result: verdicts, evidence, certificate and goal."""
    function = find_result(id_)
    start = time.perf_counter()
    board = function.run(function.parse(parameters))
    proved = time.perf_counter()
    result = board.result
    _evidence(board, models, seed)
    draw_all(board)
    checked = time.perf_counter()
    _certify(board)
    result.seconds = {"prove": proved - start, "evidence": checked - proved, "certificate": time.perf_counter() - checked}
    return result


def _evidence(board: Board, models: int, seed: int) -> None:
    """Every line and every statement on the same models."""
    from derive.evidence.verdict import check

    result = board.result
    claims = [c for c in result.body if isinstance(c, records.Claim)]
    claims += [c for c in result.shown if all(c is not other for other in claims)]
    groups: dict[tuple[Term, ...], list[tuple[Any, Term, list[Term]]]] = {}  # by what is supposed: models are made for it
    for claim in claims:
        supposed = tuple({h.term.canon: h.term for h in claim.given if h.kind == "suppose"}.values())
        own = [h.term for h in claim.given if h.kind != "suppose"]
        places: list[records.Claim | records.Line] = [claim, *claim.lines]
        groups.setdefault(supposed, []).extend((place, place.statement, own) for place in places)
    answers: list[tuple[Any, records.Counts]] = []
    for supposed, stated in groups.items():
        found = check([(statement, own) for _, statement, own in stated], [*board.hypotheses(), *supposed], models, seed)
        answers += [(place, count) for (place, _, _), count in zip(stated, found, strict=True)]
    total = records.Counts(seed=seed)
    for place, count in answers:
        place.evidence = count
        if count.refuted and place.verdict == records.PROVED:
            result.errors.append(f"internal error: a line is both proved and refuted: {place.statement}")
            place.verdict = records.UNDECIDED
        if isinstance(place, records.Claim) and place.kind == "show":
            total.models = max(total.models, count.models)
            total.effective = count.effective if not total.effective else min(total.effective, count.effective)
            total.consistent = count.consistent if not total.consistent else min(total.consistent, count.consistent)
            total.undecided = max(total.undecided, count.undecided)
            total.refuted += count.refuted
            total.bits = max(total.bits, count.bits)
            for why, n in count.why.items():
                total.why[why] = max(total.why.get(why, 0), n)
    result.evidence = total
    if result.shown and not total.models and all(c.verdict == records.PROVED for c in result.shown):
        cause = [h for h in result.hypotheses if h.kind == "given"] or result.hypotheses
        board.report(
            StatementError(
                "no model satisfies the hypotheses, so nothing was tried",
                given=", ".join(repr(Expr(h.term)) for h in cause),
                needed="hypotheses that can hold together",
                file=cause[0].file if cause else f"proofs/{result.id}.py",
                line=cause[0].line if cause else 1,
            )
        )


def _certify(board: Board) -> None:
    """The certificate of all that is shown, the goal, and the axioms that it rests on.

    A claim with hypotheses of its own is certified as an implication, so that no other claim can lean on them. A claim
    that is refuted by a contradiction is certified as `claim ==> false`.
    """
    result = board.result
    if not result.shown:
        e = StatementError("this script shows nothing", needed="at least one show(...)", file=f"proofs/{result.id}.py", line=1)
        board.report(e)
    if not result.shown or any(c.theorem is None for c in result.shown):
        return
    certified: list[tuple[Term, Theorem]] = []
    for claim in result.shown:
        th, statement = claim.theorem, claim.statement
        for h in reversed(claim.given):
            statement = implication(h.term, statement)
            th = discharge(h.term, th) if th is not None else None
        if th is not None:
            certified.append((statement, th))
    certified += board.contradictions
    theorems = [th for _, th in certified]
    result.certificate = encode(theorems)
    result.goal = encode_goal([h.term for h in result.hypotheses], [statement for statement, _ in certified])
    result.axioms = axioms_of(theorems)
    used = {h.canon for th in theorems for h in th.hyps}
    for h in result.hypotheses:
        h.unneeded = h.kind == "given" and h.term.canon not in used
    printed = [h.term for h in result.hypotheses]
    for claim in (*(c for c in result.body if isinstance(c, records.Claim)), *result.near_misses, *result.published):
        printed += [claim.statement, *(line.statement for line in claim.lines)]
    shared = clashes(printed)
    for one, other in shared:
        where = _place_of(other, result)
        board.report(
            StatementError(
                f"{_both(text_of(one), text_of(other))} print as {to_latex(one)}",
                given=f"{text_of(one)} : {one.type}, {text_of(other)} : {other.type}",
                needed="two names",
                file=where[0],
                line=where[1],
            )
        )


def _place_of(t: Term, result: records.Result) -> tuple[str, int]:
    """Where a script first speaks of something: file and line."""
    claims = [c for c in (*result.body, *result.near_misses, *result.published) if isinstance(c, records.Claim)]
    stated = [(c.statement, c.file, c.line) for c in claims] + [(n.statement, n.file, n.line) for c in claims for n in c.lines]
    stated += [(h.term, h.file, h.line) for h in result.hypotheses]
    places = [(file, line) for statement, file, line in stated if file and frees(t) <= frees(statement) and frees(t)]
    return min(places, key=lambda p: p[1], default=(f"proofs/{result.id}.py", 1))


def _both(one: str, other: str) -> str:
    return f"two symbols {one} both" if one == other else f"{one} and {other} both"


def axioms_of(theorems: list[Theorem]) -> list[str]:
    """The names of all axioms that theorems rest on, through every lemma."""
    seen: set[int] = set()
    names: set[str] = set()
    todo = list(theorems)
    while todo:
        th = todo.pop()
        if id(th) in seen:
            continue
        seen.add(id(th))
        if th.rule == "axiom":
            names.add(str(th.args[0]))
        todo.extend(th.premises)
    return sorted(names)
