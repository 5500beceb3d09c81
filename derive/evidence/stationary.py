"""Natural numbers that are so large that nothing changes any more: what holds of `LATE` holds from the horizon on.

The sequences of a model are constant from some place on, its horizon. A recursion whose state does not change from the
horizon to the next step, by a step that is the same from there on, has this state for ever.
"""

from __future__ import annotations

from typing import Any, NoReturn, final

from derive.evidence.numbers import NoValue


@final
class Late:
    """Any natural number from the horizon on; adding to it gives another one, and nothing else is known of it."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise NoValue("not evaluable", "at all large natural numbers")

    def __add__(self, other: Any) -> Any:
        return self if type(other) is int else self._refuse()

    __radd__ = __add__
    __mul__ = __rmul__ = __pow__ = __rpow__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __index__ = __bool__ = _refuse

    def __hash__(self) -> int:
        return id(Late)


LATE = Late()
