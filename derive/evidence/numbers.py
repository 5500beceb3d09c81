"""Numbers: exact rationals, rigorous balls and dual numbers; comparisons with four answers.

A real value is an `fmpq` (exact), an `arb` (a ball that contains the value), a `Dual` (a value with its derivative), or an
`AtLeast` (a supremum of which only a lower bound is known). A truth value is one of FALSE, UNKNOWN, LIKELY, TRUE: LIKELY
means that nothing speaks against it (balls overlap, no sample refutes) and is never taken for a proof.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, final

from flint import arb, ctx, fmpq

FALSE, UNKNOWN, LIKELY, TRUE = range(4)
ZERO, ONE = fmpq(0), fmpq(1)
BITS = (64, 128, 256)  # 32 bits leave most relations open; 64 cost the same
_ENOUGH = 128  # overlapping balls count for "at most" from here on


class NoValue(Exception):
    """A term without a value here. reason: "undefined", "not evaluable", "precision" (or, inside a derivative, "kink")."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def undefined(detail: str) -> NoValue:
    """No value: 1/0, log 0, the slope of a kink."""
    return NoValue("undefined", detail)


def rational(value: int | Fraction) -> fmpq:
    """An exact number."""
    return fmpq(value.numerator, value.denominator)


def set_precision(bits: int) -> None:
    """Bits of the balls made from now on."""
    ctx.prec = bits


def precision() -> int:
    """Bits of the balls that are made now."""
    return int(ctx.prec)


@final
class AtLeast:
    """A supremum over an infinite set: only a lower bound is known."""

    __slots__ = ("low",)

    def __init__(self, low: Any) -> None:
        self.low = low

    def _refuse(self, *_: object) -> Any:
        raise NoValue("not evaluable", "arithmetic with a supremum over an infinite set")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = __neg__ = __abs__ = _refuse


@final
class Ray:
    """Some number that is at least `low` (sign 1), or at most -low (sign -1), as an argument: all numbers far out at once."""

    __slots__ = ("low", "sign")

    def __init__(self, low: Any, sign: int) -> None:
        self.low, self.sign = low, sign

    def __neg__(self) -> Ray:
        return Ray(self.low, -self.sign)

    def __abs__(self) -> Ray:
        return Ray(self.low, 1)

    def exponential(self) -> Any:
        """Between 0 and exp(-low); above, it has no bound."""
        if self.sign > 0:
            return self._refuse()
        half = exponential(-self.low) / 2
        return arb(half.mid(), half.upper())

    def _refuse(self, *_: object) -> Any:
        raise NoValue("not evaluable", "arithmetic with all numbers far out")

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = _refuse


@final
class Dual:
    """re + eps * d with d**2 = 0; of two tags the later one is the outer."""

    __slots__ = ("eps", "re", "tag")

    def __init__(self, tag: int, re: Any, eps: Any) -> None:
        self.tag, self.re, self.eps = tag, re, eps

    def __add__(self, other: Any) -> Dual:
        if type(other) is Dual:
            if other.tag == self.tag:
                return Dual(self.tag, self.re + other.re, self.eps + other.eps)
            if other.tag > self.tag:
                return Dual(other.tag, self + other.re, other.eps)
        return Dual(self.tag, self.re + other, self.eps)

    __radd__ = __add__

    def __neg__(self) -> Dual:
        return Dual(self.tag, -self.re, -self.eps)

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Dual:
        if type(other) is Dual:
            if other.tag == self.tag:
                return Dual(self.tag, self.re * other.re, self.re * other.eps + self.eps * other.re)
            if other.tag > self.tag:
                return Dual(other.tag, self * other.re, self * other.eps)
        return Dual(self.tag, self.re * other, self.eps * other)

    __rmul__ = __mul__

    def __pow__(self, n: int) -> Any:
        return ONE if n == 0 else Dual(self.tag, self.re**n, n * self.re ** (n - 1) * self.eps)


def strip(x: Any) -> Any:
    """The value without its derivatives."""
    while type(x) is Dual:
        x = x.re
    return x


def is_zero(x: Any) -> bool:
    """Exactly 0, derivatives included."""
    if type(x) is fmpq:
        return not x
    if type(x) is Dual:
        return is_zero(x.re) and is_zero(x.eps)
    return bool(type(x) is arb and x.is_zero())


