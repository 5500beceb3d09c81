"""report.json: the whole answer to an assignment, as data."""

from __future__ import annotations

from typing import Any

from derive.course.assignment import Assignment, Question
from derive.documents.layout import Printed, decimal
from derive.documents.prose import prose_text

EVIDENCE = ("models", "effective", "consistent", "undecided", "refuted", "seed", "bits")


def report(assignment: Assignment, results: list[Printed]) -> dict[str, Any]:
    """The report, schema 1."""
    return {
        "schema": 1,
        "assignment": assignment.id,
        "version": assignment.release,
        "points": {"declared": decimal(assignment.declared), "sum": decimal(assignment.total)},
        "results": [result_entry(q, r) for q, r in zip(assignment.question, results, strict=True)],
    }


def result_entry(question: Question, result: Printed) -> dict[str, Any]:
    """One result of the report."""
    return {
        "id": result["id"],
        "question": question.number,
        "title": prose_text(result["title"]),
        "points": decimal(question.points),
        "parameters": result["parameters"],
        "statement": {
            "text": "; ".join(_conditional(c, "text") for c in result["shown"]),
            "latex": r" ;\quad ".join(_conditional(c, "latex") for c in result["shown"]),
            "hypotheses": [{"text": h["text"], "latex": h["latex"]} for h in result["hypotheses"]],
        },
        "verdict": result["verdict"],
        "replayed": result["replayed"],
        "axioms": result["axioms"],
        "advisers": result["advisers"],
        "enclosures": result["enclosures"],
        "lines": [_line(n) for b in result["body"] if b["type"] == "claim" for n in b["lines"]],
        "evidence": {k: result["evidence"][k] for k in EVIDENCE},
        "near_misses": [_false(c) for c in result["near_misses"]],
        "published": [{"finding": c["finding"], **_false(c)} for c in result["published"]],
    }


def _conditional(claim: Printed, key: str) -> str:
    given = [h[key] for h in claim["given"]]
    if not given:
        return str(claim[key])
    return f"{claim[key]} if {' and '.join(given)}" if key == "text" else rf"{claim[key]} \text{{ if }} {' , '.join(given)}"


def _line(n: Printed) -> dict[str, Any]:
    side = n["right"] if n["relation"] else n["statement"]
    return {
        "relation": n["relation"],
        "text": side["text"],
        "latex": side["latex"],
        "reasons": n["reasons"],
        "verdict": n["verdict"],
        "inferences": n["inferences"],
    }


def _false(c: Printed) -> dict[str, Any]:
    found = c["counterexample"]
    return {
        "text": c["text"],
        "verdict": c["verdict"],
        "counterexample": found["values"] if found else None,
        "contradicted_by": c["contradicted_by"] or None,
    }


def lines(result: Printed) -> int:
    """How many lines the derivation has."""
    return sum(len(b["lines"]) for b in result["body"] if b["type"] == "claim")


def troubles(result: Printed) -> list[str]:
    """Why a result does not count, each in words; empty when it does."""
    found = []
    if result["verdict"] != "proved":
        found.append(result["verdict"])
    elif not result["replayed"]:
        found.append("not replayed")
    if result["errors"] and result["verdict"] == "proved":
        found.append("errors")
    e = result["evidence"]
    if e["refuted"]:
        found.append("refuted by a model")
    elif result["verdict"] == "proved" and not e["effective"]:
        found.append("no model met the hypotheses")
    elif result["verdict"] == "proved" and not e["consistent"]:
        found.append("nothing decided")
    standing = [c for c in [*result["near_misses"], *result["published"]] if c["verdict"] != "refuted"]
    if standing:
        found.append(f"{len(standing)} false claim{'s' if len(standing) > 1 else ''} not refuted")
    return found


def empty(result: str, parameters: dict[str, str], error: str) -> Printed:
    """The record of a result whose script gave none."""
    counts = dict.fromkeys(EVIDENCE, 0)
    return {
        "id": result,
        "title": result,
        "parameters": dict(sorted(parameters.items())),
        "verdict": "undecided",
        "replayed": False,
        "errors": [error],
        "symbols": [],
        "hypotheses": [],
        "body": [],
        "shown": [],
        "near_misses": [],
        "published": [],
        "deductions": [],
        "figures": [],
        "enclosures": [],
        "axioms": [],
        "advisers": [],
        "evidence": {**counts, "why": {}},
    }
