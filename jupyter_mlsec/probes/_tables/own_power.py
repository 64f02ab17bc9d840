"""When a screen says something: it has to find what was planted in the data, far more often than anything else."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Status

_ENOUGH = 0.4  # share of what was planted that must be found, beyond chance, before silence means anything
_LEAST = 0.1  # what is found counts with less, where what was planted is far likelier to be found than any other row
_LIKELIER = 4.0


def is_evidence(status: Status, *, recall: float, by_chance: float) -> bool:
    """Tell whether a verdict counts: the screen finds ``recall`` of what was planted, and ``by_chance`` of the rest."""
    if recall - by_chance >= _ENOUGH:
        return True
    return status is not Status.PASS and recall - by_chance >= _LEAST and recall >= _LIKELIER * by_chance