def divide(a: Any, b: Any) -> Any:
    """a / b; undefined for b = 0."""
    kind = type(b)
    if kind is fmpq:
        if not b:
            raise undefined("division by 0")
        return divide_dual(a, b) if type(a) is Dual else a / b
    if kind is Dual:
        return divide_dual(a, b)
    if kind is arb:
        if b.contains(0):
            if b.is_zero():
                raise undefined("division by 0")
            raise NoValue("precision", "a divisor that may be 0")
        return divide_dual(a, b) if type(a) is Dual else a / b
    return a / b


def divide_dual(a: Any, b: Any) -> Dual:
    """The quotient rule."""
    left = a.tag if type(a) is Dual else -1
    right = b.tag if type(b) is Dual else -1
    if left > right:
        return Dual(left, divide(a.re, b), divide(a.eps, b))
    quotient = divide(a.re if left == right else a, b.re)
    slope = a.eps - quotient * b.eps if left == right else -(quotient * b.eps)
    return Dual(right, quotient, divide(slope, b.re))


def inverse(a: Any) -> Any:
    """1 / a."""
    return divide(ONE, a)


def power(a: Any, n: int) -> Any:
    """a to a natural exponent; a**0 is 1."""
    if n > 10_000:
        raise NoValue("not evaluable", "a very large exponent")
    return a**n


def absolute(a: Any) -> Any:
    """|a|; its derivative at 0 is taken from both sides."""
    if type(a) is not Dual:
        return abs(a)
    re = strip(a)
    if type(re) not in (fmpq, arb):
        raise NoValue("not evaluable", "the slope of an absolute value at a general point")
    if re > 0:
        return a
    if re < 0:
        return -a
    if is_zero(re):
        if _one_sided[0] and type(a.re) is not Dual and type(a.eps) is not Dual:
            return Dual(a.tag, a.re, abs(a.eps))
        raise NoValue("kink", "the slope of an absolute value at 0")
    raise NoValue("precision", "the slope of an absolute value near 0")


def exponential(a: Any) -> Any:
    """e**a; exactly 1 at 0."""
    kind = type(a)
    if kind is fmpq:
        return arb(a).exp() if a else ONE
    if kind is arb:
        return a.exp()
    if kind is Dual:
        value = exponential(a.re)
        return Dual(a.tag, value, value * a.eps)
    return a.exponential() if kind is Ray else a._refuse()


def logarithm(a: Any) -> Any:
    """Natural logarithm; undefined unless the argument is positive."""
    kind = type(a)
    if kind is fmpq:
        if a <= 0:
            raise undefined(f"log {a}")
        return ZERO if a == 1 else arb(a).log()
    if kind is arb:
        if a > 0:
            return a.log()
        if a <= 0:
            raise undefined("the logarithm of a number that is not positive")
        raise NoValue("precision", "the logarithm of a number that may not be positive")
    if kind is Dual:
        return Dual(a.tag, logarithm(a.re), divide(a.eps, a.re))
    return a._refuse()


def root(a: Any, *, of_squares: bool = False) -> Any:
    """The square root: exact for squares of rational numbers, undefined below 0.

    of_squares: a is a sum of squares, so that what a ball says below 0 is no value of it.
    """
    kind = type(a)
    if kind is fmpq:
        if a < 0:
            raise undefined(f"sqrt {a}")
        exact = _exact_root(a)
        return arb(a).sqrt() if exact is None else exact
    if kind is arb:
        if of_squares and a.is_finite() and not a > 0:
            half = arb(a.upper()).max(arb(0)).sqrt() / 2
            return arb(half.mid(), half.upper())  # from 0 to the root of what it is at most
        if a < 0:
            raise undefined("the root of a negative number")
        if not a >= 0:
            raise NoValue("precision", "the root of a number that may be negative")
        return a.sqrt()
    if kind is Dual:
        if is_zero(a):
            return a
        if is_zero(strip(a)):
            raise undefined("the slope of a root at 0")
        value = root(a.re, of_squares=of_squares)
        return Dual(a.tag, value, divide(a.eps, value * 2))
    return a._refuse()


def _exact_root(a: fmpq) -> fmpq | None:
    p, q = a.p, a.q
    m, n = p.isqrt(), q.isqrt()
    return fmpq(m, n) if m * m == p and n * n == q else None


def equal(a: Any, b: Any) -> int:
    """a = b: exact for rationals; balls refute, and overlap at best."""
    if type(a) is fmpq and type(b) is fmpq:
        return TRUE if a == b else FALSE
    if type(a) is AtLeast or type(b) is AtLeast:
        if type(a) is type(b):
            return UNKNOWN
        low, other = (a.low, b) if type(a) is AtLeast else (b.low, a)
        return FALSE if less(other, low) == TRUE else UNKNOWN
    a, b = strip(a), strip(b)
    difference = a - b
    if type(difference) is fmpq:
        return FALSE if difference else TRUE
    if hasattr(difference, "everywhere"):
        return UNKNOWN if difference.everywhere() is None else FALSE
    if difference.is_zero():
        return TRUE
    if difference.is_nan() or not difference.is_finite():
        return UNKNOWN
    return LIKELY if difference.contains(0) else FALSE


