"""Deeds: what calls and commands do, described as data: which call, and which of its options make it what it is.

An entry lies in ``_names/<folder>/*.toml``::

    [[deed]]
    what = "an object is made public"
    functions = ["*.put_object"]         # names as rules write them: "a.b", "a..b" (b anywhere under a), "*.b"
    when = ["acl~public", "-acl & x=on"] # one of these; each a conjunction. Nothing: whatever the options are
    unless = ["private=on"]              # none of these
    programs = ["aws"]                   # of a shell
    line = "--acl[= ]public"             # a regular expression that the command's words, joined, have to match

A condition is ``name=on``, ``name=off``, ``name~pattern`` (the whole of one of its texts), ``name<9``, ``name>9``,
``name`` (given), ``-name`` (not given); ``#0`` is the first argument by position, ``*`` any argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.folded import all_texts, numbers
from jupyter_mlsec.probes._notebook.options import Option, options_of, plain_name

_CONDITION = re.compile(r"(?P<name>[\w#*-]+)\s*(?:(?P<test>[=~<>])\s*(?P<wanted>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition: of which option, what is asked, and whether the option has to be absent."""

    name: str
    test: str
    wanted: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction of parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One entry. ``said`` is what else the entry says, for the probe that asked for it."""

    what: str
    functions: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    programs: frozenset[str] = frozenset()
    line: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A deed that a notebook does, and the call or command that does it."""

    deed: Deed
    by: Call | Command

    @property
    def cell(self) -> CellRef | None:
        """The cell that it stands in."""
        return self.by.text.cell


def deeds(program: Program, folder: str) -> Iterator[Done]:
    """Yield what a notebook does of the deeds in a folder, in the order of the program."""
    described = _described(folder)
    for call in program.calls:
        last = call.name.rpartition(".")[2]
        for deed in (*described.get(last, ()), *described.get("*", ())):
            if _named(deed, call.name) and _does(deed, call):
                yield Done(deed, call)
    for command in program.commands:
        for deed in described.get("", ()):
            if command.program in deed.programs and re.search(deed.line, " ".join(command.values), re.IGNORECASE):
                yield Done(deed, command)


@cache
def deeds_of(folder: str) -> tuple[Deed, ...]:
    """Return the deeds that lie in a folder; ValueError for a condition that cannot be read."""
    return tuple(
        Deed(
            what=entry["what"],
            functions=tuple(entry.get("functions", ())),
            when=tuple(map(_condition, entry.get("when", ()))),
            unless=tuple(map(_condition, entry.get("unless", ()))),
            programs=frozenset(entry.get("programs", ())),
            line=entry.get("line", ""),
            said=entry.get("said", ""),
        )
        for entry in entries(folder, "deed")
    )


def _condition(text: str) -> Condition:
    parts = []
    for each in text.split(" & "):
        match = _CONDITION.fullmatch(each.strip().removeprefix("-"))
        if match is None:
            msg = f"not a condition: {text}"
            raise ValueError(msg)
        name = match["name"] if match["name"][0] in "#*" else plain_name(match["name"])
        parts.append(Part(name, match["test"] or "", match["wanted"] or "", each.strip().startswith("-")))
    return Condition(tuple(parts))


@cache
def _described(folder: str) -> dict[str, tuple[Deed, ...]]:
    """Return the deeds by the last names of what they call; those of commands by the empty name."""
    found: dict[str, list[Deed]] = {}
    for deed in deeds_of(folder):
        for last in dict.fromkeys(pattern.rpartition(".")[2] for pattern in deed.functions):
            found.setdefault(last, []).append(deed)
        if deed.programs:
            found.setdefault("", []).append(deed)
    return {last: tuple(each) for last, each in found.items()}


def _named(deed: Deed, name: str) -> bool:
    plain = name.removeprefix("?.")
    return any(fits(pattern, plain) for pattern in deed.functions)


def fits(pattern: str, name: str) -> bool:
    """Tell whether a pattern of a deed names a call."""
    if pattern in {name, "*"}:
        return True
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) or name == pattern[2:]
    root, separator, last = pattern.partition("..")
    return bool(separator) and name.startswith((f"{root}.", f"{root}(")) and name.endswith(f".{last}")


def _does(deed: Deed, call: Call) -> bool:
    if call.escaped and deed.when:
        return False
    given = list(options_of(call))
    if any(_holds(each, call, given) for each in deed.unless):
        return False
    return not deed.when or any(_holds(each, call, given) for each in deed.when)


def _holds(condition: Condition, call: Call, given: list[Option]) -> bool:
    return all(_is_so(part, call, given) for part in condition.parts)


def _is_so(part: Part, call: Call, given: list[Option]) -> bool:
    found = list(_options(part.name, call, given))
    if part.absent:
        return not found and call.arguments.complete
    return any(_meets(option, part) for option in found)


def _options(name: str, call: Call, given: list[Option]) -> Iterator[Option]:
    positional = call.arguments.positional
    if name == "*":
        yield from (Option("", value) for value in call.arguments.values())
    elif name.startswith("#"):
        place = int(name[1:])
        if place < len(positional):
            yield Option("", positional[place].value)
    else:
        yield from (option for option in given if option.name == name)


def _meets(option: Option, part: Part) -> bool:
    if not part.test:
        return True
    if part.test == "=":
        return option.on if part.wanted == "on" else option.off
    if part.test == "~":
        held = (*option.words, *(text.strip().lower() for text in all_texts(option.value)))
        return any(re.fullmatch(part.wanted, word, re.IGNORECASE | re.DOTALL) for word in held)
    limit = float(part.wanted)
    return any(number < limit if part.test == "<" else number > limit for number in numbers(option.value))
