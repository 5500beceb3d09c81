"""Truth: Kleene's connectives with four answers, where a part without a value does not matter if the other part decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from derive.evidence.numbers import FALSE, LIKELY, TRUE, UNKNOWN, NoValue

Node = Callable[[tuple[Any, ...]], Any]


def negate(p: int) -> int:
    """not p; "likely" does not survive."""
    return FALSE if p == TRUE else TRUE if p == FALSE else UNKNOWN


def same(p: int, q: int) -> int:
    """p exactly when q."""
    if p in (TRUE, FALSE) and q in (TRUE, FALSE):
        return TRUE if p == q else FALSE
    if p >= LIKELY and q >= LIKELY:
        return LIKELY
    return UNKNOWN


def conjunction(p: Node, q: Node) -> Node:
    """p and q, left to right."""

    def both(env: tuple[Any, ...]) -> int:
        missing: NoValue | None = None
        a = b = TRUE
        try:
            a = p(env)
        except NoValue as e:
            missing = e
        if a == FALSE:
            return FALSE
        try:
            b = q(env)
        except NoValue as e:
            missing = missing or e
        if b == FALSE:
            return FALSE
        if missing is not None:
            raise missing
        return a if a < b else b

    return both


def disjunction(p: Node, q: Node) -> Node:
    """p or q, left to right."""

    def either(env: tuple[Any, ...]) -> int:
        missing: NoValue | None = None
        a = b = FALSE
        try:
            a = p(env)
        except NoValue as e:
            missing = e
        if a == TRUE:
            return TRUE
        try:
            b = q(env)
        except NoValue as e:
            missing = missing or e
        if b == TRUE:
            return TRUE
        if missing is not None:
            raise missing
        return a if a > b else b

    return either


def implication(p: Node, q: Node) -> Node:
    """p ==> q: where p is false, q needs no value."""

    def follows(env: tuple[Any, ...]) -> int:
        missing: NoValue | None = None
        a = UNKNOWN
        try:
            a = p(env)
        except NoValue as e:
            missing = e
        if a == FALSE:
            return TRUE
        try:
            b = q(env)
        except NoValue:
            if missing is None and a == UNKNOWN:
                return UNKNOWN
            raise
        if b == TRUE:
            return TRUE
        if missing is not None:
            raise missing
        if a == TRUE:
            return int(b)
        return max(UNKNOWN, b) if b != FALSE else UNKNOWN

    return follows


def all_of(points: Iterable[Any], body: Callable[[Any], int]) -> int:
    """The weakest answer; a false point decides, whatever the others are."""
    result = TRUE
    missing: NoValue | None = None
    for x in points:
        try:
            p = body(x)
        except NoValue as e:
            missing = missing or e
            continue
        if p == FALSE:
            return FALSE
        if p < result:
            result = p
    if missing is not None:
        raise missing
    return result


def any_of(points: Iterable[Any], body: Callable[[Any], int]) -> int:
    """The strongest answer; a true point decides."""
    result = FALSE
    missing: NoValue | None = None
    for x in points:
        try:
            p = body(x)
        except NoValue as e:
            missing = missing or e
            continue
        if p == TRUE:
            return TRUE
        if p > result:
            result = p
    if missing is not None:
        raise missing
    return result
