"""What the free symbols of a result are, in words: "real numbers", "a sequence of real functions", from their types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.kernel.terms import Term
from derive.kernel.types import DIM, Type
from derive.language.latex import to_latex
from derive.language.notation import name_to_latex, space_latex
from derive.language.symbols import SYMBOLS


def described(variables: Iterable[Term], defined: set[str]) -> list[dict[str, Any]]:
    """Groups of symbols that are alike, in order: their LaTeX, and one and many of them in words. Defined symbols have their equation instead."""
    groups: dict[tuple[str, str], list[str]] = {}
    found = [v for v in variables if v.type.kind == DIM or v.type.name != "measure"]
    spaces = sorted({t.name for v in found for t in v.type.tvars if t.kind != DIM})
    if spaces:
        groups["a measurable space with a reference measure", "measurable spaces, each with a reference measure"] = [
            space_latex(s) for s in spaces
        ]
    for v in found:
        if (name := to_latex(v)) not in defined:
            names = groups.setdefault(_words(v), [])
            if name not in names:
                names.append(name)
    return [{"symbols": names, "one": one, "many": many} for (one, many), names in groups.items()]


def _words(v: Term) -> tuple[str, str]:
    known = SYMBOLS.get(v)
    if known is not None and known.words:
        one = known.words.removeprefix("is ")
        return one, _plural(one)
    if known is not None and known.style == "set":
        inside = sort_words(v.type.args[0])[1]
        return f"a set of {inside}", f"sets of {inside}"
    return sort_words(v.type)


def _plural(one: str) -> str:
    head, sep, tail = one.removeprefix("a ").removeprefix("an ").partition(" with ")
    for noun, nouns in (
        ("density", "densities"),
        ("kernel", "kernels"),
        ("family of densities", "families of densities"),
        ("function", "functions"),
        ("integer", "integers"),
        ("diagonal matrix", "diagonal matrices"),
    ):
        if head.endswith(noun):
            return head.removesuffix(noun) + nouns + sep + tail
    return head + sep + tail


def sort_words(t: Type) -> tuple[str, str]:
    """One and many of a type: ("a real number", "real numbers")."""
    if t.is_var:
        return (
            (f"an index below ${t.name}$", f"indices below ${t.name}$")
            if t.kind == DIM
            else (f"a point of ${space_latex(t.name)}$", f"points of ${space_latex(t.name)}$")
        )
    if t.name == "real":
        return "a real number", "real numbers"
    if t.name == "nat":
        return "a natural number", "natural numbers"
    if t.name == "bool":
        return "a statement", "statements"
    if t.name != "fun":
        return f"a point of ${set_latex(t)}$", f"points of ${set_latex(t)}$"
    source, target = t.args
    if source.kind == DIM and target.name == "real":
        return f"a vector in ${set_latex(t)}$", f"vectors in ${set_latex(t)}$"
    if source.kind == DIM and target.name == "fun" and target.args[0].kind == DIM and target.args[1].name == "real":
        shape = rf"${dimension_latex(source)} \times {dimension_latex(target.args[0])}$"
        return f"a real {shape} matrix", f"real {shape} matrices"
    if source.name == "nat" and not source.is_var:
        many = sort_words(target)[1]
        return f"a sequence of {many}", f"sequences of {many}"
    where = "" if source.name == "real" and not source.is_var else f" on ${set_latex(source)}$"
    if target.name == "real" and not target.is_var:
        return f"a real function{where}", f"real functions{where}"
    if target.name == "bool" and not target.is_var:
        return f"a set in ${set_latex(source)}$", f"sets in ${set_latex(source)}$"
    into = f" from ${set_latex(source)}$ to ${set_latex(target)}$"
    return f"a function{into}", f"functions{into}"


def dimension_latex(d: Type) -> str:
    """A dimension by its name, as its number is written."""
    return name_to_latex(d.name)


def set_latex(t: Type) -> str:
    r"""The set that a type stands for: \mathcal{S} \times \mathcal{A}, \mathbb{R}^{d}."""
    if t.is_var:
        return rf"\{{1, \dots, {t.name}\}}" if t.kind == DIM else space_latex(t.name)
    if t.name in ("real", "nat"):
        return r"\mathbb{R}" if t.name == "real" else r"\mathbb{N}"
    if t.name == "prod":
        return rf"{set_latex(t.args[0])} \times {set_latex(t.args[1])}"
    if t.name == "fun" and t.args[0].kind == DIM:
        return rf"{set_latex(t.args[1])}^{{{dimension_latex(t.args[0])}}}"
    if t.name == "fun":
        return rf"({set_latex(t.args[0])} \to {set_latex(t.args[1])})"
    return rf"\mathrm{{{t.name}}}"
