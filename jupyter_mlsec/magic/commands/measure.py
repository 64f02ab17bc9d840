"""``%mlsec measure``: evidence about all models and tables that this kernel's cells made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.evidence import show_evidence
from jupyter_mlsec.magic.names import names
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.found import Found
    from jupyter_mlsec.magic.open_tables import TableQuestion
    from jupyter_mlsec.magic.shown import Shown


@click.command("measure")
@click.option("--groups", callback=names, help="Columns whose groups must be treated alike: sex,region")
@click.option("--target", metavar="COLUMN", help="The column that a table is about, where no model says so.")
@click.option("--heavy", is_flag=True, help="Run the probes that take long, too.")
@click.option("--budget", type=float, default=120.0, show_default=True, help="Seconds for each probe that takes long.")
@click.pass_obj
def command(session: Session, groups: tuple[str, ...], target: str | None, *, heavy: bool, budget: float) -> Shown:
    """Measure every model that is here, on the rows that cells held out for it, and the tables that those came from.

    What only you know is said with %mlsec data and %mlsec model: groups, entities, who controls which feature.
    """
    from jupyter_mlsec.magic.found import found_here
    from jupyter_mlsec.magic.growing import Growing
    from jupyter_mlsec.magic.progress import telling

    session.catch_up()
    found = found_here(session, groups, target)
    if not found.models and not found.tables:
        raise UsageError("no cell of this kernel made a table or fitted a model", help=_missing(found))
    title = _title(found)
    growing = Growing(session, title)
    with telling(heavy=heavy) as progress:
        evidence = found.ask(session, heavy=heavy, budget=budget, progress=progress, heard=growing.heard)
    return growing.whole(show_evidence(session, title, evidence))


def _title(found: Found) -> str:
    """Return what is measured on what, and what is not: nobody should take silence for evidence."""
    models = [f"{each.name} (fitted {_on(each.fitted_on)}, judged on {each.x} and {each.y})" for each in found.models]
    tables = [f"{each.name}{_beside(each)}" for each in found.tables]
    lines = [f"Evidence about {', '.join([*tables, *models])}"]
    lines += [f"Not about {name}: say which rows judge it, {_line(name)}" for name in found.unjudged]
    return "\n".join(lines)


def _beside(table: TableQuestion) -> str:
    if table.train:
        return f" (split into {table.train} and {table.test})"
    return f" (held against {table.reference})" if table.reference else ""


def _on(rows: str) -> str:
    return f"on {rows}" if rows else "on rows that no cell names"


def _missing(found: Found) -> str:
    if found.unjudged:
        return f"say which rows judge {found.unjudged[0]}: {_line(found.unjudged[0])}"
    return "run the cells that load and fit first, or name a table: %mlsec data NAME"


def _line(name: str) -> str:
    return f"%mlsec model {name} --x X_TEST --y Y_TEST"
