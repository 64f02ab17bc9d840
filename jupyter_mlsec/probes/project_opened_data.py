"""Data that scripts and statements open to everybody: grants to PUBLIC, buckets for all users, folders of mode 777.

Whoever may connect may then read; nobody finds out who did. Rights on functions and the right to look into a schema
are left alone: they show no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.grants import Grant, grants
from jupyter_mlsec.probes._folder.heeded import fates
from jupyter_mlsec.probes._folder.scripts import scripts
from jupyter_mlsec.probes._folder.unheeded import command, options
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Give access to those who need it by name, and take it from PUBLIC and everybody."


def _run(subject: ProjectSubject) -> Observation:
    found = [*grants(subject), *_commands(subject)]
    open_ = dict.fromkeys(f"{each.place} {each.fact}" for each in found if each.fact)
    if open_:
        return failed(f"Anybody may take the data: {listed(open_)}.", *open_, next_step=_STEP)
    if not found:
        return not_applicable("nothing in the project says who may read its data")
    return passed(f"{count(len(found), 'statement')} about access, each to somebody by name.")


def _commands(subject: ProjectSubject) -> Iterator[Grant]:
    wanted = command("access")
    for script in scripts(subject, wanted):
        for fate in fates(script.text, wanted):
            line = fate.line[fate.found.start() :]
            if options("opens").search(line):
                yield Grant(script.place, "opens a store to everybody")
            elif "chmod" not in fate.found[0]:
                yield Grant(script.place)
            elif (mode := options("open_modes").search(line)) is not None and _is_data(mode["target"]):
                yield Grant(script.place, "lets everybody write into the data")


def _is_data(target: str) -> bool:
    return any(re.search(rf"(?:\b|_)(?:{options('data_places').pattern})", each) for each in target.lower().split())


PROBE = Probe(name="opened-data", items=("COL-04",), run=_run, partial=True, incidental=True, docs=__doc__)
