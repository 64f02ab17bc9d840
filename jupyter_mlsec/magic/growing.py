"""A result that grows on the screen while probes run: the first line within a second, the whole at the end."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown
    from jupyter_mlsec.model.checklist import Evidence

_PAUSE = 0.5  # seconds between two pictures of a result that still grows


class Growing:
    """One display that is replaced as evidence comes in; only where a kernel can tell a front end."""

    def __init__(self, session: Session, title: str) -> None:
        self._title = title
        self._found: list[Evidence] = []
        self._handle: Any = None
        self._shown_at = float("-inf")
        self._can_grow = hasattr(session.shell, "kernel") and not session.is_running

    def heard(self, evidence: tuple[Evidence, ...], number: int, total: int) -> None:
        """Take what one probe saw; show it where the last picture is old enough."""
        self._found += evidence
        if self._can_grow and number < total and monotonic() - self._shown_at > _PAUSE:
            self._show(f"{number} of {total} probes")
            self._shown_at = monotonic()

    def whole(self, shown: Shown) -> Shown:
        """Put the whole result, with its records, in the place of the growing one."""
        if self._handle is not None:
            self._handle.update(shown)
            shown.was_displayed = shown.is_on_screen = True
        return shown

    def _show(self, progress: str) -> None:
        from IPython.display import display

        from jupyter_mlsec.reports.evidence_text import evidence_text
        from jupyter_mlsec.reports.html.fragments import growing_fragment

        bundle = {
            "text/plain": evidence_text(f"{self._title}: {progress}", self._found),
            "text/html": growing_fragment(self._found, self._title, progress),
        }
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)
