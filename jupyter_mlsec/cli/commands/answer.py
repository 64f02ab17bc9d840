"""``mlsec answer``: the answers of a saved notebook, and the signatures under them."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output


@click.command("answer")
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("items", nargs=-1, metavar="[ITEM]…")
@click.option("--sign", "signs", is_flag=True, help="Sign as the person who answered.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(notebook: Path, items: tuple[str, ...], *, signs: bool, key: Path | None, style: str) -> int:
    """Show the answers of NOTEBOOK and who signed them; --sign puts their person's signature under them.

    Answer in the notebook: %mlsec answer ITEM "…". Without ITEM, all answers in your name are signed.
    """
    from jupyter_mlsec.cli.decisions import look, published, shown, sign

    told = sign(notebook, "answer", items, key) if signs else look(notebook, "answer", items)
    write_output(json_text(published(told, "mlsec-answer/1")) if style == "json" else shown(told))
    return FOUND if any(seal.forged for each in told for seal in each.seals) else CLEAN
