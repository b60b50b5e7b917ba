"""The command line: a demo, and studies without a notebook.

Exit codes: 0 fine, 1 a plain error on standard error, 2 wrong usage.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from evalwidgets.errors import EvalwidgetsError

if TYPE_CHECKING:
    from evalwidgets.rubrics import Rubric
    from evalwidgets.study import Study

_Written = TypeVar("_Written")


class _PlainErrors(TyperGroup):
    """Says in one line what went wrong; a traceback would be of no use to whoever reads it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except EvalwidgetsError as error:
            # A reader that stopped half-way still has its bar on the line.
            traceback.clear_frames(error.__traceback__)
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=_PlainErrors,
    help="Experts judge what models wrote, in JupyterLab, and the scores land in datasets.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_STUDY = typer.Argument(help="A study: its file, or a postgresql+psycopg:// URL.", show_default=False)


class OnError(StrEnum):
    """What becomes of bad rows."""

    STOP = "raise"
    SKIP = "skip"


class TableName(StrEnum):
    """The tables there are."""

    SCORES = "scores"
    JUDGMENTS = "judgments"
    COMPARISONS = "comparisons"
    ITEMS = "items"


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the notebook and its study are kept.")] = Path(
        "evalwidgets-demo"
    ),
    check: Annotated[bool, typer.Option("--check", help="Grade one item in a headless browser and print it.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the page in your browser.")] = True,
) -> None:
    """Open JupyterLab on a ready grader with our sample answers."""
    from evalwidgets.demo import main

    main(folder, check=check, browser=browser)


def _columns(given: list[str]) -> dict[str, str] | None:
    columns: dict[str, str] = {}
    for pair in given:
        ours, separator, theirs = pair.partition("=")
        if not (separator and ours and theirs):
            raise typer.BadParameter(f"goes prompt=question (ours=theirs), got {pair!r}", param_hint="--columns")
        columns[ours] = theirs
    return columns or None


rubric_app = typer.Typer(
    cls=_PlainErrors, help="Look at rubrics, and turn them into other formats.", no_args_is_help=True
)
app.add_typer(rubric_app, name="rubric")

_RUBRIC = typer.Argument(help="A rubric of ours by name, or a file.", show_default=False)


