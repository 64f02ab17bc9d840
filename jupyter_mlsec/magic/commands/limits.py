"""``%mlsec limits accuracy>=0.9``: what is good enough, said once for all later measurements."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown

_LIMIT = re.compile(r"(?P<name>[^<>=]*[^<>=\s])\s*(?P<sign>[<>]=?|==)\s*(?P<number>.*)", re.DOTALL)


@click.command("limits")
@click.argument("texts", nargs=-1, metavar="[NAME<=NUMBER]…")
@click.pass_obj
def command(session: Session, texts: tuple[str, ...]) -> Shown:
    """Declare limits for measures: %mlsec limits accuracy>=0.9 missing:age<=5%. Without any, show those that count."""
    from jupyter_mlsec.lifecycle.answers import declare
    from jupyter_mlsec.lifecycle.records import encode_record
    from jupyter_mlsec.magic.limits import FIELD, TOPIC, limits
    from jupyter_mlsec.magic.shown import Shown
    from jupyter_mlsec.probes._ground.limits import canonical, parse_limit

    locked = {canonical(name): text for name, text in session.config().checklist.limits.items()}
    records = []
    for name, text in map(_parts, texts):
        if canonical(name) in locked:
            raise UsageError(
                f"{name} has a limit in the configuration already: {locked[canonical(name)]}", help="change it there"
            )
        limit = parse_limit(text)
        records.append(declare(TOPIC, {FIELD: limit.text}, now=datetime.now(UTC), name=canonical(name)))
    session.keep(list(records))
    lines = [f"{name} {text}" for name, text in sorted(limits(session).items())]
    return Shown("\n".join(lines or ["no limits"]), records=[encode_record(each) for each in records], value=records)


def _parts(text: str) -> tuple[str, str]:
    match = _LIMIT.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"not a limit: {text[:40]!r}", help="write a measure, a sign and a number: accuracy>=0.9")
    return match["name"], f"{match['sign']} {match['number']}"
