"""The checklist for readers: every item with its profiles, who decides it, and the probes that it is computed by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.checklist import around
from jupyter_mlsec.lifecycle.discovery import every_probe
from jupyter_mlsec.lifecycle.profile import PROFILES
from jupyter_mlsec.model.checklist import ChecklistItem, Stage
from jupyter_mlsec.model.probe import Probe

BEGIN, END = "<!-- generated: items -->", "<!-- end of generated -->"
_DECIDES = {"auto": "the tool", "semi": "the tool, then a person", "human": "a person"}


def item_tables() -> str:
    """Return one Markdown table a stage, and the table of probes; the same for the same version of the package."""
    probes = {**every_probe(), **{probe.name: probe for probe in around()}}
    of_item: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(probes):
        for item in probes[name].items:
            of_item[item].append(name)
    lines: list[str] = []
    for stage in Stage:
        lines += [
            "",
            f"### {stage.value.capitalize()}",
            "",
            "| item | asked in | decided by | computed by |",
            "|---|---|---|---|",
        ]
        lines += [_row(item, of_item[item.id]) for item in catalogue().items if item.stage is stage]
    lines += ["", f"### The {len(probes)} probes", "", "| probe | items | what it looks for |", "|---|---|---|"]
    lines += [_probe(probes[name]) for name in sorted(probes)]
    return "\n".join(lines).strip()


def with_tables(text: str) -> str:
    """Return a page with the tables between its two marks replaced."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{item_tables()}\n{END}{tail}"


def _row(item: ChecklistItem, probes: list[str]) -> str:
    return f"| **{item.id}** {item.title} | {asked_in(item)} | {decided_by(item)} | {', '.join(probes)} |"


def asked_in(item: ChecklistItem) -> str:
    """Return the profiles that ask for an item, in words."""
    first = next(profile for profile in PROFILES if item.id in catalogue().profiles[profile])
    return first if first == PROFILES[-1] else f"{first} on"


def decided_by(item: ChecklistItem) -> str:
    """Return who decides an item, in words."""
    return _DECIDES[item.level.value]


def _probe(probe: Probe[object]) -> str:
    return f"| {probe.name} | {', '.join(probe.items)} | {_first_sentence(probe.docs)} |"


def _first_sentence(docs: str) -> str:
    paragraph = " ".join(_words(docs))
    sentence, stop, _ = paragraph.partition(". ")
    return (sentence + stop.strip()).replace("|", "/")


def _words(docs: str) -> Iterator[str]:
    for line in docs.strip().splitlines():
        if not line.strip():
            return
        yield line.strip()
