"""``%mlsec declare TOPIC [NAME]``: say what no computation can see - a source, a licence, a profile, roles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("declare", context_settings={"ignore_unknown_options": True})
@click.argument("topic")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def command(session: Session, topic: str, words: tuple[str, ...]) -> Shown:
    """Declare fields of TOPIC: %mlsec declare dataset df --source "…" --licence CC-BY-4.0, or field=value."""
    from jupyter_mlsec.lifecycle.answers import declare
    from jupyter_mlsec.magic.evidence import show_record

    name, fields = _fields(list(words))
    record = declare(topic, fields, now=datetime.now(UTC), name=name)
    about = f"{record.topic} {record.name}".strip()
    return show_record(session, f"declared {about}: {', '.join(record.fields)}", record)


def _fields(words: list[str]) -> tuple[str, dict[str, str]]:
    """Split what follows the topic into a name, and fields given as ``--field value`` or ``field=value``."""
    name, fields = "", {}
    while words:
        word = words.pop(0)
        key, equals, value = word.removeprefix("--").partition("=")
        if word.startswith("--") and not equals:
            if not words:
                raise click.UsageError(f"{word} needs a value")
            value = words.pop(0)
        elif not equals:
            if name:
                raise click.UsageError(f"{word!r} is neither a field nor the only name")
            name = word
            continue
        fields[key] = value
    return name, fields
