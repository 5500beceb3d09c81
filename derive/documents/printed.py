"""A result as it is printed: every term as text and LaTeX, plain data only, so that it can be stored, sent and laid out.

Documents, reports and the store read this and never a term. One key for one fact; lists keep the author's order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from derive.course.figures import Diagram, Plot
from derive.course.records import Claim, Counterexample, Counts, Enclosure, Figure, Hypothesis, Line, Prose, Result
from derive.documents.definitions import equations
from derive.documents.sorts import described
from derive.kernel.terms import VAR, Term, frees, parts
from derive.kernel.types import DIM
from derive.language.latex import latex_breaks, to_latex
from derive.language.notation import name_to_latex, space_latex
from derive.language.text import to_text
from derive.language.values import printed_with, put_in

Printed = dict[str, Any]


def printed(result: Result) -> Printed:
    """The result as plain data, with the values of its parameters put in."""
    with printed_with(result.values):
        return _printed(result)


def _printed(result: Result) -> Printed:
    hypotheses = [h for found in result.hypotheses if found.kind != "parameter" for h in _hypotheses(found)]
    return {
        "id": result.id,
        "title": result.title,
        "parameters": dict(sorted(result.parameters.items())),
        "verdict": result.verdict,
        "errors": list(result.errors),
        "symbols": described(_symbols(result), _defined(result.hypotheses)),
        "hypotheses": hypotheses,
        "body": [_prose(b) if isinstance(b, Prose) else _claim(b) for b in result.body],
        "shown": [_claim(c) for c in result.shown],
        "near_misses": [_claim(c) for c in result.near_misses],
        "published": [_claim(c) for c in result.published],
        "deductions": [list(d) for d in result.deductions],
        "figures": [f for f in (_figure(f) for f in result.figures) if f is not None],
        "enclosures": [_enclosure(e) for e in result.enclosures],
        "axioms": sorted(result.axioms),
        "advisers": sorted(result.advisers),
        "evidence": counts(result.evidence),
    }


def term(t: Term) -> Printed:
    """A term as text, as LaTeX, and as the pieces between which its LaTeX may be broken."""
    t = put_in(t)
    return {"text": to_text(t), "latex": to_latex(t), "pieces": list(latex_breaks(t))}


def counts(c: Counts | None) -> Printed:
    """What the models said, in the fields of the report."""
    c = c if c is not None else Counts()
    return {
        "models": c.models,
        "effective": c.effective,
        "consistent": c.consistent,
        "undecided": c.undecided,
        "refuted": c.refuted,
        "seed": c.seed,
        "bits": c.bits,
        "why": dict(sorted(c.why.items())),
    }


def _prose(p: Prose) -> Printed:
    return {"type": "prose", "kind": p.kind, "latex": p.latex, "text": p.text, "file": p.file, "line": p.line}


def _hypotheses(h: Hypothesis) -> list[Printed]:
    """A hypothesis; a definition as the equations that its author wrote."""
    return [_hypothesis(h, t) for t in (equations(h.term) if h.kind == "definition" else [h.term])]


def _hypothesis(h: Hypothesis, t: Term) -> Printed:
    return {
        **term(t),
        "kind": h.kind,
        "words": h.words,
        "name": h.name,
        "unneeded": h.unneeded,
        "variable": h.variable,
        "defines": _left_symbol(h.term) if h.kind == "definition" else "",
        "symbols": sorted(to_latex(v) for v in frees(put_in(t))),
    }


def _claim(c: Claim) -> Printed:
    return {
        "type": "claim",
        **term(c.statement),
        "kind": c.kind,
        "number": c.number,
        "name": c.name,
        "words": c.words,
        "finding": c.finding,
        "verdict": c.verdict,
        "error": c.error,
        "variable": c.variable,
        "file": c.file,
        "line": c.line,
        "given": [_hypothesis(h, h.term) for h in c.given[c.inherited :] if h.kind != "parameter"],
        "without": [term(t) for t in c.without],
        "lines": [_line(n) for n in c.lines],
        "evidence": counts(c.evidence),
        "contradicted_by": c.contradicted_by,
        "counterexample": _counterexample(c.counterexample),
    }


def _enclosure(e: Enclosure) -> Printed:
    outside = term(e.outside)
    return {**term(e.term), "low": e.low, "high": e.high, "digits": e.digits, "boxes": e.boxes, "bits": e.bits, "outside": outside["text"]}


def _line(n: Line) -> Printed:
    return {
        "relation": n.relation,
        "left": term(n.left),
        "right": term(n.right),
        "statement": term(n.statement),
        "reasons": list(n.reasons),
        "words": list(n.words),
        "words_latex": list(n.words_latex),
        "verdict": n.verdict,
        "inferences": n.inferences,
        "file": n.file,
        "line": n.line,
        "error": n.error,
        "idle": list(n.idle),
        "by_finder": n.by_finder,
        "mark": list(n.mark) if n.mark else None,
        "evidence": counts(n.evidence),
    }


def _counterexample(c: Counterexample | None) -> Printed | None:
    if c is None:
        return None
    return {
        "words": c.words,
        "values": dict(c.values),
        "latex": {_symbol(name, value): value for name, value in c.latex.items()},
        "left": c.left,
        "right": c.right,
        "relation": c.relation,
        "rigorous": c.rigorous,
        "python": c.python,
    }


def _symbol(name: str, value: str) -> str:
    """How a symbol of a counterexample is written; a space has points."""
    if "point" in value:
        return space_latex(name)
    table = re.fullmatch(r"([^()]+)\((.*)\)", name)
    if table is None:
        return name_to_latex(name)
    return f"{name_to_latex(table[1])}({', '.join(name_to_latex(a.strip()) for a in table[2].split(','))})"


def _figure(f: Figure) -> Printed | None:
    """A figure as plain data: numbers with five digits, labels as sentences."""
    base = {"caption": f.caption, "where": f.where}
    if isinstance(f.drawing, Plot):
        if not f.curves:
            return None
        p = f.drawing
        labels = list(p.labels) or [f"{c:}" for c in p.curves]
        curves = [
            {"label": label, "text": to_text(c.term), "points": [[f"{float(x):.5g}", "" if y is None else f"{y:.5g}"] for x, y in points]}
            for c, label, points in zip(p.curves, labels, f.curves, strict=True)
        ]
        whole = p.variable.term.type.name == "nat" or p.variable.term.type.kind == DIM
        axis = {"latex": to_latex(p.variable.term), "text": to_text(p.variable.term)}
        return {**base, "kind": "plot", "axis": axis, "whole": whole, "curves": curves, "model": dict(f.model)}
    d: Diagram = f.drawing
    arrows = [{"from": a, "to": b, "label": d.labels.get((a, b), "")} for a, b in d.arrows]
    nodes = [{"latex": to_latex(n.term), "text": to_text(n.term)} for n in d.nodes]
    return {**base, "kind": "diagram", "nodes": nodes, "arrows": arrows}


def _statements(result: Result) -> Iterable[Term]:
    yield from (h.term for h in result.hypotheses if h.kind in ("given", "definition"))
    for c in result.shown:
        yield c.statement
        yield from (h.term for h in c.given)


def _symbols(result: Result) -> list[Term]:
    """The free variables of what is shown and supposed, by first use, and the spaces that they live in (as type variables)."""
    found: dict[Term, None] = {}
    for t in _statements(result):
        found.update(dict.fromkeys(sorted(frees(put_in(t)), key=lambda v: (v.name.lower(), v.name))))
    return list(found)


def _defined(hypotheses: Iterable[Hypothesis]) -> set[str]:
    return {name for h in hypotheses if h.kind == "definition" and (name := _left_symbol(h.term))}


def _left_symbol(t: Term) -> str:
    """The printed name of what an equation f = body defines."""
    name, args = parts(t)
    if name != "eq" or len(args) != 2:
        return ""
    return to_latex(args[0]) if args[0].tag == VAR else ""


def ledger(result: Result) -> list[dict[str, str]]:
    """The axioms that the result rests on: name, statement, source."""
    from derive.kernel.axioms import axioms

    known = axioms()
    return [
        {"name": name, "text": to_text(known[name][0].concl), "latex": to_latex(known[name][0].concl), "source": known[name][1]}
        for name in sorted(result.axioms)
        if name in known
    ]
