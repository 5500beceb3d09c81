"""The command `derive`. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derive.errors import AssignmentError, DeriveError

if TYPE_CHECKING:
    from derive.check import Entry, Options, Run


class _Group(click.Group):
    """A group of commands that suggests the one that was meant."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from derive.store import nearest

            known = self.list_commands(ctx)
            raise AssignmentError(f"there is no command {name}", needed="one of " + ", ".join(known), hint=nearest(name, known))
        return super().resolve_command(ctx, args)


def _models(f: Any) -> Any:
    f = click.option("--models", type=click.IntRange(1), default=100, show_default=True, metavar="N", help="Models tried per result.")(f)
    f = click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Seed of the models.")(f)
    f = click.option("--jobs", type=click.IntRange(1), default=None, metavar="N", help="Processes (default: all cores).")(f)
    f = click.option(
        "--out", type=click.Path(path_type=Path), default=Path("build"), show_default=True, metavar="DIR", help="Where results are kept."
    )(f)
    return click.option("--no-cache", is_flag=True, help="Neither use nor keep earlier answers.")(f)


_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Theory assignments as checked mathematics.

    Run in the folder that holds proofs/. RESULT is a question (2.1) or a script (latent/elbo).
    """


@cli.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_models
@_json
def check(ids: tuple[str, ...], models: int, seed: int, jobs: int | None, out: Path, no_cache: bool, as_json: bool) -> None:
    """Check results and write no documents."""
    from derive.build import tables
    from derive.check import check as run_check

    run = run_check(_options(ids, models, seed, jobs, out, no_cache))
    if as_json:
        from derive.documents.report import result_entry

        _echo_json(
            {
                "schema": 1,
                "status": run.status,
                "messages": run.messages,
                "results": [result_entry(e.question, e.printed) for e in run.entries],
            }
        )
    else:
        _complain(run)
        click.echo(tables(run), nl=False)
    sys.exit(run.status)


@cli.command()
@click.option("--only", multiple=True, metavar="ID", help="Only this question or result; may be repeated.")
@_models
@click.option("--pdf", is_flag=True, help="Also run pdflatex.")
def build(only: tuple[str, ...], models: int, seed: int, jobs: int | None, out: Path, no_cache: bool, pdf: bool) -> None:
    """Check everything; write documents, reports and certificates."""
    from derive.build import main_job
    from derive.check import Options

    sys.exit(main_job(Options(Path.cwd(), out, only, models, seed, jobs or 0, not no_cache, pdf)))


@cli.command()
@click.argument("result")
@_models
@_json
def axioms(result: str, models: int, seed: int, jobs: int | None, out: Path, no_cache: bool, as_json: bool) -> None:
    """Print every axiom that RESULT rests on, with its source."""
    run = _one(result, _options((), models, seed, jobs, out, no_cache))
    if as_json:
        _echo_json(
            [
                {"question": e.question.number, "result": e.question.result, "verdict": e.printed["verdict"], "axioms": e.ledger}
                for e in run.entries
            ]
        )
    else:
        _complain(run)
        for e in run.entries:
            click.echo(f"{_name(e)} rests on {len(e.printed['axioms'])} axioms")
            for a in e.ledger:
                click.echo(f"\n  {a['name']}   [{a['source']}]\n      {a['text']}")
            click.echo()
    sys.exit(run.status)


@cli.command()
@click.argument("result")
@click.argument("line", required=False, type=click.IntRange(1))
@click.option("--script", is_flag=True, help="Print the lines as Python, to paste into a script.")
@_models
@_json
def explain(
    result: str, line: int | None, script: bool, models: int, seed: int, jobs: int | None, out: Path, no_cache: bool, as_json: bool
) -> None:
    """Print the derivation of RESULT, or what is known of the line that stands at LINE of its script."""
    from derive.explain import as_data, as_script, as_text

    run = _one(result, _options((), models, seed, jobs, out, no_cache))
    if as_json:
        _echo_json([as_data(e, line) for e in run.entries])
    else:
        _complain(run)
        for e in run.entries:
            click.echo(as_script(e, line) if script else as_text(e, line))
    sys.exit(run.status)


@cli.command()
@click.argument("result")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Only these values (with commas) of a parameter; may be repeated."
)
@_models
@_json
def variants(
    result: str, settings: tuple[str, ...], models: int, seed: int, jobs: int | None, out: Path, no_cache: bool, as_json: bool
) -> None:
    """Prove RESULT afresh for other values of its parameters.

    A parameter that is not set takes every value that can be listed: activations, operators, choices.
    """
    from derive.build import results_table
    from derive.documents.report import result_entry
    from derive.variants import variants as run_variants

    run = run_variants(result, settings, _options((), models, seed, jobs, out, no_cache))
    found = [result_entry(e.question, e.printed) for e in run.entries]
    if as_json:
        _echo_json(found)
    else:
        _complain(run)
        click.echo(results_table(run), nl=False)
        for e, data in zip(run.entries, found, strict=True):
            if data["statement"]["text"]:
                click.echo(f"\n{_name(e)}\n    {data['statement']['text']}")
    sys.exit(run.status)


@cli.command()
@click.argument("result")
@click.option("--title", default="", help="The title of the result.")
def new(result: str, title: str) -> None:
    """Write a first script proofs/RESULT.py, to be changed into yours."""
    from derive.new import new as write_new

    path = write_new(result, title, Path.cwd()).relative_to(Path.cwd()).as_posix()
    click.echo(f"{path} is written; `derive check {result}` checks it. To ask for it, add to an assignment under proofs/:\n")
    click.echo(f'[[question]]\nnumber = "1"\nresult = "{result}"\npoints = "1"')


@cli.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_models
def watch(ids: tuple[str, ...], models: int, seed: int, jobs: int | None, out: Path, no_cache: bool) -> None:
    """Check again whenever a script or an assignment changes; Ctrl-C ends it."""
    from derive.build import results_table
    from derive.watch import changes
    from derive.watch import watch as keep_watching

    def show(run: Run) -> None:
        _complain(run)
        click.echo(results_table(run) if run.entries else "nothing to check")

    keep_watching(_options(ids, models, seed, jobs, out, no_cache), show, changes(Path.cwd()))


@cli.command()
@_json
def doctor(as_json: bool) -> None:
    """Say what is installed and what is missing."""
    from derive.doctor import examine

    found = examine(Path.cwd())
    if as_json:
        _echo_json([vars(x) for x in found])
    else:
        width = max(len(x.name) for x in found)
        for x in found:
            click.echo(
                f"{'ok     ' if x.ok else 'missing'}  {x.name:<{width}}  {x.said}" + (f"\n         {x.hint}" if x.hint and not x.ok else "")
            )
    sys.exit(0 if all(x.ok or not x.needed for x in found) else 4)


def _options(only: tuple[str, ...], models: int, seed: int, jobs: int | None, out: Path, no_cache: bool) -> Options:
    from derive.check import Options

    return Options(Path.cwd(), out, only, models, seed, jobs or 0, not no_cache)


def _one(result: str, options: Options) -> Run:
    """The run of one result."""
    from dataclasses import replace

    from derive.check import check as run_check

    return run_check(replace(options, only=(result,)))


def _name(e: Entry) -> str:
    with_ = ", ".join(f"{k} = {v}" for k, v in e.printed["parameters"].items())
    return f"{e.question.number}  {e.question.result}" + (f" ({with_})" if with_ else "")


def _complain(run: Run) -> None:
    for m in run.messages:
        click.echo(m, err=True)


def _echo_json(data: Any) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))


def main() -> None:
    """Run the command; every mistake becomes one message and an exit status."""
    try:
        cli.main(standalone_mode=False)
    except DeriveError as e:
        click.echo(str(e), err=True)
        sys.exit(e.exit_code)
    except click.NoSuchOption as e:
        hint = f"did you mean {e.possibilities[0]}?" if e.possibilities else ""
        click.echo(str(AssignmentError(f"there is no option {e.option_name}", needed=_usage(e), hint=hint)), err=True)
        sys.exit(2)
    except click.exceptions.NoArgsIsHelpError as e:
        click.echo(e.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as e:
        click.echo(str(AssignmentError(e.format_message().rstrip("."), needed=_usage(e))), err=True)
        sys.exit(2)
    except click.exceptions.Exit as e:
        sys.exit(e.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except OSError as e:
        click.echo(str(AssignmentError("this cannot be read or written", given=f"{e.filename}: {e.strerror}")), err=True)
        sys.exit(2)


def _usage(e: click.UsageError) -> str:
    return e.ctx.get_usage().removeprefix("Usage: ") if e.ctx else ""
