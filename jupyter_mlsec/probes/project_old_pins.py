"""Pinned versions whose holes have long been known, whatever is installed here and whether anybody has audited it.

A version with a hole has it for ever, so a short list of old ones is right however old it is. What is not on the list
has no verdict: that is for an audit to say, with advisories of today.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.old_pins import hole_in, pinned
from jupyter_mlsec.probes._ground.base import ProjectSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable

_STEP = "Raise them to versions that are mended, and audit the rest: mlsec audit NOTEBOOK"


def _run(subject: ProjectSubject) -> Observation:
    ignored = set(subject.config.audit.ignore)
    found = {
        (place, f"{name} {version}"): known
        for place, name, version in pinned(subject)
        if (known := hole_in(name, version)) and known not in ignored
    }
    if not found:
        return not_applicable("no version is pinned whose holes have long been known")
    details = tuple(f"{place}: {what}: {known}" for (place, what), known in found.items())
    places = listed(dict.fromkeys(place for place, _ in found))
    said = f"{places} pins what has long had known holes: {listed(dict.fromkeys(what for _, what in found))}."
    return warned(said, *details, next_step=_STEP)


PROBE = Probe(name="old-pins", items=("TRN-03", "MNT-01"), run=_run, partial=True, incidental=True, docs=__doc__)
