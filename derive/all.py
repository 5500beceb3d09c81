"""`python -m derive.all`: check every assignment under proofs/ and write documents, reports and certificates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from derive.errors import AssignmentError, DeriveError


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise AssignmentError(
            message, needed=" ".join(self.format_usage().removeprefix("usage: ").split()), hint=_suggestion(message, self)
        )


def _suggestion(message: str, parser: argparse.ArgumentParser) -> str:
    from difflib import get_close_matches

    known = [s for a in parser._actions for s in a.option_strings]
    words = [w.partition("=")[0].rstrip(":") for w in message.split() if w.startswith("-")]
    found = [m for w in words for m in get_close_matches(w, known, 1)]
    return f"did you mean {found[0]}?" if found and found[0] not in words else ""


def _count(least: int) -> object:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"a whole number is needed, not {text}") from None
        if value < least:
            raise argparse.ArgumentTypeError(f"at least {least} is needed, not {value}")
        return value

    return read


def parser(prog: str = "python -m derive.all") -> argparse.ArgumentParser:
    """The options of the main job."""
    p = _Parser(
        prog=prog, description="Check every assignment under proofs/ and write documents, reports and certificates.", allow_abbrev=False
    )
    p.add_argument("--out", type=Path, default=Path("build"), metavar="DIR", help="where to write (default: build)")
    p.add_argument("--only", nargs="+", default=[], metavar="ID", help="only these questions or results (default: all)")
    p.add_argument("--models", type=_count(1), default=100, metavar="N", help="models tried per result (default: 100)")  # type: ignore[arg-type]
    p.add_argument("--seed", type=_count(0), default=0, metavar="S", help="seed of the models (default: 0)")  # type: ignore[arg-type]
    p.add_argument("--jobs", type=_count(1), default=0, metavar="N", help="processes (default: all cores)")  # type: ignore[arg-type]
    p.add_argument("--no-cache", action="store_true", help="neither use nor keep earlier answers")
    p.add_argument("--pdf", action="store_true", help="also run pdflatex")
    p.epilog = "exit status: 0 all proved, replayed, consistent; 1 something is not; 2 wrong usage or bad input; 4 a tool is missing"
    return p


def main(arguments: list[str] | None = None, prog: str = "python -m derive.all") -> int:
    """Run the main job; returns the exit status."""
    try:
        a = parser(prog).parse_args(arguments)
        from derive.build import main_job
        from derive.check import Options

        options = Options(Path.cwd(), a.out, tuple(a.only), a.models, a.seed, a.jobs, not a.no_cache, a.pdf)
        return main_job(options)
    except DeriveError as e:
        print(e, file=sys.stderr)
        return e.exit_code
    except OSError as e:
        print(AssignmentError("this cannot be written", given=f"{e.filename}: {e.strerror}"), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
