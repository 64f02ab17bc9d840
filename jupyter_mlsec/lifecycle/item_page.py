"""One item of the checklist explained: who asks for it, who decides it, what computes it, and how."""

from __future__ import annotations

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.checklist import around
from jupyter_mlsec.lifecycle.discovery import every_probe
from jupyter_mlsec.lifecycle.judge import step_for
from jupyter_mlsec.lifecycle.reference import asked_in, decided_by
from jupyter_mlsec.model.checklist import ChecklistItem, Level


def item_called(name: str) -> ChecklistItem | None:
    """Return the item with this id, however it is spelled; None where there is none."""
    return next((item for item in catalogue().items if item.id.lower() == name.strip().lower()), None)


def item_text(item: ChecklistItem) -> str:
    """Return the explanation as text."""
    probes = [probe for probe in (*every_probe().values(), *around()) if item.id in probe.items]
    lines = [
        f"{item.id}  {item.title}",
        "",
        f"  risk        {item.risk.value}",
        f"  asked in    {asked_in(item)}",
        f"  decided by  {decided_by(item)}",
        *([f"  computed    {item.auto}"] if item.auto else []),
        *([f"  a person    {item.human}"] if item.human and item.level is not Level.AUTO else []),
        *([f"  standards   {', '.join(item.standards)}"] if item.standards else []),
        "",
    ]
    for probe in sorted(probes, key=lambda one: one.name):
        lines += [f"{probe.name}:", *(f"  {line}".rstrip() for line in probe.docs.strip().splitlines()), ""]
    return "\n".join([*lines, f"next: {step_for(item)}"])
