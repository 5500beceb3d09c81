"""report.html: one self-contained page, formulas as MathML, no scripts, nothing from the network."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from derive.course.assignment import Assignment, Question
from derive.documents import bibliography, corrections, figures, layout, texts
from derive.documents.latex import setting
from derive.documents.layout import Block, Printed
from derive.documents.prose import citing, mathml, prose_html
from derive.documents.report import lines, troubles
from derive.documents.texts import say


def page(assignment: Assignment, results: list[Printed], ledgers: list[list[dict[str, str]]]) -> str:
    """The report as a web page."""
    environment = Environment(
        loader=PackageLoader("derive.documents"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    results = [layout.with_numbers(r, q.numbers) for q, r in zip(assignment.question, results, strict=True)]
    with texts.using(assignment.language), citing(bibliography.read(assignment.bibliography)):
        return environment.get_template("report.html").render(
            language=assignment.language,
            t=_said,
            prose=prose_html,
            title=escape(assignment.title),
            course=escape(", ".join(x for x in (assignment.course, assignment.term, assignment.lecturers) if x)),
            version=escape(assignment.release),
            points={"sum": layout.decimal(assignment.total), "declared": layout.decimal(assignment.declared)},
            questions=[_question(q, r, a) for q, r, a in zip(assignment.question, results, ledgers, strict=True)],
            corrections=_corrections(assignment, results),
        )


def _said(key: str, **values: object) -> str:
    return escape(say(key, **values), quote=False)


def _corrections(assignment: Assignment, results: list[Printed]) -> list[dict[str, Any]]:
    """The corrections by version, newest first."""
    found = corrections.corrections(assignment, results)
    versions = []
    for v in reversed(assignment.version[1:]):
        rows = [
            {
                "place": escape(c.change.question or say("whole sheet")),
                "link": c.question.number if c.question else "",
                "kind": escape(texts.kind(c.change.kind)),
                "finding": escape(c.change.finding),
                "old": prose_html(c.old),
                "new": prose_html(c.new),
                "why": prose_html(c.change.reason or c.change.text),
            }
            for c in found
            if c.version is v
        ]
        versions.append({"number": escape(v.number), "date": escape(texts.day(v.date)), "text": prose_html(v.text), "rows": rows})
    return versions


def _question(question: Question, result: Printed, ledger: list[dict[str, str]]) -> dict[str, Any]:
    names = layout.labels(result)
    silent = layout.conventions(result)
    known = {a["name"]: a for a in ledger}
    return {
        "id": escape(result["id"]),
        "number": question.number,
        "points": layout.decimal(question.points),
        "title": prose_html(result["title"]),
        "parameters": {escape(k): escape(v) for k, v in result["parameters"].items()},
        "troubles": troubles(result),
        "errors": result["errors"],
        "lines": lines(result),
        "setting": _sentence(setting(result["symbols"])),
        "definitions": [mathml(d["latex"], large=True) for d in layout.definitions(result)],
        "assumptions": [
            {"number": f"(A{i})", "formula": mathml(h["latex"], large=True), "words": prose_html(h["words"]), "unneeded": h["unneeded"]}
            for i, h in enumerate(layout.assumptions(result), 1)
        ],
        "conventions": say("throughout", what=prose_html(silent)) if silent else "",
        "shown": [_shown(c, names) for c in result["shown"]],
        "derivation": [_block(b) for b in layout.derivation(result)],
        "figures": [_figure(f, f"q{question.number}-{i}") for i, f in enumerate(result["figures"], 1)],
        "false": [_false(c, names) for c in layout.false_claims(result)],
        "marking": layout.marks(result, str(question.points), [str(m) for m in question.marks]),
        "deductions": layout.deductions(result, str(question.points)),
        "evidence": result["evidence"],
        "why": escape(", ".join(f"{k}: {v}" for k, v in result["evidence"]["why"].items())),
        "replayed": result["replayed"],
        "axioms": [
            {
                "name": escape(a),
                "formula": mathml(known[a]["latex"]) if a in known else "",
                "source": escape(known[a]["source"]) if a in known else "",
            }
            for a in result["axioms"]
        ],
    }


def _sentence(latex: str) -> str:
    """A sentence that was already made ready for LaTeX."""
    return prose_html(re.sub(r"\n?\\display\{\}\{(.*?)\}\n?", r"$\1$", latex))


def _shown(claim: Printed, names: dict[str, str]) -> dict[str, str]:
    words = ", ".join(h["words"] or f"${h['latex']}$" for h in claim["given"])
    number = layout.label(claim, names)
    return {"number": number, "formula": mathml(claim["latex"], large=True), "words": prose_html(say("if", what=words)) if words else ""}


def _block(block: Block) -> dict[str, Any]:
    steps = [
        {
            "relation": mathml(s.relation),
            "formula": mathml(s.right["latex"], large=True),
            "reason": prose_html(s.reason),
            "trouble": s.trouble,
        }
        for s in block.steps
    ]
    formula = mathml(block.term["latex"], large=True) if block.term else ""
    return {
        "kind": block.kind,
        "words": prose_html(block.words),
        "number": block.number,
        "formula": formula,
        "reason": prose_html(block.reason),
        "trouble": block.trouble,
        "steps": steps,
    }


def _figure(f: Printed, number: str) -> dict[str, str]:
    values = ", ".join(mathml(f"{k} = {v}") for k, v in f.get("model", {}).items())
    model = say("in the model", values=values) if values else ""
    return {"drawing": figures.svg(f, number), "legend": figures.svg_legend(f), "caption": f"{prose_html(f['caption'])} {model}".strip()}


def _false(claim: Printed, names: dict[str, str]) -> dict[str, Any]:
    found = claim["counterexample"]
    refuted = claim["verdict"] == "refuted"
    if found:
        values = ", ".join(mathml(f"{k} = {v}") for k, v in found["latex"].items()) or escape(found["words"])
        why = (
            say("sides", values=values, left=escape(found["left"]), right=escape(found["right"]))
            if found["left"]
            else say("false for", values=values)
        )
    elif refuted and claim["contradicted_by"]:
        why = say("contradicts", number=escape(str(names.get(claim["contradicted_by"], claim["contradicted_by"]))))
    else:
        why = say("not refuted", verdict=escape(claim["verdict"]))
    changed = [say("without", what=mathml(t["latex"])) for t in claim["without"]]
    changed += [say("with", what=mathml(h["latex"])) for h in claim["given"]]
    why = f"{', '.join(changed)}. {why}" if changed else why
    words = layout.sentence(claim["words"])
    return {
        "words": prose_html(words),
        "finding": escape(claim["finding"]),
        "formula": mathml(claim["latex"], large=True),
        "why": why,
        "trouble": not refuted,
        "python": found["python"] if found else "",
    }