def at_most(a: Any, b: Any) -> int:
    """a <= b; balls that overlap leave it open, tight ones count as likely."""
    if type(a) is fmpq and type(b) is fmpq:
        return TRUE if a <= b else FALSE
    if type(a) is AtLeast or type(b) is AtLeast:
        if type(b) is not AtLeast:
            return FALSE if less(b, a.low) == TRUE else UNKNOWN
        return TRUE if type(a) is not AtLeast and at_most(a, b.low) == TRUE else UNKNOWN
    a, b = strip(a), strip(b)
    difference = b - a
    if type(difference) is fmpq:
        return TRUE if difference >= 0 else FALSE
    if hasattr(difference, "everywhere"):
        return {1: TRUE, -1: FALSE}.get(difference.everywhere(), UNKNOWN)
    if a <= b:
        return TRUE
    if a > b:
        return FALSE
    tight = ctx.prec >= _ENOUGH and difference.is_finite() and difference.rad() < arb(2) ** -48
    return LIKELY if tight else UNKNOWN


def less(a: Any, b: Any) -> int:
    """a < b."""
    if type(a) is fmpq and type(b) is fmpq:
        return TRUE if a < b else FALSE
    if type(a) is AtLeast or type(b) is AtLeast:
        if type(b) is not AtLeast:
            return FALSE if at_most(b, a.low) == TRUE else UNKNOWN
        return TRUE if type(a) is not AtLeast and less(a, b.low) == TRUE else UNKNOWN
    a, b = strip(a), strip(b)
    difference = b - a
    if type(difference) is fmpq:
        return TRUE if difference > 0 else FALSE
    if hasattr(difference, "everywhere"):
        return {1: TRUE, -1: FALSE}.get(difference.everywhere(), UNKNOWN)
    if a < b:
        return TRUE
    return FALSE if a >= b else UNKNOWN


def maximum(values: list[Any]) -> Any:
    """The largest of finitely many values; its derivative at ties is taken from both sides."""
    best = values[0]
    for v in values[1:]:
        if type(best) is fmpq and type(v) is fmpq:
            best = max(best, v)
        elif type(best) is Dual or type(v) is Dual:
            a, b = strip(best), strip(v)
            if a < b:
                best = v
            elif not b < a:
                best = best + _positive_part(v - best)
        elif type(best) in (fmpq, arb) and type(v) in (fmpq, arb):
            best = arb(best).max(arb(v))
        else:
            raise NoValue("not evaluable", "a maximum at a general point")
    return best


_tags = [0]


def new_tag() -> int:
    """A tag later than all before."""
    _tags[0] += 1
    return _tags[0]


def slope_of(y: Any, tag: int) -> Any:
    """The derivative part of y with this tag."""
    return y.eps if type(y) is Dual and y.tag == tag else ZERO


_one_sided = [False]
KINK = "the slope of a kink"  # the two sides differ: there is no derivative


def _positive_part(a: Any) -> Any:
    return (a + absolute(a)) * rational(Fraction(1, 2))


def derivative(f: Any, x: Any) -> Any:
    """The derivative of f at x, by forward differentiation; at a kink from both sides, undefined when these differ."""
    if type(x) is AtLeast:
        raise NoValue("not evaluable", "a derivative at a supremum over an infinite set")
    tag = new_tag()
    try:
        return slope_of(f(Dual(tag, x, ONE)), tag)
    except NoValue as e:
        if e.reason != "kink":
            raise
        if type(x) is Dual or _one_sided[0]:
            raise NoValue("not evaluable", "a second derivative at a kink") from None
    right, left = _side(f, x, ONE), -_side(f, x, -ONE)
    same = equal(right, left)
    if same == TRUE:
        return right
    raise undefined(KINK) if same == FALSE else NoValue("precision", "the slope of a kink")


def _side(f: Any, x: Any, direction: Any) -> Any:
    tag = new_tag()
    _one_sided[0] = True
    try:
        return slope_of(f(Dual(tag, x, direction)), tag)
    finally:
        _one_sided[0] = False


def negate_real(a: Any) -> Any:
    """-a."""
    return -a
