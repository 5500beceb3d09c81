"""Results: a decorated function from parameters to proved statements; the domains of parameters."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from derive.course import records
from derive.course.board import Board, using
from derive.course.claims import ClaimHandle
from derive.course.numeric import Number, Positive, domain_of
from derive.course.verbs import pending
from derive.errors import DeriveError, StatementError
from derive.kernel import rules as k
from derive.kernel.terms import CONST, VAR, abstract, frees, var
from derive.kernel.theorem import Theorem
from derive.kernel.types import fun, real
from derive.language.expr import Draw, Expr, Sort, lift
from derive.language.notation import WRITTEN
from derive.language.symbols import SYMBOLS, E, record, sigmoid, tanh
from derive.language.values import printed_with
from derive.tactics.lemma import Lemma

ACTIVATIONS: dict[str, Expr] = {"sigmoid": sigmoid, "tanh": tanh}


class Domain:
    """What a parameter ranges over: it reads values from an assignment file and names them for the report."""

    name = "value"

    def parse(self, text: str, names: dict[str, Any]) -> Any:
        """The value that is written `text`; `names` are those of the script."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """How a value is written in an assignment file."""
        return str(value)

    def values(self, names: dict[str, Any]) -> list[str]:
        """The values that can be listed, as an assignment file writes them; `names` are those of the script."""
        return []


def _named(text: str, names: dict[str, Any], accept: Callable[[Any], bool], what: str) -> Any:
    value = {**ACTIVATIONS, **names}.get(text)
    if value is None or not accept(value):
        raise StatementError(f"{text} is no {what}", given=text, needed=f"one of {', '.join(_known(names, accept))}")
    return value


def _known(names: dict[str, Any], accept: Callable[[Any], bool]) -> list[str]:
    return sorted(n for n, v in {**ACTIVATIONS, **names}.items() if accept(v))


def _is_activation(v: Any) -> bool:
    return isinstance(v, Expr) and v.term.type is fun(real, real) and v.term.tag in (CONST, VAR)


@final
class _Activation(Domain):
    """An activation function; `Activation(name, rule)` makes one from its rule, e.g. Activation("softplus", lambda x: log(1 + exp(x)))."""

    name = "activation"

    def __call__(self, name: str, rule: Callable[[Expr], Any]) -> Expr:
        phi = var(name, fun(real, real))
        x = var("x", real)
        record(phi, sort="activation", definition=abstract(x, lift(rule(Expr(x)), real)))
        return Expr(phi)

    def parse(self, text: str, names: dict[str, Any]) -> Any:
        return _named(text, names, _is_activation, "activation")

    def values(self, names: dict[str, Any]) -> list[str]:
        declared = {n for n, v in names.items() if _is_activation(v) and v.term in SYMBOLS and SYMBOLS[v.term].sort == "activation"}
        return sorted({*ACTIVATIONS, *declared})

    def show(self, value: Any) -> str:
        return str(value.term.name)


Activation = _Activation()


@final
class Operator(Domain):
    """An operator on value functions: (T V)(point) = reward + discount E[draw](value(V)).

    `close` is the lemma that bounds |value(V) - value(W)| by the norm of V - W; `needs` are hypotheses without which value(V) may have
    no expectation. As an annotation it is a domain.
    """

    def __init__(
        self,
        name: str,
        *,
        on: Sort,
        point: list[Expr],
        reward: Expr,
        discount: Expr,
        draw: list[Draw],
        value: Callable[[Expr], Expr],
        close: Lemma,
        needs: tuple[Expr, ...] = (),
    ) -> None:
        self.name, self.on, self.point, self.reward, self.discount = name, on, tuple(point), reward, discount
        self.draw, self.value, self.close, self.needs = tuple(draw), value, close, needs
        self._symbol = Expr(var(name, fun(on.type, on.type)))
        v = var("V", on.type)
        rhs = reward + discount * E[self.draw](value(Expr(v)))
        from derive.course.board import _close
        from derive.language.expr import _tuple

        at = _tuple([e.term for e in self.point])
        self._definition = abstract(v, _close([at], lift(rhs, real), self._symbol))
        record(self._symbol.term, sort="operator", definition=self._definition)

    @property
    def symbol(self) -> Expr:
        """The symbol, known with its definition whatever else was declared since."""
        if SYMBOLS[self._symbol.term].definition is None:
            record(self._symbol.term, sort="operator", definition=self._definition)
        return self._symbol

    def __call__(self, value: Expr) -> Expr:
        return self.symbol(value)

    def __repr__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        return format(self.symbol, spec)

    @staticmethod
    def parse(text: str, names: dict[str, Any]) -> Any:
        """The operator with this name in the script."""
        return _named(text, names, lambda v: isinstance(v, Operator), "operator")

    @staticmethod
    def values(names: dict[str, Any]) -> list[str]:
        """The operators that the script knows by name."""
        return _known(names, lambda v: isinstance(v, Operator))


@final
class _OneOf(Domain):
    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        self.choices = choices

    def __getitem__(self, choices: Any) -> _OneOf:
        return _OneOf(tuple(choices) if isinstance(choices, tuple) else (choices,))

    def parse(self, text: str, names: dict[str, Any]) -> Any:
        if text not in self.choices:
            raise StatementError(f"{text!r} is not a choice", given=text, needed=f"one of {', '.join(map(repr, self.choices))}")
        return text

    def values(self, names: dict[str, Any]) -> list[str]:
        return list(self.choices)


OneOf = _OneOf()


@final
class Proved:
    """A result that has run: its statements can be cited, and its derivation told again."""

    def __init__(self, board: Board, name: str, title: str) -> None:
        self.board, self.name, self.title = board, name, title
        self.title_latex = title

    def theorems(self) -> tuple[Theorem, ...]:
        """What it shows, for all values of its symbols; hypotheses become conditions."""
        found = []
        for claim in self.board.claims:
            if claim.record.kind == "show":
                if claim.theorem is None:
                    raise StatementError("this result is not proved", given=self.name, needed="a result whose claims are all proved")
                found.append(closed(claim.theorem))
        return tuple(found)

    def retold(self, board: Board) -> ClaimHandle:
        """Print the derivation here; the first statement that it shows can be cited."""
        shown = [c for c in self.board.claims if c.record.kind == "show"]
        if not shown:
            raise StatementError("this result shows nothing", given=self.name, needed="a result with at least one show(...)")
        for e in self.board.reports:
            board.report(e)
        own = [h for h in self.board.result.hypotheses if h.kind in ("given", "parameter")]
        for v, value in self.board.result.values.items():
            if board.result.values.setdefault(v, value) is not value:
                raise StatementError(
                    f"{v.name} has two values here", given=f"{Expr(value)!r} in {self.name}", needed=f"{Expr(board.result.values[v])!r}"
                )
        for item in self.board.result.body:
            if isinstance(item, records.Claim):
                board.result.body.append(replace(item, given=[*own, *item.given], lines=[replace(line) for line in item.lines]))
            elif item.kind == "say":
                board.result.body.append(item)
        board.result.published.extend(self.board.result.published)
        board.result.near_misses.extend(self.board.result.near_misses)
        board.used_results.append(self)
        first = shown[0]
        handle = ClaimHandle(board, first.record, board.prover)
        if first.theorem is not None:
            handle.theorem = closed(first.theorem)
            board.prover.add(handle.theorem)
        for extra in shown[1:]:
            if extra.theorem is not None:
                board.prover.add(closed(extra.theorem))
        return handle


def closed(th: Theorem) -> Theorem:
    """Hypotheses as conditions, and for all values of the free variables."""
    for h in reversed(th.hyps):
        th = k.discharge(h, th)
    for v in sorted(frees(th.concl), key=lambda v: v.name, reverse=True):
        th = k.generalize(v, th)
    return th


_running: list[str] = []  # the results whose scripts are running, outermost first


@final
class ResultFunction:
    """A decorated script function. Calling it proves the result once for each choice of parameters."""

    def __init__(self, function: Callable[..., None]) -> None:
        self.function = function
        known = {"Activation": Activation, "Operator": Operator, "Positive": Positive, "OneOf": OneOf}
        self.parameters = inspect.signature(function, eval_str=True, globals={**known, **function.__globals__}).parameters
        self.domains = {n: domain_of(p.annotation) for n, p in self.parameters.items()}
        self.id = function.__module__.removeprefix("proofs.").replace(".", "/")
        self.title = (inspect.getdoc(function) or function.__name__).split("\n")[0]
        self.names = getattr(sys.modules.get(function.__module__), "__dict__", {})
        self._proved: dict[tuple[Any, ...], Proved] = {}
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, **values: Any) -> Proved:
        unknown = set(values) - set(self.parameters)
        if unknown:
            raise StatementError(
                f"{self.id} has no parameter {sorted(unknown)[0]}",
                given=", ".join(sorted(values)),
                needed=f"one of {', '.join(self.parameters) or 'none'}",
            )
        full = self._full(values)
        key = tuple(full.values())
        if self.id in _running:
            raise StatementError(
                "this result rests on itself",
                given=" -> ".join([*_running, self.id]),
                needed="results that cite each other in one direction",
            )
        if key not in self._proved:
            self._proved[key] = Proved(self.run(full), self.id.rsplit("/", 1)[-1], self._titled(full))
        return self._proved[key]

    def parse(self, written: dict[str, str]) -> dict[str, Any]:
        """Parameter values from an assignment file."""
        values = {}
        for name, text in written.items():
            if name not in self.parameters:
                raise DeriveErrorForInput(
                    f"{self.id} has no parameter {name}",
                    given=f"{name} = {text!r}",
                    needed=f"one of {', '.join(self.parameters) or 'none'}",
                )
            domain = self.domains[name]
            if not hasattr(domain, "parse"):
                raise DeriveErrorForInput(
                    f"the parameter {name} has no domain",
                    given=f"{name}: {domain}",
                    needed="Activation, Operator, Positive, Natural, Real, bool or OneOf[...] as annotation",
                )
            try:
                values[name] = domain.parse(str(text), dict(self.names))
            except StatementError as e:
                raise DeriveErrorForInput(e.what, given=f"{name} = {text!r}", needed=e.needed) from None
        return values

    def _full(self, values: dict[str, Any]) -> dict[str, Any]:
        """A value for each parameter; numbers as terms.

        Raises:
            StatementError: a number outside its domain.
        """
        full = {n: values.get(n, p.default) for n, p in self.parameters.items()}
        return {n: d.value(full[n]) if isinstance(d := self.domains[n], Number) else full[n] for n in full}

    def _titled(self, values: dict[str, Any]) -> str:
        title = self.title
        for name, value in values.items():
            title = title.replace("{" + name + "}", f"{value:}" if isinstance(value, Expr | Operator) else str(value))
        return title

    def run(self, values: dict[str, Any]) -> Board:
        """Run the script on a new board and finish it."""
        full = self._full(values)
        board = Board(self.id, self._titled(full))
        if not _running:
            WRITTEN.clear()  # how terms are written is a matter of each page
        board.result.parameters = {n: _shown(self.domains[n], v) for n, v in full.items()}
        _running.append(self.id)
        try:
            with using(board), printed_with(board.result.values):
                board.parameters = {n: board.parameter(n, self.domains[n], v) for n, v in full.items()}
                self.function(**board.parameters)
        finally:
            _running.pop()
        unpaired = pending(board)
        if unpaired is not None:
            board.report(unpaired)
        for claim in (*board.parts, *board.claims):
            e = claim.unfinished()
            if e is not None:
                claim.record.error = str(e)
                board.report(e)
        return board


def _shown(domain: Any, value: Any) -> str:
    if isinstance(value, Operator):
        return value.name
    return str(domain.show(value)) if hasattr(domain, "show") else str(value)


class DeriveErrorForInput(DeriveError):
    """A parameter in an assignment file is wrong."""

    exit_code = 2


def result(function: Callable[..., None]) -> ResultFunction:
    """Declare a result: the docstring is its title, the keyword parameters have domains as annotations."""
    return ResultFunction(function)
