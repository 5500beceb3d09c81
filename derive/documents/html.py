"""report.html: one self-contained page, formulas as MathML, no scripts, nothing from the network."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from derive.course.assignment import Assignment, Question
from derive.documents import figures, layout
from derive.documents.latex import setting
from derive.documents.layout import Block, Printed
from derive.documents.prose import mathml, prose_html
from derive.documents.report import lines, troubles


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
    return environment.get_template("report.html").render(
        title=escape(assignment.title),
        course=escape(", ".join(x for x in (assignment.course, assignment.term) if x)),
        version=escape(assignment.release),
        points={"sum": layout.decimal(assignment.total), "declared": layout.decimal(assignment.declared)},
        questions=[_question(q, r, a) for q, r, a in zip(assignment.question, results, ledgers, strict=True)],
    )


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
        "conventions": f"Throughout, {prose_html(silent)}." if silent else "",
        "shown": [_shown(c, names) for c in result["shown"]],
        "derivation": [_block(b) for b in layout.derivation(result)],
        "figures": [_figure(f, f"q{question.number}-{i}") for i, f in enumerate(result["figures"], 1)],
        "false": [_false(c, names) for c in layout.false_claims(result)],
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
    return {"number": number, "formula": mathml(claim["latex"], large=True), "words": prose_html(f"if {words}") if words else ""}


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
    return {"drawing": figures.svg(f, number), "legend": figures.svg_legend(f), "caption": prose_html(f["caption"])}


def _false(claim: Printed, names: dict[str, str]) -> dict[str, Any]:
    found = claim["counterexample"]
    refuted = claim["verdict"] == "refuted"
    if found:
        values = ", ".join(mathml(f"{k} = {v}") for k, v in found["latex"].items()) or escape(found["words"])
        why = f"False for {values}" + (
            f": the left side is {escape(found['left'])}, the right side {escape(found['right'])}." if found["left"] else "."
        )
    elif refuted and claim["contradicted_by"]:
        why = f"It contradicts {escape(str(names.get(claim['contradicted_by'], claim['contradicted_by'])))}."
    else:
        why = f"Not refuted ({escape(claim['verdict'])})."
    changed = [f"without {mathml(t['latex'])}" for t in claim["without"]] + [f"with {mathml(h['latex'])}" for h in claim["given"]]
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
