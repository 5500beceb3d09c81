"""The order of a solution on paper, common to LaTeX and HTML: labels, lead-ins, chains, marks, what is false."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from derive.documents import texts
from derive.documents.prose import formulas

Printed = dict[str, Any]
RELATIONS = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "iff": r"\iff", "implies": r"\implies", "tends": r"\to"}


@dataclass
class Step:
    """One line of a chain: relation (LaTeX), right side, reason (LaTeX), and what is wrong with it, if anything."""

    relation: str
    right: Printed
    reason: str
    trouble: str = ""
    text_reason: str = ""
    line: Printed = field(default_factory=dict)


@dataclass
class Block:
    """A part of a derivation. kind: "prose", "lead" (words), "fact" (a statement with number and reason), "chain"."""

    kind: str
    words: str = ""
    number: str = ""
    term: Printed = field(default_factory=dict)
    reason: str = ""
    trouble: str = ""
    steps: list[Step] = field(default_factory=list)


def labels(result: Printed) -> dict[str, str]:
    """What a reason is called on paper: (2.1) for a numbered claim, (i) for another one, (A1) for a hypothesis.

    A reason that is a claim or a hypothesis is known by its name, its number or its text.
    """
    claims = [b for b in result["body"] if b["type"] == "claim"]
    cited = {r for c in claims for n in c["lines"] for r in n["reasons"]} | {c["contradicted_by"] for c in false_claims(result)}
    found: dict[str, str] = {}
    for i, entry in enumerate(assumptions(result), 1):
        for h in entry["members"]:
            found |= dict.fromkeys(_keys(h), f"(A{i})")
    count = 0
    for c in [*result["shown"], *claims]:
        keys = _keys(c)
        if any(k in found for k in keys) or c["kind"] not in ("show", "have"):
            continue
        if c["number"]:
            found |= dict.fromkeys(keys, f"({c['number']})")
        elif c["kind"] == "show" or any(k in cited for k in keys):
            count += 1
            found |= dict.fromkeys(keys, f"({_roman(count)})")
    return found


def _keys(item: Printed) -> list[str]:
    return [k for k in (item["name"], item.get("number", ""), item["text"]) if k]


def label(item: Printed, names: dict[str, str]) -> str:
    """The number of a claim or a hypothesis, "" when it has none."""
    return next((names[k] for k in _keys(item) if k in names), "")


def _roman(n: int) -> str:
    out = ""
    for value, letters in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while n >= value:
            out, n = out + letters, n - value
    return out


_SAID = re.compile(r"(.+?) ?\\text\{ is ([^{}]+)\}(?: \\quad\\text\{for all \} n)?$")


def assumptions(result: Printed) -> list[Printed]:
    """The hypotheses of the whole result that are listed and labelled: one entry for neighbours that say the same of several symbols.

    Types: `members` are the hypotheses that an entry stands for.
    """
    found: list[Printed] = []
    for h in result["hypotheses"]:
        if h["kind"] != "given":
            continue
        last = found[-1] if found else None
        said = _SAID.fullmatch(h["latex"])
        if last and said and last["said"] == said[2] and last["words"] == h["words"]:
            last["symbols_of"].append(said[1])
            last["members"].append(h)
            latex = rf"{', '.join(last['symbols_of'])} \text{{ are {said[2]}}}"
            last |= {"latex": latex, "pieces": [latex], "text": f"{last['text']} and {h['text']}"}
        else:
            found.append({**h, "members": [h], "said": said[2] if said else "", "symbols_of": [said[1]] if said else []})
    return found


def conventions(result: Printed) -> str:
    """What is supposed silently, as one clause: "r, V and W are measurable"; of symbols that are printed."""
    printed = [c["latex"] for c in result["shown"]] + [h["latex"] for h in result["hypotheses"] if h["kind"] != "convention"]
    clauses: dict[str, list[str]] = {}
    for h in result["hypotheses"]:
        if h["kind"] != "convention":
            continue
        said = _SAID.fullmatch(h["latex"].replace("_n ", " ", 1) if h["latex"].endswith("} n") else h["latex"])
        if h["words"].startswith("is ") and r"is measurable" in h["latex"]:  # comes with a declaration, and says so in many letters
            clauses.setdefault("measurable", []).extend(f"${s}$" for s in h["symbols"] if mentioned(s, printed))
        elif said is None or h["words"]:
            clauses.setdefault(h["words"] or f"${h['latex']}$", [])
        elif mentioned(said[1], printed) and not any(f"{said[1]} \\text{{ is bounded and {said[2]}}}" == other for other in printed):
            clauses.setdefault(said[2], []).append(f"${said[1]}$")
    clauses = {what: list(dict.fromkeys(names)) for what, names in clauses.items() if names or what != "measurable"}
    parts = [
        f"{_and(names)} {texts.say('is' if len(names) == 1 else 'are')} {texts.told(what)}" if names else what
        for what, names in clauses.items()
    ]
    return _and(parts) if parts else ""


def definitions(result: Printed) -> list[Printed]:
    """The definitions, in the author's order."""
    return [h for h in result["hypotheses"] if h["kind"] == "definition"]


