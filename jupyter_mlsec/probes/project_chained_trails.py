"""Trails that a project keeps of its own, as chains of digests: entries that are gone, were changed, or cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.trail_chains import ANEW, broken_links, chain_of, digest, gaps, goes_back, in_time
from jupyter_mlsec.probes._folder.trail_entries import Trail, trails_of
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_HEAD = re.compile(r"\b(?:head|anchor|tip|checkpoint|seal)\b|(?:^|[-_.])(?:head|anchor|tip|checkpoint|seal)(?:$|[-_.])")
_WORD = re.compile(r"[A-Za-z0-9+/=]{32,128}")
_SMALL = 4096  # bytes of a file that only holds the newest digest
_STEP = "Restore it from a backup, find out who changed it, and keep its newest digest in another place."


def _run(subject: ProjectSubject) -> Observation:
    grave: dict[str, list[str]] = {}
    light: dict[str, list[str]] = {}
    whole = 0
    for trail in trails_of(subject):
        place = trail.path.relative_to(subject.root).as_posix()
        if trail.cut:
            return not_evidence(f"{place} is too long to be looked at", next_step="Split it.")
        chain = chain_of(trail)
        entries = in_time(trail, chain)
        found = [*broken_links(trail), *gaps(entries), *_cut_off(trail, subject)]
        doubts = ["times go back"] if goes_back(entries) else []
        doubts += ["a line holds no entry"] if trail.torn else []
        if chain is not None and any(each != ANEW for each in found):
            grave[place] = found
        elif found or (chain is not None and doubts):
            light[place] = [*found, *doubts]
        elif chain is not None:
            whole += len(entries)
    if grave:
        return failed(f"A trail is broken. {_told(grave)}.", next_step=_STEP)
    if light:
        return warned(f"A trail may have gaps. {_told(light)}.", next_step=_STEP)
    if not whole:
        return not_applicable("the project keeps no trail that is a chain of digests")
    return passed(f"The chain holds: {count(whole, 'entry', 'entries')} of the project's own trails.")


def _told(found: dict[str, list[str]]) -> str:
    return "; ".join(f"{place}: {listed(dict.fromkeys(whats))}" for place, whats in list(found.items())[:5])


def _cut_off(trail: Trail, subject: ProjectSubject) -> Iterator[str]:
    """Look for a digest that a small file beside the trail calls its newest, and that the trail does not hold."""
    chain = chain_of(trail)
    if chain is None or not chain.own:
        return
    held = {digest(entry.flat.get(chain.own)) for entry in trail.entries}
    for path in require_files(subject):
        if path.parent != trail.path.parent or path == trail.path or _HEAD.search(path.name.lower()) is None:
            continue
        try:
            text = read_text(path) if path.stat().st_size <= _SMALL else ""
        except (OSError, UnreadableError):
            continue
        named = {each for word in _WORD.findall(text) if (each := digest(word))}
        if named and held.isdisjoint(named):
            yield "its newest entries are gone"


PROBE = Probe(name="chained-trails", items=("MNT-04",), run=_run, partial=True, incidental=True, docs=__doc__)
