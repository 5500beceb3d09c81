"""A derivation for the terminal: as text with reasons and verdicts, as data, or as Python to paste into a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.errors import AssignmentError

if TYPE_CHECKING:
    from derive.check import Entry

METHODS = {"=": "eq", "<=": "le", "<": "lt", ">=": "ge", ">": "gt"}


def _claims(entry: Entry, line: int | None) -> list[dict[str, Any]]:
    """The claims with the lines to show: all, or those at one line of the script.

    Raises:
        AssignmentError: there is no step at this line.
    """
    claims = [b for b in entry.printed["body"] if b["type"] == "claim"]
    if line is None:
        return claims
    found = [{**c, "lines": [n for n in c["lines"] if n["line"] == line]} for c in claims]
    found = [c for c in found if c["lines"] or c["line"] == line]
    if not found:
        known = sorted({n["line"] for c in claims for n in c["lines"]} | {c["line"] for c in claims})
        needed = "one of " + ", ".join(map(str, known)) if known else "the script gave no lines"
        raise AssignmentError(
            "there is no step at this line", given=f"line {line}", needed=needed, file=f"proofs/{entry.question.result}.py", line=line
        )
    return found


def as_text(entry: Entry, line: int | None = None) -> str:
    """The derivation, a line with its reasons, verdict and counts below."""
    printed = entry.printed
    rows = [f"{entry.question.number}  {entry.question.result}: {printed['verdict']}"]
    hypotheses = [h for h in printed["hypotheses"] if h["kind"] != "convention"]
    if line is None and hypotheses:
        rows += ["", "  given"] + [f"    {h['text']}" + (f"   ({h['words']})" if h["words"] else "") for h in hypotheses]
    for c in _claims(entry, line):
        rows += ["", f"  {c['kind']}{' ' + c['number'] if c['number'] else ''} [{c['verdict']}]  {c['text']}"]
        rows += [f"    given {h['text']}" for h in c["given"]]
        for i, n in enumerate(c["lines"]):
            if n["relation"] and (i == 0 or c["lines"][i - 1]["right"]["text"] != n["left"]["text"]):
                rows.append(f"      {n['left']['text']}")
            told = n["right"]["text"] if n["relation"] else "in one step"
            rows.append(f"    {n['relation']:>8} {told}".rstrip())
            by = ", ".join(n["words"] or n["reasons"])
            e = n["evidence"]
            facts = [
                (by if by.startswith("by ") else f"by {by}") if by else "arithmetic",
                n["verdict"],
                f"{n['inferences']} inferences",
                f"{e['consistent']} of {e['effective']} models agree",
                f"{n['file']}:{n['line']}",
            ]
            rows.append(f"               {'; '.join(facts)}")
            if n["idle"]:
                rows.append(f"               not needed: {', '.join(n['idle'])}")
            if n["error"]:
                rows += [f"               {row}" for row in n["error"].splitlines()]
    return "\n".join(rows) + "\n"


def as_script(entry: Entry, line: int | None = None) -> str:
    """The derivation as Python, one method a line."""
    rows = [f"# {entry.question.number}  {entry.question.result}"]
    for c in _claims(entry, line):
        name = c["name"] or "claim"
        rows += ["", f"# {c['kind']}: {c['text']}", f"({name}"]
        for n in _as_written(c["lines"]):
            by = n["reasons"][0] if len(n["reasons"]) == 1 else f"[{', '.join(n['reasons'])}]" if n["reasons"] else ""
            if n["relation"] == "squeeze":
                rows.append(f"    .squeeze({n['left']['text']}, {n['right']['text']}{', by=' + by if by else ''})")
            elif n["relation"]:
                rows.append(f"    .{METHODS.get(n['relation'], n['relation'])}({n['right']['text']}{', by=' + by if by else ''})")
            else:
                rows.append(f"    .by({', '.join(n['reasons'])})")
        rows[-1] += ")"
    return "\n".join(rows) + "\n"


def _as_written(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines as the author's calls: those that a squeeze wrote are one."""
    if len(lines) < 3 or [n["relation"] for n in lines[-3:]] != ["<=", "<=", "tends"]:
        return lines
    low, high, _ = lines[-3:]
    rest = lines[:-3]
    if rest and rest[-1]["relation"] == "tends":  # that of the lower bound
        rest = rest[:-1]
    laws = {"tends_pow"}
    reasons = list(dict.fromkeys(r for n in lines[len(rest) :] for r in n["reasons"] if r not in laws))
    return [*rest, {**high, "relation": "squeeze", "left": low["left"], "reasons": reasons}]


def as_data(entry: Entry, line: int | None = None) -> dict[str, Any]:
    """The derivation as data."""
    p = entry.printed
    return {
        "question": entry.question.number,
        "result": entry.question.result,
        "verdict": p["verdict"],
        "hypotheses": p["hypotheses"],
        "claims": _claims(entry, line),
    }
