"""Stores and streams that are set up without encryption: databases, disks, queues, caches; and addresses without TLS.

What a resource of a cloud does when nobody says anything is known: a database of RDS, a volume or a stream lies in the
clear. Servers on this machine and containers beside each other are left alone on the way.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.encryption import is_about_stores, of_infrastructure, of_settings
from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._folder.plain_settings import settings_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Switch encryption on, at rest and in transit, and check the other side's certificate."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, set[str]] = {}
    looked = set()
    for each in infrastructure(subject):
        place = each.path.relative_to(subject.root).as_posix()
        for document in each.documents or ():
            looked.add(place)
            found.setdefault(place, set()).update(of_infrastructure(document))
    for file in settings_files(subject):
        if is_about_stores(file):
            looked.add(file.place)
        found.setdefault(file.place, set()).update(of_settings(file))
    said = [f"{place} {listed(sorted(facts))}" for place, facts in sorted(found.items()) if facts]
    if said:
        return failed(f"Data lie or travel in the clear: {listed(said, most=3)}.", *said, next_step=_STEP)
    if not looked:
        return not_applicable("the project sets up no store and no stream")
    return passed(f"{count(len(looked), 'file')} of settings, none of which switches encryption off.")


PROBE = Probe(name="data-encryption", items=("COL-06",), run=_run, partial=True, incidental=True, docs=__doc__)
