"""``mlsec waive``: the waivers of a saved notebook, and the signatures under them."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output


@click.command("waive")
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("items", nargs=-1, metavar="[ITEM]…")
@click.option("--approve", "signs", is_flag=True, help="Sign as the approver who is named.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(notebook: Path, items: tuple[str, ...], *, signs: bool, key: Path | None, style: str) -> int:
    """Show the waivers of NOTEBOOK and who signed them; --approve puts the approver's signature under them.

    Ask for a waiver in the notebook: %mlsec waive ITEM --reason … --until DATE --approver NAME. Without ITEM, all that
    name you as approver are signed.
    """
    from jupyter_mlsec.cli.decisions import look, published, shown, sign

    told = sign(notebook, "waiver", items, key) if signs else look(notebook, "waiver", items)
    write_output(json_text(published(told, "mlsec-waive/1")) if style == "json" else shown(told))
    return FOUND if any(seal.forged for each in told for seal in each.seals) else CLEAN
