"""``%mlsec report``: the team lead's page about this notebook or a bundle of it, and the same for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown

if TYPE_CHECKING:
    from jupyter_mlsec.reports.dossier import Dossier

_NAME = "mlsec-report"


@click.command("report")
@click.argument("bundle", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=f"[default: {_NAME}.html]")
@click.option("--format", "style", default="html", show_default=True, help="html, json, cyclonedx, oscal, sarif …")
@click.option("--model", default="", metavar="NAME", help="Which model a card is about.")
@click.pass_obj
def command(session: Session, bundle: Path | None, output: Path | None, style: str, model: str) -> Shown:
    """Write a report about this notebook as it stands in this kernel, or about a signed BUNDLE of it."""
    from jupyter_mlsec.reports.format import formats

    if style not in formats():
        raise UsageError(f"there is no format {style!r}", help=f"choose one of {', '.join(formats())}")
    chosen = formats()[style]
    if bundle is not None and session.is_running:
        return Shown("skipped: this notebook is being exported right now, and the bundle is made from it")
    dossier, what = _live(session, model, bill=chosen.bill) if bundle is None else _stored(bundle, model, chosen.bill)
    target = output or Path(_NAME + chosen.suffix)
    try:
        target.write_text(chosen.write([dossier]), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}", help="choose another file with -o") from None
    return Shown("\n".join([f"{target} shows {what}", *_standing(dossier)]), value=target)


def _live(session: Session, model: str, *, bill: bool) -> tuple[Dossier, str]:
    from jupyter_mlsec.assess import run_before
    from jupyter_mlsec.dossiers import clock, host_bill, trail_history, with_context
    from jupyter_mlsec.lifecycle.state import merge, read_state
    from jupyter_mlsec.magic.assessment import assess_session

    assessment, what = assess_session(session)
    notebook, _ = session.notebook()
    path = session.notebook_path()
    declared = merge([*read_state(notebook).records, *session.records]).declarations
    dossier = with_context(
        assessment,
        now=clock(),
        previous=None if path is None else run_before(path, now=clock()),
        declarations=declared,
        bill=host_bill(notebook) if bill else None,
        model=model,
        history=() if path is None else trail_history(path, path.name, clock()),
    )
    return dossier, what


def _stored(bundle: Path, model: str, bill: bool) -> tuple[Dossier, str]:  # noqa: FBT001 - told by its one caller
    from jupyter_mlsec.dossiers import clock, read_dossier

    if not bundle.exists():
        raise UsageError(f"there is no {bundle}", help="%mlsec run makes it")
    return read_dossier(bundle, now=clock(), bill=bill, model=model), f"{bundle.name} as it was signed"


def _standing(dossier: Dossier) -> list[str]:
    from jupyter_mlsec.reports.html.standing import standing

    judged = standing(dossier.assessment, dossier.now)
    return [f"{judged.word}{':' if judged.blocking else ''}", *(f"  {reason}" for reason in judged.blocking)]
