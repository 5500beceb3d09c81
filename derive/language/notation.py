"""Names on paper: how the name of a symbol is typeset, and which symbols of one document would look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from derive.errors import StatementError
from derive.kernel.terms import ABS, APP, CONST, VAR, Term, frees
from derive.kernel.types import DIM, Type, nat, real

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "ell",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
_SPLIT = re.compile(r"(?P<base>[^_^']+)(?P<rest>.*)")
_PIECE = re.compile(r"[_^][^_^']*|'+")
_ATOM = re.compile(r"([A-Za-z]+)([0-9]*)")


@dataclass(frozen=True)
class Style:
    """How a course writes what scripts name: terms stay as they are, only their LaTeX changes.

    expectation: "under" (the density stands below it) or "drawn" (the variable and its law); derivative: "prime" or "d/dx";
    names: other letters for the names of symbols, by what stands before an index or a prime.
    """

    transpose: str = r"\top"
    expectation: str = "under"
    derivative: str = "prime"
    names: tuple[tuple[str, str], ...] = ()

    def named(self, name: str) -> str:
        """The name of a symbol in this style: s_1' becomes x_1' when s is x."""
        for old, new in self.names:
            if re.match(rf"{re.escape(old)}(?=[_^']|$)", name):
                return new + name[len(old) :]
        return name


_USUAL = Style()
_style: ContextVar[Style] = ContextVar("style", default=_USUAL)


def style() -> Style:
    """How terms are written now."""
    return _style.get()


@contextmanager
def in_style(new: Style) -> Iterator[None]:
    """Write terms in this style inside the block."""
    token = _style.set(new)
    try:
        yield
    finally:
        _style.reset(token)


def name_parts(name: str) -> tuple[str, str, str]:
    """The LaTeX of a name in three parts, in the current style: letter, what stands below it, what stands above it (primes last).

    >>> with in_style(Style(names=(("s", "x"),))):
    ...     name_parts("s'"), name_parts("sigma")
    (('x', '', "'"), ('\\\\sigma', '', ''))
    """
    now = _style.get()
    return _parts_of(now.named(name) if now.names else name)


@lru_cache(maxsize=4096)
def _parts_of(name: str) -> tuple[str, str, str]:
    """The LaTeX of a name in three parts: letter, what stands below it, what stands above it (primes last).

    >>> _parts_of("theta_0'")
    ('\\\\theta', '0', "'")
    """
    match = _SPLIT.fullmatch(name)
    if match is None:
        return rf"\mathrm{{{_escape(name)}}}", "", ""
    base, lower = _atom(match["base"])
    upper, primes = "", ""
    for piece in _PIECE.findall(match["rest"]):
        if piece[0] == "'":
            primes += piece
        elif piece[0] == "_":
            lower = ",".join(filter(None, (lower, _whole(piece[1:]))))
        else:
            upper = ",".join(filter(None, (upper, _whole(piece[1:]))))
    return base, lower, upper + (primes if not upper else r"\prime" * len(primes))


def _atom(word: str) -> tuple[str, str]:
    """A word and the number at its end."""
    match = _ATOM.fullmatch(word)
    if match is None:
        return rf"\mathrm{{{_escape(word)}}}", ""
    letters, digits = match.groups()
    if letters in GREEK:
        return "\\" + letters, digits
    return (letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"), digits


def _whole(word: str) -> str:
    if not word or not word[0].isalpha() or not word.isalnum():
        return _escape(word)
    base, digits = _atom(word)
    return f"{base}_{digits}" if digits else base


def _escape(text: str) -> str:
    return text.replace("*", "*").replace("_", r"\_").replace("^", r"\wedge ")


def script(text: str) -> str:
    """What stands after `_` or `^`: braces unless it is one token.

    >>> script("k"), script(r"\\theta"), script("n + 1")
    ('k', '\\\\theta', '{n + 1}')
    """
    one = len(text) == 1 or (text[0] == "\\" and text[1:].isalpha())
    return text if one else f"{{{text}}}"


def attach(base: str, lower: str, upper: str, marks: str = "") -> str:
    """A letter with what stands below and above it; `marks` are the primes of a derivative."""
    below = f"_{script(lower)}" if lower else ""
    if not upper.strip("'"):
        return f"{base}{below}{upper}{marks}"
    above = upper + r"\prime" * len(marks)
    return f"{base}{below}^{script(above)}"


def space_latex(name: str) -> str:
    """A space: a calligraphic letter, an index below when its name has one."""
    letter, _, index = name.partition("_")
    base = rf"\mathcal{{{letter}}}" if len(letter) == 1 and letter.isupper() else rf"\mathrm{{{letter}}}"
    return f"{base}_{{{index}}}" if index else base


def name_to_latex(name: str) -> str:
    """A name as it is typeset.

    >>> name_to_latex("T^pi"), name_to_latex("rho_0"), name_to_latex("s'"), name_to_latex("b^*")
    ('T^\\\\pi', '\\\\rho_0', "s'", 'b^*')
    """
    return attach(*name_parts(name))


@dataclass(frozen=True)
class Written:
    """How the terms of one pattern are typeset: `{t}` in the template stands for what is in the place of the variable t."""

    pattern: Term
    template: str
    holes: tuple[Term, ...]


WRITTEN: dict[Term, list[Written]] = {}


def write_as(pattern: Term, template: str) -> None:
    """From now on, print terms of this pattern so (in LaTeX); the later entry goes first. It never changes a term."""
    head = pattern
    while head.tag == APP:
        head = head.fun
    holes = tuple(v for v in sorted(frees(pattern), key=lambda v: (v.name, str(v.type))) if f"{{{v.name}}}" in template)
    if head in holes or head.tag not in (VAR, CONST):
        raise StatementError("this pattern has no head", given=str(pattern), needed="a symbol applied to something")
    WRITTEN.setdefault(head, []).insert(0, Written(pattern, template, holes))


def instance(entry: Written, t: Term) -> dict[Term, Term] | None:
    """What stands in the places of the pattern's variables, if t is an instance of it."""
    found: dict[Term, Term] = {}
    return found if _matches(entry.pattern, t, entry.holes, found) else None


