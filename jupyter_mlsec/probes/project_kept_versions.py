"""Models and releases of which no earlier version is kept: there is nothing to go back to when the newest is bad."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.resources import declared_about

_STEP = "Keep earlier versions: of buckets and registries, revisions of a cluster, backups of a database."

PROBE = Probe(
    name="kept-versions",
    items=("MNT-05",),
    run=declared_about("versions", _STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