def prose(result: Printed, kind: str) -> list[str]:
    """The author's sentences of one kind: "say", "ask", "hint"."""
    return [b["latex"] for b in result["body"] if b["type"] == "prose" and b["kind"] == kind]


def mentioned(symbol: str, latex: Iterable[str]) -> bool:
    """Whether a symbol stands in one of the formulas."""
    pattern = re.compile(rf"(?<![A-Za-z\\]){re.escape(symbol)}(?![A-Za-z])")
    return any(pattern.search(t) for t in latex)


def task_definitions(result: Printed) -> list[Printed]:
    """The definitions of symbols that the task, a hint, a hypothesis or such a definition names; an answer is not among them."""
    known = [f for p in prose(result, "ask") + prose(result, "hint") for f in formulas(p)]
    known += [h["latex"] for h in assumptions(result)]
    found: list[Printed] = []
    waiting = definitions(result)
    while True:
        new = [d for d in waiting if d["defines"] and mentioned(d["defines"], known)]
        if not new:
            return [d for d in definitions(result) if d in found]
        found += new
        known += [d["latex"] for d in new]
        waiting = [d for d in waiting if d not in new]


def reason(line: Printed, names: dict[str, str]) -> str:
    """The reasons of a line in words; claims and hypotheses by their numbers."""
    words = line["words_latex"] or line["words"]
    if len(words) == len(line["reasons"]):
        words = [names.get(r, texts.told(w)) for r, w in zip(line["reasons"], words, strict=True)]
    words = [w for w in dict.fromkeys(words) if w]
    numbers = [w for w in words if w.startswith("(")]
    return ", ".join([w for w in words if not w.startswith("(")] + ([texts.say("by", numbers=_and(numbers))] if numbers else []))


def _and(words: list[str]) -> str:
    return texts.joined(words)


def shown_apart(result: Printed) -> list[Printed]:
    """What is shown and is not already displayed with its number in the task."""
    asked = {f for p in prose(result, "ask") for f in formulas(p)}
    return [c for c in result["shown"] if not (c["number"] and c["latex"] in asked)]


def derivation(result: Printed) -> list[Block]:
    """The solution in the author's own order."""
    names = labels(result)
    blocks: list[Block] = []
    for item in result["body"]:
        if item["type"] == "prose":
            if item["kind"] == "say":
                blocks.append(Block("prose", words=item["latex"]))
            continue
        blocks += _claim(item, names, {c["text"] for c in result["shown"]})
    return blocks


def _claim(claim: Printed, names: dict[str, str], listed: set[str]) -> list[Block]:
    number = label(claim, names) if claim["kind"] in ("show", "have") else ""
    trouble = "" if claim["verdict"] == "proved" else claim["verdict"]
    lead = _lead(claim)
    blocks = [Block("lead", words=lead)] if lead else []
    lines = claim["lines"]
    if claim["kind"] == "case" and not lines and claim["verdict"] == "proved":  # its parts follow
        return blocks
    if len(lines) == 1 and not lines[0]["relation"]:
        return [*blocks, Block("fact", number=number, term=claim, reason=reason(lines[0], names), trouble=trouble)]
    if claim["text"] in listed and number:  # its statement stands above, under "Shown"
        blocks.append(Block("lead", words=texts.say("proof", number=number)))
    elif not (lines and all(n["relation"] for n in lines) and not number):
        blocks.append(Block("fact", number=number, term=claim, trouble=trouble if not lines else ""))
    chain: Block | None = None
    for n in lines:
        wrong = "" if n["verdict"] == "proved" else n["verdict"]
        if not n["relation"]:
            blocks.append(Block("fact", term=n["statement"], reason=reason(n, names), trouble=wrong))
            chain = None
            continue
        if chain is None or (chain.steps and chain.steps[-1].right["text"] != n["left"]["text"]):  # a new start
            chain = Block("chain", term=n["left"])
            blocks.append(chain)
        chain.steps.append(Step(RELATIONS.get(n["relation"], n["relation"]), n["right"], reason(n, names), wrong, line=n))
    return blocks


