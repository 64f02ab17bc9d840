"""``%mlsec delete FILE…``: delete data or models for good, with a record of what went and what cannot be proven."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("delete")
@click.argument("names", nargs=-1, required=True, metavar="FILE…")
@click.option("--yes", is_flag=True, help="Really delete. Without it, what would be deleted is shown.")
@click.option("--as", "person", default="", help="Who deletes.  [default: checklist.author of the configuration]")
@click.pass_obj
def command(session: Session, names: tuple[str, ...], *, yes: bool, person: str) -> Shown:
    """Delete each FILE, write it over where the medium allows that, and record digest, day and medium."""
    from jupyter_mlsec.lifecycle.deletion import delete_file, medium_of
    from jupyter_mlsec.lifecycle.records import encode_record
    from jupyter_mlsec.magic.decisions import project_root
    from jupyter_mlsec.magic.shown import Shown

    folder, now = session.folder(), datetime.now(UTC)
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"there is no file {missing[0]!r}", help="name files as the notebook's folder has them")
    if not yes:
        lines = [f"{name}: {medium_of(folder / name).words}" for name in names]
        return Shown("\n".join([*lines, "", "Nothing is deleted yet: repeat it with --yes."]))
    who, root = person or session.config().checklist.author, project_root(session)
    records = [delete_file(folder / name, name, now=now, person=who, root=root) for name in names]
    session.keep(list(records))
    lines = [f"{record.name} deleted: {record.fields['medium']}" for record in records]
    return Shown("\n".join(lines), records=[encode_record(record) for record in records], value=records)
