"""``mlsec report``: the team lead's page of one notebook or of a portfolio, and the same for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jupyter_mlsec.reports.dossier import Dossier

_PAGE = ".html"


class _Formats(click.ParamType[str]):
    """The names of all formats, looked up when somebody names one: a start must not import them."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or refuse it with those that there are."""
        from jupyter_mlsec.reports.format import formats

        names = ("text", *formats())
        return value if value in names else self.fail(f"choose one of {', '.join(names)}", param, ctx)


def _print_schema(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own shape
    if wanted:
        from jupyter_mlsec.reports.report_json import report_schema

        write_output(json_text(report_schema()))
        context.exit(CLEAN)


@click.command("report")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write.")
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@click.option("--previous", type=click.Path(path_type=Path, exists=True), metavar="BUNDLE", help="Show what changed.")
@click.option("--format", "style", type=_Formats(), default="text", metavar="FORMAT", help="One of those below.")
@click.option("--model", default="", metavar="NAME", help="Which model a card is about.")
@click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_print_schema, help="The JSON's schema."
)
def command(
    sources: tuple[Path, ...], output: Path | None, signers: Path | None, previous: Path | None, style: str, model: str
) -> int:
    """Write one self-contained HTML page about a BUNDLE or a notebook; with several, the portfolio.

    A bundle is verified first, and the page says what came of it. A notebook is compared with the signed bundle
    beside it, or with that of --previous.

    FORMAT is html (text), json, cyclonedx, oscal, sarif, in-toto, junit or card. A FILE.html is always the page; what
    another format says then goes to stdout.
    """
    from jupyter_mlsec.dossiers import clock, read_dossier
    from jupyter_mlsec.reports.format import formats

    page = output if output is not None and output.suffix == _PAGE else None
    if style == "text" and output is None:
        raise UsageError("nobody said where the page goes", help="mlsec report SOURCE -o FILE.html")
    if previous is not None and len(sources) > 1:
        raise UsageError("--previous goes with one notebook or bundle", help="make a page of each")
    chosen, now = formats()["html" if style == "text" else style], clock()
    dossiers = [
        read_dossier(source, now=now, signers=signers, previous=previous, bill=chosen.bill, model=model)
        for source in sources
    ]
    if page is not None:
        _write(formats()["html"].write(dossiers), page)
    if chosen.name == "html":
        if page is None:
            _write(chosen.write(dossiers), output)
    elif chosen.name == "json":
        from jupyter_mlsec.reports.json_document import json_document
        from jupyter_mlsec.reports.report_json import report_object

        told = report_object(dossiers, output=None if page is None else str(page))
        _write(json_document(told), None if page else output)
    else:
        _write(chosen.write(dossiers), None if page else output)
    return _exit(dossiers)


def _write(text: str, path: Path | None) -> None:
    write_output(text, path)
    if path is not None:
        click.echo(f"written to {path}", err=True)


def _exit(dossiers: Sequence[Dossier]) -> int:
    from jupyter_mlsec.model.finding import Outcome

    assessments = [dossier.assessment for dossier in dossiers]
    if any(assessment.scan.outcome is Outcome.NOT_CHECKED for assessment in assessments):
        return COULD_NOT_LOOK
    failed = (each.verification is not None and not each.verification.verified for each in assessments)
    return FOUND if any(failed) else CLEAN
