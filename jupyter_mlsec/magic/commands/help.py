"""``%mlsec help [TOPIC]``: what there is; what a checklist item asks for; what a rule is about."""

from __future__ import annotations

import importlib

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic import commands
from jupyter_mlsec.magic.shown import Shown

_LONGEST = 200  # characters of a sentence: each stands in one whole


@click.command("help")
@click.argument("topic", required=False)
def command(topic: str | None) -> Shown:
    """List the subcommands, or explain a checklist item (PRE-06), a rule or a subcommand."""
    return Shown(_explained(topic)) if topic else _subcommands()


def _explained(topic: str) -> str:
    from jupyter_mlsec.lifecycle.item_page import item_called, item_text
    from jupyter_mlsec.magic.extension import subcommands
    from jupyter_mlsec.reports.rules_markdown import rule_page
    from jupyter_mlsec.scan.registry import all_rules

    if topic in subcommands():
        found = _command(topic)
        return found.get_help(click.Context(found, info_name=f"%mlsec {topic}"))
    item = item_called(topic)
    if item is not None:
        return item_text(item)
    rule = all_rules().get(topic)
    if rule is not None:
        return rule_page(rule)
    raise UsageError(f"there is no item, rule or subcommand {topic!r}", help="%mlsec help lists the subcommands")


def _subcommands() -> Shown:
    from jupyter_mlsec.magic.extension import subcommands
    from jupyter_mlsec.reports.html.fragments import commands_fragment

    told = [(f"%mlsec {name}", _command(name).get_short_help_str(_LONGEST)) for name in subcommands()]
    told.append(("%%mlsec", "Check the cell, then run it if nothing stops it."))
    return Shown("\n".join(f"  {call:19} {what}" for call, what in told), commands_fragment(told))


def _command(name: str) -> click.Command:
    found: click.Command = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}").command
    return found
