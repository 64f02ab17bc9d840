"""What programs and command lines of a project open to the internet: endpoints, rules of firewalls, tunnels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.python_calls import python_calls
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import entries, table

_COMMENT = re.compile(r"(?:^|\s)#.*$")


@cache
def _calls() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(each["calls"]), each) for each in entries("network", "reached_call"))


@cache
def _lines() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(each["line"], re.IGNORECASE), each["what"]) for each in entries("network", "reached_line"))


def reached(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the place of each call and command line that opens something, and what it does."""
    for call in python_calls(subject, re.compile(table("network", "reached")["speaks"])):
        for pattern, entry in _calls():
            if pattern.fullmatch(call.name):
                if "always" in entry:
                    yield call.place, entry["always"]
                yield from ((call.place, said) for pair, said in entry.get("open", {}).items() if call.says(pair))
    for line in command_lines(subject):
        text = _COMMENT.sub("", line.text)
        yield from ((line.place, what) for pattern, what in _lines() if pattern.search(text))
