"""Which fixes are made together: those that do not get in each other's way; the others wait for the next round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Edit, Fix, Removal
from jupyter_mlsec.scan.fixes.edits import conflict, edits_of

Origin = tuple[str | int, ...]


@dataclass
class Chosen:
    """Fixes that can be made at once: edits by the place of their text, and what is removed."""

    findings: list[tuple[Finding, Fix]] = field(default_factory=list)
    edits: dict[Origin, list[Edit]] = field(default_factory=dict)
    removals: set[Origin] = field(default_factory=set)
    _provided: dict[str, int] = field(default_factory=dict)  # what later cells have, and from which cell on

    def add(self, finding: Finding, fix: Fix) -> bool:
        """Take a fix, unless it is in the way of one that was taken before."""
        wanted = [edit for edit in edits_of(fix.changes) if not self._has(edit)]
        for edit in wanted:
            if any(conflict(edit, other) for other in self.edits.get(edit.text.origin, ())):
                return False
        for edit in wanted:
            self.edits.setdefault(edit.text.origin, []).append(edit)
            if edit.provides:
                self._provided.setdefault(edit.provides, _cell(edit))
        self.removals.update(change.origin for change in fix.changes if isinstance(change, Removal))
        self.findings.append((finding, fix))
        return True

    def _has(self, edit: Edit) -> bool:
        return bool(edit.provides) and self._provided.get(edit.provides, _cell(edit)) < _cell(edit)


def _cell(edit: Edit) -> int:
    return edit.text.cell.index if edit.text.cell else 0


def choose(findings: Iterable[Finding], *, unsafe: bool) -> Chosen:
    """Return the fixes of one round: for each finding that counts, the first that may be made."""
    chosen = Chosen()
    for finding in findings:
        fix = preferred(finding, unsafe=unsafe)
        if fix is not None:
            chosen.add(finding, fix)
    return chosen


def preferred(finding: Finding, *, unsafe: bool) -> Fix | None:
    """Return the fix that is made for a finding: none for one that somebody allowed."""
    if finding.suppressed is not None:
        return None
    safe = next((fix for fix in finding.fixes if fix.safe), None)
    return safe or (finding.fixes[0] if unsafe and finding.fixes else None)


def only(chosen: Chosen, number: int) -> Chosen:
    """Return one of the chosen fixes alone."""
    single = Chosen()
    single.add(*chosen.findings[number])
    return single
