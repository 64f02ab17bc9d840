"""Trails of what was done that are switched off, cut short or deleted by what the project declares and starts."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.removed_trails import removed_trails
from jupyter_mlsec.probes._folder.resources import declared_about

_STEP = "Switch the trail on, keep it for as long as the law asks, and let nothing of the project delete it."

PROBE = Probe(
    name="trail-infrastructure",
    items=("MNT-04",),
    run=declared_about("trail", _STEP, removed_trails),
    partial=True,
    incidental=True,
    docs=__doc__,
)