@rubric_app.command()
def convert(
    rubric: Annotated[str, _RUBRIC],
    out: Annotated[Path, typer.Argument(help="Ends in .yaml, .json, .jsonl, .csv or .xlsx.", show_default=False)],
    to: Annotated[str | None, typer.Option(help="healthbench, prbench, xlsx …; ours, if left out.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="The same of the file that is read.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A field that may be lost; give it once for each.")] = None,
) -> None:
    """Write a rubric in another format; what that has no place for is named, and nothing is written."""
    read = _rubric(rubric, from_)
    if to is None and out.suffix.lower() in {".csv", ".xlsx"}:
        to = out.suffix.lower()[1:]
    if to is not None:
        read.to_format(to, out, drop=drop or [])
    elif out.suffix.lower() in {".yaml", ".yml"}:
        out.write_text(read.to_yaml(), "utf-8")
    elif out.suffix.lower() == ".json":
        out.write_text(read.model_dump_json(exclude_defaults=True, indent=2) + "\n", "utf-8")
    else:
        raise typer.BadParameter("a rubric of ours goes into .yaml or .json; else say --to", param_hint="OUT")
    typer.echo(f"{out}: {read!r}")


@rubric_app.command()
def formats() -> None:
    """List the formats that rubrics are read from and written to."""
    from evalwidgets.rubrics.formats import FORMATS

    for dialect in FORMATS.values():
        typer.echo(f"{dialect.name:<16} {dialect.about}")


@rubric_app.command()
def lint(
    rubric: Annotated[str, _RUBRIC],
    from_: Annotated[str | None, typer.Option("--from", help="The format of the file, if it is not ours.")] = None,
) -> None:
    """Say what about a rubric will probably make its judgments worse; exit with 1 if there is something."""
    found = _rubric(rubric, from_).lint()
    typer.echo(str(found))
    if found:
        raise typer.Exit(1)


def _rubric(name_or_path: str, format: str | None) -> Rubric:
    import warnings

    from evalwidgets.rubrics import Rubric, load_rubric

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        rubric = load_rubric(name_or_path) if format is None else Rubric.from_format(name_or_path, format)
    for one in said:
        typer.echo(f"Note: {one.message}", err=True)
    return rubric


@app.command("import")
def import_(
    items: Annotated[str, typer.Argument(help="JSONL, CSV or Parquet file, or a Hub dataset.", show_default=False)],
    into: Annotated[str, typer.Option(help="The study: a file (made if needed), or a URL.", show_default=False)],
    rubric: Annotated[
        str | None, typer.Option(help="A rubric of ours by name, or a YAML file; needed for a new study.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option(help="Which column is what, e.g. prompt=question; give it once for each.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="healthbench, prbench or profbench; told from the columns if left out.")
    ] = None,
    on_error: Annotated[OnError, typer.Option(help="At a bad row: stop, or leave it out and say so.")] = OnError.STOP,
) -> None:
    """Import items into a study, new or there; those that it has are passed over."""
    from evalwidgets.items.formats import brings_criteria
    from evalwidgets.study import Study

    named, bad_rows = _columns(columns or []), on_error.value
    new = rubric is not None or ("://" not in into and not Path(into).exists() and brings_criteria(items, format))
    study = (
        Study.create(into, items, rubric, columns=named, format=format, on_error=bad_rows) if new else Study.open(into)
    )
    done = study.imported or study.add(items, columns=named, format=format, on_error=bad_rows)
    if done.report:
        typer.echo(repr(done.report), err=True)
    what = "nothing new, the source has not changed" if done.unchanged else f"{done.added:,} items added"
    typer.echo(f"{into}: {what}")


@app.command()
def status(
    study: Annotated[str, _STUDY],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Say how far a study and each of its experts are."""
    found = _open(study).status()
    if not as_json:
        typer.echo(str(found))
        return
    import json
    from dataclasses import asdict

    typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))


@app.command()
def export(
    study: Annotated[str, _STUDY],
    out: Annotated[Path, typer.Argument(help="Ends in .parquet, .jsonl or .csv.", show_default=False)],
    table: Annotated[TableName, typer.Option(help="Which table.")] = TableName.SCORES,
    superseded: Annotated[bool, typer.Option("--superseded", help="Also what was replaced or withdrawn.")] = False,
) -> None:
    """Write a table of a study to a file."""
    from evalwidgets.errors import StudyError
    from evalwidgets.tables.export import check_format
    from evalwidgets.tables.export import export as write

    try:
        check_format(out)
    except StudyError as error:
        raise typer.BadParameter(str(error), param_hint="OUT") from None
    written = write(_open(study).store, out, table=table.value, superseded=superseded)
    typer.echo(f"{written.path}: {written.rows:,} rows")


@app.command()
def publish(
    study: Annotated[str, _STUDY],
    to: Annotated[str, typer.Argument(help="A dataset on the Hub, org/name; or a folder: ./name.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Let everybody see the dataset.")] = False,
    propose: Annotated[bool, typer.Option("--pr", help="Propose the rows in a pull request.")] = False,
    tag: Annotated[str | None, typer.Option(help="Give what is there then this name, for good.")] = None,
    names: Annotated[Path | None, typer.Option(help="A file of names to look for, one a line.")] = None,
    accept: Annotated[
        bool, typer.Option("--accept-findings", help="Let pass what may identify somebody, having looked at it.")
    ] = False,
) -> None:
    """Bring to the Hub what is not there yet, by the token of `hf auth login`; or write the dataset into a folder."""
    opened = _open(study)
    wanted = names.read_text("utf-8").splitlines() if names else []
    if to.startswith((".", "/", "~")):
        typer.echo(repr(_asking(partial(opened.publish, to, names=wanted), accept=accept)))
        return
    private = False if public else None
    found = opened.publish_plan(to, private=private, names=wanted)
    if dry_run or public or found.findings:
        typer.echo(repr(found))
    if public:
        typer.echo(found.visible)
    if dry_run:
        return
    if found.findings and not accept:
        typer.confirm("Let all of these pass?", abort=True)
    pushed = opened.push_to_hub(
        to, private=private, create_pr=propose, tag=tag, names=wanted, identifiers="accept" if found.findings else "ask"
    )
    typer.echo(repr(pushed))


def _asking(write: Callable[..., _Written], *, accept: bool) -> _Written:
    """Call what stops at likely identifiers, and again if somebody lets them pass."""
    from evalwidgets.hub.scan import IdentifiersFound

    try:
        return write(identifiers="accept" if accept else "ask")
    except IdentifiersFound as found:
        typer.echo("\n".join(str(finding) for finding in found.findings))
        typer.confirm("Let all of these pass?", abort=True)
    return write(identifiers="accept")


def _open(place: str) -> Study:
    from evalwidgets.study import Study

    return Study.open(place)


if __name__ == "__main__":
    app(prog_name="evalwidgets")
