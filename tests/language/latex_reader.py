r"""Reads LaTeX back as a person does, for the fragment with arithmetic, log, exp, derivatives, expectations, sums and suprema.

It knows only the letters on the page: no types, no symbols. The result is a tree of tuples; `tree` makes the same kind
of tree from a term, so that a wrong or missing bracket shows as a different tree.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from derive.kernel.terms import CONST, LIT, VAR, Term, apply, frees
from derive.language.latex import to_latex
from derive.language.notation import name_to_latex
from derive.language.printer import contracted, drawn, opened, spine

_TOKEN = re.compile(r"\\[A-Za-z]+|\\[,!]|\\.|[0-9]+|[A-Za-z]|[-+=<>^_{}()\[\]|',/]")
_OPENERS = {"(": ")", "[": "]", r"\lvert": r"\rvert", r"\lVert": r"\rVert"}
_REACHING = (r"\sum", r"\prod", r"\sup", r"\int")


class Page:
    def __init__(self, text: str) -> None:
        self.tokens = [t for t in _TOKEN.findall(text) if t not in (r"\bigl", r"\bigr")]
        self.place = 0

    def see(self, *options: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place] in options

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def take(self, token: str) -> None:
        assert self.see(token), f"{token} expected at {' '.join(self.tokens[self.place :])}"
        self.place += 1

    def skip(self) -> bool:
        if self.see(r"\,"):
            self.place += 1
            return True
        return False

    def whole(self) -> Any:
        left = self.sum()
        if self.see(r"\le", r"\ge", "<", ">", "="):
            sign = self.next()
            left = (sign, left, self.sum())
        assert self.place == len(self.tokens), " ".join(self.tokens[self.place :])
        return left

    def sum(self) -> Any:
        tree = self.signed()
        while self.see("+", "-"):
            sign = self.next()
            tree = (sign, tree, self.product())
        return tree

    def signed(self) -> Any:
        if not self.see("-"):
            return self.product()
        self.take("-")
        before = self.place
        if self.numeral():  # a negative number, as a first factor or alone
            self.place = before
            number = self.number()
            return self.product(("num", -number))
        return ("neg", self.product())

    def numeral(self) -> bool:
        if self.see("{"):
            return False
        return bool(self.place < len(self.tokens) and self.tokens[self.place].isdigit()) or self.fraction_of_numbers()

    def fraction_of_numbers(self) -> bool:
        t = self.tokens[self.place : self.place + 7]
        return len(t) == 7 and t[0] == r"\frac" and t[2].isdigit() and t[3] == "}" and t[5].isdigit() and t[6] == "}"

    def number(self) -> Fraction:
        if self.see(r"\frac"):
            t = self.tokens[self.place : self.place + 7]
            self.place += 7
            return Fraction(int(t[2]), int(t[5]))
        return Fraction(int(self.next()))

    def product(self, first: Any = None) -> Any:
        tree = self.powered(first) if first is not None else self.factor()
        while True:
            if self.see("/"):
                self.take("/")
                tree = ("/", tree, self.factor())
                continue
            here = self.place
            spaced = self.skip() or (self.see(r"\cdot") and bool(self.next()))
            if self.starts():
                tree = ("*", tree, self.factor())
                continue
            self.place = here
            assert not spaced or self.see(r"\,"), "a space before nothing"
            return tree

    def starts(self) -> bool:
        if self.place >= len(self.tokens):
            return False
        t = self.tokens[self.place]
        if t == "d" and self.place and self.tokens[self.place - 1] == r"\,":
            return False  # the d of an integral
        return (
            t.isalnum()
            or t in _OPENERS
            or t == r"\left"
            or (t[0] == "\\" and t[1:].isalpha() and t not in (r"\right", r"\rvert", r"\rVert", r"\le", r"\ge", r"\mid", r"\sim", r"\cdot"))
        )

    def factor(self) -> Any:
        return self.powered(self.atom())

    def powered(self, base: Any) -> Any:
        while self.see("^"):
            self.take("^")
            base = ("^", base, self.script())
        return base

    def script(self) -> Any:
        if self.see("{"):
            self.take("{")
            inside = self.until("}")
            return Page(inside).whole()
        t = self.next()
        return ("num", Fraction(int(t))) if t.isdigit() else ("name", t)

    def until(self, end: str) -> str:
        depth, start = 0, self.place
        while depth or not self.see(end):
            depth += {"{": 1, "}": -1}.get(self.next(), 0)
        text = " ".join(self.tokens[start : self.place])
        self.take(end)
        return text

    def group(self) -> Any:
        if self.see(r"\!"):
            self.next()
        big = self.see(r"\left") and bool(self.next())
        opener = self.next()
        items = [self.sum()]
        while self.see(",", r"\mid"):
            items.append(self.next())
            items.append(self.sum())
        if big:
            self.take(r"\right")
        self.take(_OPENERS[opener])
        if opener == r"\lvert":
            return ("abs", items[0])
        if opener == r"\lVert":
            self.take("_")
            self.take(r"\infty")
            return ("norm", items[0])
        return items[0] if len(items) == 1 else ("args", *items)

    def applied(self, tree: Any) -> Any:
        """Round brackets right after a name, without a thin space, are its arguments."""
        while self.see("(", r"\!"):
            tree = ("of", tree, self.group())
        return tree

    def atom(self) -> Any:
        t = self.tokens[self.place]
        if t in _OPENERS or t == r"\left":
            return self.group()
        if t.isdigit() or (t == r"\frac" and self.fraction_of_numbers()):
            return ("num", self.number())
        if t == r"\frac":
            self.next()
            self.take("{")
            top = self.until("}")
            self.take("{")
            bottom = self.until("}")
            power = re.fullmatch(r"d \^ (\d+)", top)
            if power:
                self.skip()
                letter = re.sub(r" \^ \d+$", "", bottom)
                inner = self.reach()
                for _ in range(int(power[1])):
                    inner = ("diff", _bare(letter).replace("(", "").replace(")", ""), inner)
                return inner
            if top in ("d", r"\partial") and bottom.startswith(top):
                self.skip()
                return ("diff", bottom.replace(" ", ""), self.reach())
            return ("frac", Page(top).whole(), Page(bottom).whole())
        if t == r"\mathbb":
            self.place += 4
            self.take("_")
            self.take("{")
            below = self.until("}")
            return ("E", _bare(below), self.group())
        if t == r"\operatorname":
            self.next()
            self.take("{")
            name = self.until("}").replace(" ", "")
            self.take("_")
            self.take("{")
            below = self.until("}")
            return (name, _bare(below), self.group())
        if t in (r"\sum", r"\prod", r"\sup"):
            self.next()
            self.take("_")
            below = self.raw()
            above = ""
            if self.see("^"):
                self.take("^")
                above = self.raw()
            self.skip()
            return (t, below, above, self.product())
        if t == r"\int":
            self.next()
            body = self.product()
            self.skip()
            self.take("d")
            return (t, self.name().replace(" ", ""), body)
        if t == r"\log" and self.tokens[self.place + 1 : self.place + 2] != ["'"]:
            self.next()
            return ("of", ("name", t), self.group() if self.see("(", r"\!") else self.atom())
        if t == "e" and self.tokens[self.place + 1 : self.place + 2] == ["^"]:
            self.next()
            self.take("^")
            return ("of", ("name", r"\exp"), self.script())
        return self.applied(("name", self.name()))

    def reach(self) -> Any:
        """What a derivative applies to: one factor."""
        return self.factor() if not self.see(*_REACHING) else self.atom()

    def raw(self) -> str:
        if self.see("{"):
            self.take("{")
            return _bare(self.until("}"))
        return self.next()

    def name(self) -> str:
        """A letter with its scripts and primes; a number as exponent is not part of a name."""
        text = self.next()
        if self.see("_"):
            self.take("_")
            text += "_" + self.raw()
        if self.see("^") and self.tokens[self.place + 1] in ("*", r"\pi"):
            self.take("^")
            text += "^" + self.next()
        while self.see("'"):
            text += self.next()
        return text


def read_latex(text: str) -> Any:
    """The tree of a formula on paper."""
    return Page(text.replace("{-}", "-").replace("*", r"\star ")).whole()


def tree(t: Term) -> Any:
    """The tree that a reader should see."""
    head, args = spine(t)
    if t.tag == LIT:
        return ("num", Fraction(t.value))
    if t.tag == VAR:
        return ("name", _tight(name_to_latex(t.name)))
    name = head.name
    if name in ("cast",):
        return tree(args[0])
    if name in ("add", "sub", "nat_add", "nat_sub"):
        return ("+" if name.endswith("add") else "-", tree(args[0]), tree(args[1]))
    if name in ("mul", "nat_mul"):
        return ("*", tree(args[0]), tree(args[1]))
    if name == "div":
        both = args[0].tag == LIT and args[1].tag == LIT
        return ("/" if both else "frac", tree(args[0]), tree(args[1]))
    if name == "neg":
        return ("neg", tree(args[0]))
    if name == "abs":
        return ("abs", tree(args[0]))
    if name == "pow":
        return ("^", tree(args[0]), tree(args[1]))
    if (
        name == "inv"
        and args[0].tag != LIT
        and spine(args[0])[0].name == "pow"
        and spine(args[0])[1][1].tag == LIT
        and spine(args[0])[1][1].value >= 2
    ):
        base, exponent = spine(args[0])[1]
        return ("^", tree(base), ("num", Fraction(-exponent.value)))
    if name == "inv":
        return ("^", tree(args[0]), ("num", Fraction(-1)))
    if name in ("exp", "log", "sigmoid"):
        return ("of", ("name", "\\" + name.replace("sigmoid", "sigma")), tree(args[0]))
    if name in ("sum", "prod"):
        v, body = opened(args[2], args[0], args[1])
        return ("\\" + name, _tight(f"{name_to_latex(v.name)}={to_latex(args[0])}"), _tight(to_latex(args[1])), tree(body))
    if name == "sup":
        v, body = opened(args[0])
        return (r"\sup", name_to_latex(v.name), "", tree(body))
    if name == "deriv" and spine(contracted(args[0]))[0].name == "deriv":
        raise LookupError("a second derivative")
    if name == "deriv":
        args[0] = contracted(args[0])
    if name == "deriv" and args[0].tag in (VAR, CONST):
        return ("of", ("name", tree_name(args[0]) + "'"), tree(args[1]))
    if name == "deriv" and args[1].tag == VAR and args[1] not in frees(args[0]):
        return ("diff", f"d{name_to_latex(args[1].name)}", tree(apply(args[0], args[1])))
    if name in ("integral", "variance"):
        return expectation(name, args)
    if head.tag == VAR and len(args) == 1:
        return ("of", ("name", _tight(name_to_latex(name))), tree(args[0]))
    raise LookupError(name)


def expectation(name: str, args: list[Term]) -> Any:
    """An expectation with all that it draws, or an integral."""
    draws = []
    while True:
        v, body = opened(args[1], args[0])
        d = drawn(args[0], v)
        letter = _tight(name_to_latex(v.name))
        if d.kind == "reference" and name == "integral":
            if draws:
                inside = (r"\int", letter, tree(body))
                break
            return (r"\int", letter, tree(body))
        draws.append(_tight(to_latex(d.shown)) if d.kind == "density" else rf"{letter}\sim{_tight(to_latex(args[0]))}")
        head, args = spine(body)
        if name == "variance" or head.name != "integral" or len(args) != 2:
            inside = tree(body)
            break
    return ("E" if name == "integral" else "Var", r",\,".join(draws), inside)


def tree_name(f: Term) -> str:
    """The name of a function."""
    if f.tag == VAR:
        return _tight(name_to_latex(f.name))
    if f.name in ("exp", "log", "sigmoid", "tanh"):
        return "\\" + f.name.replace("sigmoid", "sigma")
    raise LookupError(f.name)


def _tight(text: str) -> str:
    return _bare(text).replace("*", r"\star")


def _bare(text: str) -> str:
    """Letters without the braces and spaces between them."""
    return text.replace(" ", "").replace("{", "").replace("}", "")
