"""Handout and solutions as LaTeX, from printed results and the assignment."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from derive.course.assignment import Assignment, Question
from derive.documents import figures, layout
from derive.documents.layout import Block, Printed
from derive.documents.prose import latex_words, prose_latex, prose_text
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


def handout(assignment: Assignment, results: list[Printed]) -> str:
    """What students get: tasks, hints, hypotheses, and the definitions that the tasks name."""
    return _template("handout.tex").render(**_front(assignment, "", ""), questions=_questions(assignment, results, solved=False))


def solutions(assignment: Assignment, results: list[Printed]) -> str:
    """The handout with derivations, reasons and marking schemes."""
    return _template("solutions.tex").render(
        **_front(assignment, "Solutions", ": solutions"), questions=_questions(assignment, results, solved=True)
    )


def _front(assignment: Assignment, subtitle: str, suffix: str) -> dict[str, Any]:
    course = ", ".join(latex_words(x) for x in (assignment.course, assignment.term) if x)
    lines = []
    if assignment.deadline is not None:
        at = assignment.deadline
        lines.append(rf"\run{{Deadline.}}{at.day} {at:%B} {at.year}, {at:%H:%M}.")
    if assignment.hand_in:
        lines.append(rf"\run{{Hand in.}}{prose_latex(assignment.hand_in)}")
    lines.append(rf"\run{{Points.}}{layout.decimal(assignment.declared)} in all.")
    if assignment.neatness is not None:
        lines.append(prose_latex(assignment.neatness.text))
    changes = [(v.number, c) for v in assignment.version for c in v.changes]
    if changes:
        items = " ".join(
            rf"\item {latex_words(c.question) + ': ' if c.question else ''}{prose_latex(c.text)} (version {number})"
            for number, c in changes
        )
        lines.append(
            rf"\run{{Corrections since the first release.}}\begin{{itemize}}\setlength{{\itemsep}}{{0pt}}\color{{red}}{items}\end{{itemize}}"
        )
    return {
        "title": latex_words(assignment.title) + suffix,
        "subtitle": course if not subtitle else (rf"{course}" if course else ""),
        "running": course,
        "colours": figures.colours(),
        "front": lines,
        "links": [{"text": latex_words(k.text), "url": k.url.replace("%", r"\%").replace("#", r"\#")} for k in assignment.links],
    }


def _questions(assignment: Assignment, results: list[Printed], solved: bool) -> list[dict[str, Any]]:
    found, seen = [], set[str]()
    for question, result in zip(assignment.question, results, strict=True):
        new = [s for s in assignment.headings(question.number) if s.number not in seen]
        seen.update(s.number for s in new)
        headings = [
            {"command": r"\sheetsubsection" if "." in s.number else r"\sheetsection", "number": s.number, "title": latex_words(s.title)}
            for s in new
        ]
        task = _task(question, result, solved)
        found.append({"headings": headings, **task, **(_solution(question, result) if solved else {})})
    return found


def heading(latex: str) -> str:
    """A title for a heading, whose formulas PDF bookmarks cannot show."""
    return prose_latex(latex)


def _task(question: Question, result: Printed, solved: bool) -> dict[str, Any]:
    shown = layout.task_definitions(result)
    asks, hints = layout.prose(result, "ask"), layout.prose(result, "hint")
    context = [*asks, *hints, *(h["latex"] for h in layout.assumptions(result)), *(d["latex"] for d in shown)]
    groups = [
        {**g, "symbols": [s for s in g["symbols"] if solved or "space" in g["one"] or layout.mentioned(s, context)]}
        for g in result["symbols"]
    ]
    display = {c["latex"]: rf"\display{{({c['number']})}}{{{formula(c)}@}}" for c in result["shown"] if c["number"]}
    display |= {c["latex"]: rf"\display{{}}{{{formula(c)}@}}" for c in result["shown"] if not c["number"] and width(c["latex"]) > 16}
    silent = layout.conventions(result)
    return {
        "number": question.number,
        "title": heading(result["title"]),
        "points": layout.decimal(question.points),
        "setting": setting(groups),
        "definitions": [rf"\display{{}}{{{formula(d)}}}" for d in shown],
        "assumptions": [
            rf"\fact{{(A{i})}}{{{formula(h)}}}{{{prose_latex(h['words'])}}}" for i, h in enumerate(layout.assumptions(result), 1)
        ],
        "conventions": f"Throughout, {prose_latex(silent)}." if silent else "",
        "asks": [prose_latex(a, display) for a in asks],
        "hints": [prose_latex(h) for h in hints],
        "figures": [_figure(f) for f in result["figures"] if f["where"] == "handout"],
    }


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
            phrases.append((_and(names), prose_latex(g["one"] if len(names) == 1 else g["many"])))
    if not phrases:
        return ""
    (first, words), *rest = phrases
    clauses = [f"Let {first} be {words}", *(f"{n} {w}" for n, w in rest)]
    mark = ";" if any("," in w for _, w in phrases) else ","
    last = f"{mark if len(clauses) > 2 or mark == ';' else ''} and {clauses.pop()}" if len(clauses) > 1 else ""
    return f"{f'{mark} '.join(clauses)}{last}."


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def formula(term: Printed) -> str:
    r"""The LaTeX of a term; of a long one, with \piece around the parts between which it may be broken."""
    pieces = term["pieces"] or [term["latex"]]
    if width(term["latex"]) < BREAKABLE:
        return str(term["latex"])
    return "".join(rf"\piece{{{str(p).strip()}}}" for p in pieces)


def _solution(question: Question, result: Printed) -> dict[str, Any]:
    known = layout.task_definitions(result)
    others = [d for d in layout.definitions(result) if d not in known]
    names = layout.labels(result)
    scheme = layout.marks(result, str(question.points))
    parts = [_block(b) for b in layout.derivation(result)]
    if scheme:
        rows = [rf"\marking{{{points}}}{{{prose_latex(text)}}}" for points, text in scheme]
        rows += [rf"\marking{{$-${points}}}{{{prose_latex(text)}}}" for points, text in layout.deductions(result, str(question.points))]
        parts.append("\n".join([r"\par\run{Marking.}{\parskip=0pt", *rows, r"\par}"]))
    false = [_false(c, names) for c in layout.false_claims(result)]
    return {
        "solution_definitions": [rf"\display{{}}{{{formula(d)}}}" for d in others],
        "shown": [_shown(c, names) for c in layout.shown_apart(result)],
        "derivation": parts,
        "pictures": [_figure(f) for f in result["figures"] if f["where"] == "solutions"],
        "false": false,
        "evidence": evidence(result),
        "errors": [rf"\texttt{{{verbatim(e.splitlines()[0])}}}" for e in result["errors"]],
    }


def _shown(claim: Printed, names: dict[str, str]) -> str:
    number = layout.label(claim, names)
    words = ", ".join(h["words"] or f"${h['latex']}$" for h in claim["given"])
    return rf"\fact{{{number}}}{{{formula(claim)}}}{{{prose_latex('if ' + words) if words else ''}}}"


def _trouble(block: Block | layout.Step) -> str:
    said = block.reason and prose_latex(block.reason)
    mark = rf"\textcolor{{red}}{{{block.trouble}}}" if block.trouble else ""
    return ", ".join(x for x in (said, mark) if x)


def _block(block: Block) -> str:
    if block.kind == "prose":
        return prose_latex(block.words) + r"\par"
    if block.kind == "lead":
        return rf"\textit{{{prose_latex(block.words)}}}\par\nobreak"
    if block.kind == "fact":
        return rf"\fact{{{block.number}}}{{{formula(block.term)}}}{{{_trouble(block)}}}"
    rows = [rf"\begin{{chain}}{{{formula(block.term)}}}"]
    rows += [rf"  \step{{{s.relation}}}{{{formula(s.right)}}}{{{_trouble(s)}}}" for s in block.steps]
    return "\n".join([*rows, r"\end{chain}"])


def _false(claim: Printed, names: dict[str, str]) -> str:
    said = layout.sentence(claim["words"])
    said = said[:-1] + f" [{claim['finding']}]" + said[-1] if claim["finding"] else said
    found = claim["counterexample"]
    if found:
        values = ", ".join(f"${k} = {v}$" for k, v in found["latex"].items()) or latex_words(found["words"])
        sides = f": the left side is {_value(found['left'])}, the right side {_value(found['right'])}" if found["left"] else ""
        why = f"False for {values}{sides}."
    elif claim["contradicted_by"]:
        why = f"It contradicts {names.get(claim['contradicted_by'], latex_words(claim['contradicted_by']))}."
    else:
        why = rf"\textcolor{{red}}{{Not refuted ({claim['verdict']}).}}"
    changed = [f"without ${t['latex']}$" for t in claim["without"]] + [f"with ${h['latex']}$" for h in claim["given"]]
    return rf"{prose_latex(said)} \display{{}}{{{formula(claim)}}} {', '.join(changed) + '. ' if changed else ''}{why}"


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
    e = result["evidence"]
    state = {"proved": "Proved"}.get(result["verdict"], result["verdict"].capitalize())
    replayed = " and replayed by the independent checker" if result.get("replayed") else ""
    axioms = ", ".join(rf"\textit{{{verbatim(a)}}}" for a in result["axioms"])
    rests = f" It rests on {len(result['axioms'])} axioms: {axioms}." if axioms else ""
    models = f" Models: {e['models']} tried, {e['effective']} effective, {e['consistent']} consistent, {e['undecided']} undecided, {e['refuted']} refuted."
    return f"{state}{replayed}.{rests}{models}"


def plain_title(result: Printed) -> str:
    """The title for tables."""
    return prose_text(result["title"])
