"""Verdicts: statements against models. Numbers refute or fail to refute; they never prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.kernel.terms import Term

if TYPE_CHECKING:
    from derive.course.records import Counterexample, Counts
    from derive.evidence.evaluate import Answer

Statement = Term | tuple[Term, Sequence[Term]]
_TRIES = 8  # draws for each model that is wanted
_MORE = 4  # models for each that is wanted, when a statement has hypotheses of its own


def _split(statement: Statement) -> tuple[Term, tuple[Term, ...]]:
    return (statement[0], tuple(statement[1])) if isinstance(statement, tuple) else (statement, ())


def check(statements: Sequence[Statement], hypotheses: Sequence[Term], models: int = 100, seed: int = 0) -> list[Counts]:
    """Evaluate all statements on the same models; one record of counts for each.

    `Counts.models` are the models that satisfy the hypotheses (re-checked); rejected draws are counted in `why["rejected"]`.
    A statement may bring hypotheses of its own: `(statement, [hypothesis, ...])`.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import sigmoid, symbols
    >>> x = symbols("x", Real)
    >>> true, false = check([(sigmoid(x) > 0).term, (sigmoid(x) > sigmoid(-x)).term], [(x >= 0).term])
    >>> true.verdict, true.consistent, false.verdict
    ('consistent', 100, 'refuted')
    """
    from derive.course.records import Counts
    from derive.evidence.draw import mixed
    from derive.evidence.numbers import FALSE, LIKELY, UNKNOWN
    from derive.evidence.trial import Trial

    pairs = [_split(s) for s in statements]
    counts = [Counts(seed=seed) for _ in pairs]
    trial = Trial([t for s, extra in pairs for t in (s, *extra)], hypotheses)
    met = rejected = 0
    for model in mixed(trial.plan, seed):
        rare = models // 10 if met >= models else 0  # what has so few models by then gets models of its own
        if all(c.models >= models or c.models < rare for c in counts) or met + rejected >= models * _TRIES or met >= models * _MORE:
            break
        trial.enter(model)
        given = trial.hypotheses_hold()
        if given.truth in (FALSE, UNKNOWN):
            rejected += 1
            continue
        met += 1
        for (statement, extra), count in zip(pairs, counts, strict=True):
            if count.models >= models:
                continue
            answer = trial.ask(statement, extra)
            if answer is None:
                count.why["rejected"] = count.why.get("rejected", 0) + 1
                continue
            if given.truth == LIKELY and answer.truth == FALSE:
                answer = replace(answer, truth=UNKNOWN, why="precision")
            _count(count, answer)
    for count in counts:
        if rejected:
            count.why["rejected"] = count.why.get("rejected", 0) + rejected
    _more(pairs, counts, hypotheses, models, seed)
    return counts


def _more(pairs: Sequence[tuple[Term, tuple[Term, ...]]], counts: list[Counts], hypotheses: Sequence[Term], models: int, seed: int) -> None:
    """Statements whose own hypotheses are rarely met by chance are tried again, on models that are made for these too."""
    groups: dict[tuple[Term, ...], list[int]] = {}
    for i, (_, extra) in enumerate(pairs):
        if extra and counts[i].models < models // 2:
            groups.setdefault(tuple(t.canon for t in extra), []).append(i)
    for extra, places in groups.items():
        again = check([pairs[i][0] for i in places], [*hypotheses, *extra], models, seed)
        for i, count in zip(places, again, strict=True):
            if count.models > counts[i].models:
                count.refuted = max(count.refuted, counts[i].refuted)
                counts[i] = count


def _count(count: Counts, answer: Answer) -> None:
    from derive.evidence.numbers import FALSE, LIKELY

    count.models += 1
    count.bits = max(count.bits, answer.bits)
    if answer.truth == FALSE:
        count.refuted += 1
    elif answer.truth >= LIKELY:
        count.consistent += 1
    else:
        count.undecided += 1
        count.why[answer.why] = count.why.get(answer.why, 0) + 1
        return
    count.effective += 1


def as_claim(closed: Term) -> tuple[Term, list[Term]]:
    """A closed statement as a claim about symbols with hypotheses: "for all" is opened, premises become hypotheses.

    So an axiom or a lemma is checked on models made for its premises: `claim, hypotheses = as_claim(theorem.concl)`.
    """
    from derive.kernel.terms import ABS, apply, frees, parts, var

    hypotheses: list[Term] = []
    used = {v.name for v in frees(closed)}
    while True:
        name, args = parts(closed)
        if name == "forall" and len(args) == 1 and args[0].tag == ABS:
            symbol = args[0].name or "x"
            while symbol in used:
                symbol += "'"
            used.add(symbol)
            closed = apply(args[0], var(symbol, args[0].type.args[0]))
        elif name == "implies" and len(args) == 2:
            hypotheses.append(args[0])
            closed = args[1]
        else:
            return closed, hypotheses


def refute(
    statement: Statement,
    hypotheses: Sequence[Term],
    seed: int = 0,
    budget: int = 3000,
    *,
    undefined_counts: bool = False,
    suffices: Sequence[Term] = (),
) -> Counterexample | None:
    """The smallest model found in which the hypotheses hold and the statement is false, or None.

    With `undefined_counts`, a model in which a side of the statement has no value counts as well. `budget` is a number of models. `suffices` holds
    what is known to make the statement true, together with the hypotheses: models of it are passed over.

    >>> from derive.language.expr import Real
    >>> from derive.language.symbols import sigmoid, symbols
    >>> x = symbols("x", Real)
    >>> refute((sigmoid(x) > sigmoid(-x)).term, [(x >= 0).term]).words
    'x = 0: left 1/2, right 1/2'
    >>> refute((sigmoid(x) > sigmoid(-x)).term, [(x > 0).term]) is None
    True
    """
    from derive.evidence.shrink import search

    claim, extra = _split(statement)
    return search(claim, [*hypotheses, *extra], seed, budget, undefined_counts, suffices)


def unneeded(
    statement: Statement, hypotheses: Sequence[Term], models: int = 100, seed: int = 0, among: Sequence[int] | None = None
) -> list[Term]:
    """The hypotheses that no model needs: the statement also holds, with a value, in models that violate them.

    `among` limits the question to the hypotheses with these indices. Finite models say nothing of integrability and
    measurability, so a hypothesis that only asks for these is never reported. One that the others imply is reported.
    """
    from derive.evidence.definitions import definitions_among
    from derive.evidence.shrink import survives_without

    claim, extra = _split(statement)
    everything = [*hypotheses, *extra]
    defining = definitions_among(everything)[1]
    found = []
    for i, h in enumerate(everything):
        if i in defining or (among is not None and i not in among) or _says_nothing_finite(h):
            continue
        if survives_without(claim, everything[:i] + everything[i + 1 :], h, seed, 4 * models):
            found.append(h)
    return found


_ANALYTIC = {"measurable", "integrable", "measurable_kernel", "measurable_map", "bounded", "bounded_above", "differentiable", "dominated"}


def _says_nothing_finite(h: Term) -> bool:
    from derive.evidence.definitions import opened
    from derive.kernel.terms import parts

    name, args = parts(opened(h)[1])
    if name == "and":
        return all(_says_nothing_finite(a) for a in args)
    return name in _ANALYTIC