def _lead(claim: Printed) -> str:
    given = [f"${texts.mathematics(h['latex'])}$" for h in claim["given"]]
    supposed = _and(given) if given else ""
    if claim["kind"] == "base":
        return texts.say("base")
    if claim["kind"] == "step":
        return texts.say("step supposing", what=supposed) if supposed else texts.say("step")
    if claim["kind"] == "case":
        let = all(h["kind"] == "assumed" for h in claim["given"])
        return texts.say("assume" if let else "case of", what=supposed) if supposed else ""
    words = [h["words"] or f"${texts.mathematics(h['latex'])}$" for h in claim["given"] if h["kind"] != "induction"]
    return texts.say("If", what=_and(words)) if words else ""


def false_claims(result: Printed) -> list[Printed]:
    """Near misses, then published claims."""
    return [*result["near_misses"], *result["published"]]


def sentence(words: str) -> str:
    """Words as a sentence: a capital first, unless they begin with a symbol; a full stop last."""
    first = words.split(" ")[0]
    start = words[:1].upper() + words[1:] if len(first) > 1 or first == "a" else words
    return start if start.endswith((".", "!", "?")) else f"{start}."


def numbered(result: Printed) -> list[Printed]:
    """The claims with a number of their own."""
    claims = [*result["shown"], *(b for b in result["body"] if b["type"] == "claim")]
    return list({c["latex"]: c for c in claims if c["number"]}.values())


def with_numbers(result: Printed, numbers: dict[str, str]) -> Printed:
    """The result with the equation numbers of a sheet. Only what the task displays has a number: students and solutions have the same ones."""
    asked = {f for p in prose(result, "ask") + prose(result, "hint") for f in formulas(p)}

    def changed(c: Printed) -> Printed:
        if c.get("type") != "claim":
            return c
        number = numbers.get(c["variable"], c["number"]) if c["kind"] in ("show", "have") else ""
        return {**c, "number": number if c["latex"] in asked else ""}

    def defined(h: Printed) -> Printed:
        number = numbers.get(h["defines"]) or numbers.get(h["defines"].replace("\\", ""))
        return {**h, "number": number} if h["kind"] == "definition" and number else h

    hypotheses = [defined(h) for h in result["hypotheses"]]
    found = {
        **result,
        "hypotheses": hypotheses,
        "body": [changed(b) for b in result["body"]],
        "shown": [changed(c) for c in result["shown"]],
    }
    return {**found, "hint_number": numbers.get("hint", "")}


def equation_numbers(result: Printed) -> list[str]:
    """The numbers of the equations that the task displays."""
    found = [c["number"] for c in numbered(result)] + [d["number"] for d in task_definitions(result) if d.get("number")]
    hinted = result.get("hint_number") and any(formulas(h) for h in prose(result, "hint"))
    return [*found, *([result["hint_number"]] if hinted else [])]


def marks(result: Printed, points: str, given: list[str] | None = None) -> list[tuple[str, str]]:
    """The marking scheme: exact points and what they are given for; shares of the question's points, or the points that the sheet gives."""
    found = [n["mark"] for b in result["body"] if b["type"] == "claim" for n in b["lines"] if n["mark"]]
    total = sum((Fraction(share) for share, _ in found), Fraction(0))
    if given and len(given) == len(found):
        return [(decimal(Fraction(p)), text) for p, (_, text) in zip(given, found, strict=True)]
    return [(decimal(Fraction(points) * Fraction(share) / total), text) for share, text in found] if total else []


def deductions(result: Printed, points: str) -> list[tuple[str, str]]:
    """What is taken off, and for what; in the same shares as the marks."""
    found = [n["mark"] for b in result["body"] if b["type"] == "claim" for n in b["lines"] if n["mark"]]
    total = sum((Fraction(share) for share, _ in found), Fraction(0)) or Fraction(1)
    return [(decimal(Fraction(points) * Fraction(share) / total), text) for share, text in result["deductions"]]


def decimal(value: Fraction | Decimal) -> str:
    """An exact number: as a decimal when it has one, else as a fraction."""
    exact = Fraction(value)
    d = exact.denominator
    for p in (2, 5):
        while d % p == 0:
            d //= p
    if d != 1:
        return f"{exact.numerator}/{exact.denominator}"
    text = f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