def _matches(pattern: Term, t: Term, holes: tuple[Term, ...], found: dict[Term, Term]) -> bool:
    if pattern in holes:
        return pattern.type is t.type and found.setdefault(pattern, t).canon is t.canon
    if pattern.tag == APP and t.tag == APP:
        return _matches(pattern.fun, t.fun, holes, found) and _matches(pattern.arg, t.arg, holes, found)
    return pattern.canon is t.canon


def letter_for(t: Type) -> str:
    """The letter of a bound variable whose author gave it none."""
    if t is nat:
        return "n"
    if t is real:
        return "x"
    if t.kind == DIM:
        return "i"
    if t.is_var and t.name[0].isalpha():
        return t.name[0].lower()
    return "f" if t.name == "fun" else "mu" if t.name == "measure" else "p" if t.name == "bool" else "s"


def fresh_name(name: str, avoid: Iterable[str]) -> str:
    """The name with as many primes as it needs to differ from the names to avoid."""
    taken = frozenset(avoid)
    while name in taken:
        name += "'"
    return name


def clashes(terms: Iterable[Term]) -> list[tuple[Term, Term]]:
    """Pairs of different symbols, or a symbol and a derivative, that look the same on paper in these terms.

    The variables are those that are free in the terms; a constant takes part by the letter that it is printed with.
    """
    from derive.language.latex import to_latex

    seen: dict[str, Term] = {}
    found: list[tuple[Term, Term]] = []
    for atom in sorted(_atoms(terms), key=lambda t: (str(t), str(t.type))):
        shown = to_latex(atom)
        other = seen.setdefault(shown, atom)
        if other.canon is not atom.canon:
            found.append((other, atom))
    return found


def _head(t: Term) -> Term:
    while t.tag == APP:
        t = t.fun
    return t


def _atoms(terms: Iterable[Term]) -> set[Term]:
    """Free variables, constants that print as one letter, members of sequences, and derivatives of functions."""
    found: set[Term] = set()
    done: set[Term] = set()
    todo = list(terms)
    while todo:
        t = todo.pop()
        if t in done:
            continue
        done.add(t)
        found |= frees(t) if not t.loose else set()
        if t.tag == CONST and t.name in ("sigmoid", "tanh", "exp", "log", "identity"):
            found.add(t)
        elif t.tag == APP:
            todo += [t.fun, t.arg]
            if not t.loose and t.fun.tag == CONST and t.fun.name == "deriv":
                found.add(t)
            if not t.loose and t.arg.type is nat and _head(t).tag != CONST:
                found.add(t)
        elif t.tag == ABS:
            todo.append(t.fun)
    return found
