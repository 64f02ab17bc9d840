"""``%mlsec -h``: what there is."""

from __future__ import annotations

import importlib

import click

from jupyter_mlsec.magic import commands
from jupyter_mlsec.magic.shown import Shown


@click.command("help")
def command() -> Shown:
    """List the subcommands."""
    from jupyter_mlsec.magic.extension import subcommands

    lines = []
    for name in subcommands():
        found: click.Command = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}").command
        lines.append(f"  %mlsec {name:12} {found.get_short_help_str(90)}")
    return Shown("\n".join([*lines, "  %%mlsec              Check the cell, then run it if nothing stops it."]))
