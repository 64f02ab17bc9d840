"""What is done when the guard has stopped or noticed something: it is said, and recorded in the project's trail."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.model.guard import Answer, Deed, GuardEvent


@dataclass(frozen=True, slots=True)
class GuardReports:
    """Told by the guard in the middle of a load; ``root`` is the project's folder, where there is a project."""

    root: Path | None = None

    def __call__(self, event: GuardEvent) -> None:
        """Say a warning (what is blocked says so itself, as the exception), and record both."""
        if event.answer is Answer.WARNED:
            print(f"warning: {in_words(event)}", file=sys.stderr)  # noqa: T201 - magics are a surface
        self.record(event.name if event.deed is Deed.LOAD else f"{event.deed} {event.name}", event.answer.value)

    def record(self, subject: str, outcome: str, **digests: str) -> None:
        """Append an entry to the trail of a project that has one; the guard does its work without it too."""
        from jupyter_mlsec.errors import StateError
        from jupyter_mlsec.lifecycle.trail import Trail
        from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind

        if self.root is None:
            return
        trail = Trail(self.root)
        if trail.path.is_file():
            try:
                trail.append(TrailEvent(kind=TrailKind.GUARD, subject=subject, outcome=outcome, digests=digests))
            except StateError as error:
                print(f"warning: not recorded in the trail: {error.message}", file=sys.stderr)  # noqa: T201


def in_words(event: GuardEvent) -> str:
    """Return a warning's sentence."""
    if event.deed is Deed.LOAD:
        return f"a pickle imports {event.name}, {event.reason}; in block mode the guard would have stopped it"
    return f"{event.deed} ({event.name}), {event.reason}; in block mode the guard would have stopped it"


def prepare_worker(values: dict[str, Any]) -> None:
    """Let the guard of a worker report to the project of its parent."""
    GUARD.tell = GuardReports(Path(values["root"]) if values.get("root") else None)
