"""Terms as plain text."""

from derive.kernel.terms import Term


def to_text(t: Term) -> str:
    return repr(t)
