"""Handout and solutions as LaTeX, from printed results and the assignment."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from derive.course.assignment import Assignment, Question
from derive.documents import bibliography, corrections, figures, layout, texts
from derive.documents.corrections import Correction
from derive.documents.front import front
from derive.documents.layout import Block, Printed
from derive.documents.prose import citing, inline, latex_words, prose_latex, split
from derive.documents.texts import say
from derive.documents.width import width

BREAKABLE = 14.0  # em; a shorter formula fits everywhere


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("derive.documents"),
        block_start_string=r"\BLOCK{",
        block_end_string="}",
        variable_start_string=r"\VAR{",
        variable_end_string="}",
        comment_start_string=r"\#{",
        comment_end_string="}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


def handout(assignment: Assignment, results: list[Printed], edition: str = "") -> str:
    """What students get: tasks, hints, hypotheses, and the definitions that the tasks name; the newest version, or an older one as it was published."""
    if edition:
        assignment, results = corrections.as_published(assignment, results, edition)
    return _page("handout.tex", assignment, results, solved=False)


def solutions(assignment: Assignment, results: list[Printed]) -> str:
    """The handout with derivations, reasons and marking schemes."""
    return _page("solutions.tex", assignment, results, solved=True)


def _page(template: str, assignment: Assignment, results: list[Printed], solved: bool) -> str:
    results = [layout.with_numbers(r, q.numbers) for q, r in zip(assignment.question, results, strict=True)]
    with texts.using(assignment.language):
        known = bibliography.read(assignment.bibliography)
        with citing(known) as cited:
            fields = front(assignment, "solutions" if solved else "")
            fields["questions"] = _questions(assignment, results, solved)
            fields["cited"] = list(dict.fromkeys([*cited, *(r for r in assignment.references if r in known)]))
        return _template(template).render(**fields)


def correction_list(assignment: Assignment, results: list[Printed]) -> str:
    """Every correction: what stood there, what stands there now, why, and the counterexample of what was false."""
    with texts.using(assignment.language), citing(bibliography.read(assignment.bibliography)):
        found = corrections.corrections(assignment, results)
        names = [layout.labels(r) for r in results]
        versions = []
        for v in assignment.version[1:]:
            rows = [_correction(c, assignment, results, names) for c in found if c.version is v]
            versions.append({"number": v.number, "date": texts.day(v.date), "text": prose_latex(v.text), "rows": rows})
        intro = say("correction intro", title=latex_words(assignment.title))
        return _template("corrections.tex").render(**front(assignment, "corrections"), versions=versions, intro=intro)


def _correction(c: Correction, sheet: Assignment, results: list[Printed], names: list[dict[str, str]]) -> dict[str, str]:
    place = latex_words(c.change.question or say("whole sheet"))
    finding = say("finding", finding=latex_words(c.change.finding)) if c.change.finding else ""
    refuted = ""
    for r, known in zip(results, names, strict=True):
        if c.published is not None and c.published in r["published"]:
            refuted = _refuted(c.published, known)
    rows = [(say("was"), c.old), (say("is now"), c.new)]
    why = " ".join(x for x in (prose_latex(c.change.reason or (c.change.text if not c.new else ""), wide=True), refuted) if x)
    entry = [rf"\entry{{{name}}}{{{prose_latex(text, wide=width(text) < 34)}}}" for name, text in rows if text]
    return {
        "place": place,
        "kind": texts.kind(c.change.kind),
        "finding": finding,
        "rows": "\n".join([*entry, *([rf"\entry{{{say('why')}}}{{{why}}}"] if why else [])]),
    }


LEVELS = ("section", "subsection", "subsubsection")


def _heading(number: str, title: str, points: str = "", note: str = "") -> str:
    """A heading with its bookmark; a letter after the number is a part that runs in."""
    part = re.fullmatch(r"[\d.]+([a-z])", number)
    words = _bookmark(title)
    if part:
        return rf"\sheetpart{{{part[1]}}}{{{points}}}{{{words}}}{{{number}}}"
    level = LEVELS[min(number.count("."), 2)]
    return rf"\sheet{level}{{{number}}}{{{prose_latex(title, wide=True)}}}{{{points}}}{{{words}}}{note}"


def _bookmark(title: str) -> str:
    """A title for a PDF bookmark: letters only, no commands but those that bookmarks know."""
    found = ""
    for is_math, part in split(title):
        if not is_math:
            found += latex_words(part)
            continue
        plain = re.sub(r"\\(?:operatorname|mathrm|mathcal|mathbb|text)\{([^{}]*)\}", r"\1", part)
        plain = re.sub(r"\\([A-Za-z]+) ?", r"\1 ", plain)  # letters by their names
        plain = " ".join(re.sub(r"[{}\\]", "", plain).split()).replace(" )", ")").replace(" _", "_").replace("^ ", "^")
        found += latex_words(plain).replace(r"\allowbreak{}", "")
    return found


def _questions(assignment: Assignment, results: list[Printed], solved: bool) -> list[dict[str, Any]]:
    found, seen = [], set[str]()
    for question, result in zip(assignment.question, results, strict=True):
        new = [s for s in assignment.headings(question.number) if s.number not in seen]
        seen.update(s.number for s in new)
        above: list[dict[str, Any]] = [
            {"heading": _heading(s.number, s.title), "text": prose_latex(s.text), "notes": _notes(assignment, s.number, solved)}
            for s in new
        ]
        for s in above[1:]:
            s["heading"] = rf"\together{{{s['heading']}}}"
        red = corrections.red(assignment, question, result)
        task = _task(question, result, solved, red)
        if above:
            task["heading"] = rf"\together{{{task['heading']}}}"
        task["notes"] = _notes(assignment, question.number, solved)
        found.append({"above": above, **task, **(_solution(question, result) if solved else {})})
    return found


def _notes(assignment: Assignment, number: str, solved: bool) -> list[str]:
    return [
        rf"\corrected{{{prose_latex(text, wide=True)}}}{{{version}}}" for version, text in corrections.notes(assignment, number, solved)
    ]


def _displayed(t: Printed, number: str, red: dict[str, str]) -> str:
    """A display in a sentence (@ stands for the punctuation after it), red when a version changed it."""
    version = red.get(t["latex"], "")
    return rf"\redisplay{{{number}}}{{{formula(t)}@}}{{{version}}}" if version else rf"\display{{{number}}}{{{formula(t)}@}}"


def _task(question: Question, result: Printed, solved: bool, red: dict[str, str]) -> dict[str, Any]:
    shown = layout.task_definitions(result)
    asks, hints = layout.prose(result, "ask"), layout.prose(result, "hint")
    context = [*asks, *hints, *(h["latex"] for h in layout.assumptions(result)), *(d["latex"] for d in shown)]
    groups = [
        {**g, "symbols": [s for s in g["symbols"] if solved or "space" in g["one"] or layout.mentioned(s, context)]}
        for g in result["symbols"]
    ]
    display = {c["latex"]: _displayed(c, f"({c['number']})", red) for c in layout.numbered(result)}
    display |= {
        c["latex"]: _displayed(c, "", red) for c in result["shown"] if not c["number"] and (width(c["latex"]) > 16 or c["latex"] in red)
    }
    silent = layout.conventions(result)
    return {
        "heading": _heading(question.number, result["title"], layout.decimal(question.points)),
        "setting": setting(groups),
        "definitions": _definitions(shown),
        "assumptions": _assumptions(result, solved, red),
        "conventions": say("throughout", what=prose_latex(silent)) if silent else "",
        "asks": [prose_latex(a, display) for a in asks],
        "hints": [prose_latex(h, {**display, **_hinted(h, result)}) for h in hints],
        "figures": [_figure(f) for f in result["figures"] if f["where"] == "handout"],
    }


def _hinted(hint: str, result: Printed) -> dict[str, str]:
    """The last formula of a hint, displayed with its number, if the sheet gives it one."""
    found = [part for is_math, part in split(hint) if is_math]
    number = result.get("hint_number", "")
    return {found[-1]: rf"\display{{({number})}}{{{texts.mathematics(found[-1])}@}}"} if found and number else {}


def _definitions(terms: list[Printed]) -> str:
    """Definitions as displays; short neighbours share one."""
    rows: list[list[Printed]] = []
    for d in terms:
        if rows and not d.get("number") and not rows[-1][-1].get("number") and sum(width(x["latex"]) + 3 for x in [*rows[-1], d]) < 34:
            rows[-1].append(d)
        else:
            rows.append([d])
    found = []
    for i, row in enumerate(rows):
        mark = "." if i == len(rows) - 1 else ","
        number = f"({row[0]['number']})" if row[0].get("number") else ""
        one = formula(row[0]) if len(row) == 1 else r",\qquad ".join(d["latex"] for d in row)
        found.append(rf"\display{{{number}}}{{{one}{mark}}}")
    return "\n".join(found)


SHORT = 17.0  # em; a shorter hypothesis stands in a sentence


def _assumptions(result: Printed, solved: bool, red: dict[str, str]) -> str:
    """The hypotheses in sentences: short ones in one, others displayed after their words; with their labels in the solutions."""
    rows: list[str] = []
    short: list[str] = []
    last = ""

    def flush() -> None:
        if short:
            rows.append(f"{say('suppose') if not rows else say('suppose also')} {_series(short)}.\\par")
            short.clear()

    for i, h in enumerate(layout.assumptions(result), 1):
        label = f"(A{i})" if solved else ""
        if width(h["latex"]) < SHORT and h["latex"] not in red:
            said = f"${inline(texts.mathematics(h['latex']))}$" + (f" ({prose_latex(h['words'], wide=True)})" if h["words"] else "")
            short.append(said + (f" {label}" if label else ""))
            last = ""
            continue
        flush()
        if h["words"] and h["words"] == last:  # the same said of another formula
            rows.append(_displayed(h, label, red).replace("@", "."))
            continue
        last = h["words"]
        start = say("suppose") if not rows else say("suppose also")
        words = f" {prose_latex(h['words'], wide=True)}:" if h["words"] else ""
        rows.append(f"{start}{words}\n{_displayed(h, label, red).replace('@', '.')}")
    flush()
    return "\n".join(rows)


def _figure(f: Printed) -> str:
    """A figure with its legend and caption, where it stands in the text."""
    spoken = latex_words(figures.alt(f))
    counter = "[solutionfigure]" if f["where"] == "solutions" else ""
    return (
        rf"\sheetfigure{counter}{{{spoken}}}{{%" + f"\n{figures.tikz(f)}}}{{{figures.legend(f)}}}{{{prose_latex(f['caption'], wide=True)}}}"
    )


def setting(groups: list[Printed]) -> str:
    """The sentence that introduces the symbols: Let x be a real number, n and m natural numbers."""
    phrases = []
    for g in groups:
        names = [f"${s}$" for s in g["symbols"]]
        if names:
            phrases.append((_and(names), prose_latex(texts.told(g["one"] if len(names) == 1 else g["many"]))))
    if not phrases:
        return ""
    (first, words), *rest = phrases
    clauses = [say("let", names=first, what=words), *(say("let next", names=n, what=w) for n, w in rest)]
    mark = ";" if any("," in w for _, w in phrases) else ","
    last = f"{mark if len(clauses) > 2 or mark == ';' else ''} {say('and')} {clauses.pop()}" if len(clauses) > 1 else ""
    return f"{f'{mark} '.join(clauses)}{last}."


def _series(phrases: list[str]) -> str:
    """a, b and c; with semicolons when a phrase has commas of its own."""
    if len(phrases) > 1 and any("," in p for p in phrases):
        return f"{'; '.join(phrases[:-1])}; {say('and')} {phrases[-1]}"
    return _and(phrases)


def _and(words: list[str]) -> str:
    return texts.joined(words)


def formula(term: Printed) -> str:
    r"""The LaTeX of a term; of a long one, with \piece around the parts between which it may be broken."""
    pieces = term["pieces"] or [term["latex"]]
    if width(term["latex"]) < BREAKABLE:
        return texts.mathematics(str(term["latex"]))
    return texts.mathematics("".join(rf"\piece{{{str(p).strip()}}}" for p in pieces))


def _solution(question: Question, result: Printed) -> dict[str, Any]:
    known = layout.task_definitions(result)
    others = [d for d in layout.definitions(result) if d not in known]
    names = layout.labels(result)
    blocks = layout.derivation(result)
    kept = [
        b.kind == "fact" and after.kind in ("chain", "lead") and not b.reason
        for b, after in zip(blocks, [*blocks[1:], Block("prose")], strict=False)
    ]
    parts = [_block(b, keep) for b, keep in zip(blocks, kept, strict=True)]
    return {
        "solution_definitions": _definitions(others),
        "shown": [_shown(c, names) for c in layout.shown_apart(result)],
        "derivation": parts,
        "marking": _marking(question, result),
        "pictures": [_figure(f) for f in result["figures"] if f["where"] == "solutions"],
        "false": [_false(c, names) for c in result["near_misses"]],
        "published": [_false(c, names) for c in result["published"]],
        "evidence": evidence(result),
        "errors": [rf"\texttt{{{verbatim(e.splitlines()[0])}}}" for e in result["errors"]],
        "say": {k: say(k) for k in ("notation", "shown", "derivation", "marking", "not true", "published")},
    }


def _marking(question: Question, result: Printed) -> list[str]:
    points = str(question.points)
    scheme = layout.marks(result, points, [str(m) for m in question.marks])
    rows = [rf"\marking{{{earned}}}{{{prose_latex(text, wide=True)}}}" for earned, text in scheme]
    return rows + [rf"\marking{{$-${lost}}}{{{prose_latex(text, wide=True)}}}" for lost, text in layout.deductions(result, points)]


def _shown(claim: Printed, names: dict[str, str]) -> str:
    number = layout.label(claim, names)
    words = ", ".join(h["words"] or f"${h['latex']}$" for h in claim["given"])
    return rf"\fact{{{number}}}{{{formula(claim)}}}{{{prose_latex(say('if', what=words)) if words else ''}}}"


def _trouble(block: Block | layout.Step) -> str:
    said = block.reason and prose_latex(block.reason)
    mark = rf"\textcolor{{red}}{{{block.trouble}}}" if block.trouble else ""
    return ", ".join(x for x in (said, mark) if x)


def _block(block: Block, keep: bool = False) -> str:
    if block.kind == "prose":
        return prose_latex(block.words) + r"\par"
    if block.kind == "lead":
        return rf"\lead{{{prose_latex(block.words, wide=True)}}}"
    if block.kind == "fact":
        return rf"\{'statement' if keep else 'fact'}{{{block.number}}}{{{formula(block.term)}}}{{{_trouble(block)}}}"
    rows = [rf"\begin{{chain}}{{{formula(block.term)}}}"]
    rows += [rf"  \step{{{s.relation}}}{{{formula(s.right)}}}{{{_trouble(s)}}}" for s in block.steps]
    return "\n".join([*rows, r"\end{chain}"])


def _false(claim: Printed, names: dict[str, str]) -> str:
    said = layout.sentence(claim["words"])
    said = said[:-1] + f" [{claim['finding']}]" + said[-1] if claim["finding"] else said
    changed = [say("without", what=f"${t['latex']}$") for t in claim["without"]]
    changed += [say("with", what=f"${h['latex']}$") for h in claim["given"]]
    start = f"{layout.sentence(', '.join(changed))} " if changed else ""
    return rf"{prose_latex(said)} \display{{}}{{{formula(claim)}}} {texts.mathematics(start)}{_refuted(claim, names)}"


def _refuted(claim: Printed, names: dict[str, str]) -> str:
    """Why a claim is false: the counterexample, or the proved claim that it contradicts."""
    found = claim["counterexample"]
    if found:
        values = ", ".join(f"${k} = {v}$" for k, v in found["latex"].items()) or latex_words(found["words"])
        if found["left"]:
            return say("sides", values=values, left=_value(found["left"]), right=_value(found["right"]))
        return say("false for", values=values)
    if claim["contradicted_by"]:
        return say("contradicts", number=names.get(claim["contradicted_by"], latex_words(claim["contradicted_by"])))
    return rf"\textcolor{{red}}{{{say('not refuted', verdict=claim['verdict'])}}}"


def _value(text: str) -> str:
    """A side of a counterexample: a number as a formula, anything else in words."""
    return f"${text}$" if re.fullmatch(r"[-+]?\d[\d./]*", text) else latex_words(text)


def verbatim(text: str) -> str:
    """Text in which nothing is a command."""
    table = {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
    }
    table |= {c: rf"\{c}" for c in "%&#$"} | {"_": r"\_\allowbreak{}"}
    return "".join(table.get(c, c) for c in text)


def evidence(result: Printed) -> str:
    """What the result rests on, and how it was tried, in one small paragraph."""
    replayed = say("replayed") if result.get("replayed") else ""
    axioms = ", ".join(rf"\textit{{{verbatim(a)}}}" for a in result["axioms"])
    rests = say("rests on", count=len(result["axioms"]), axioms=axioms) if axioms else ""
    return f"{say(result['verdict'])}{replayed}.{rests}{say('models', **result['evidence'])}"
