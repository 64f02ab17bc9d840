"""The guard of one kernel: its mode within what the policy allows, the cells it checks, and what it has seen."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import ConfigError, UsageError
from jupyter_mlsec.model.guard import Answer, Deed, GuardMode

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.guard.policy import Policy, QualifiedName
    from jupyter_mlsec.magic.cell_guard import CellGuard
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.checklist import Evidence

_MODE, _ALLOW = "guard", "guard-allow"


class KernelGuard:
    """Switches the process's guard for one shell; nothing is imported for it before it is first switched on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cells: CellGuard | None = None
        self._allowed: frozenset[QualifiedName] = frozenset()  # in this session
        self._older: set[int | None] = set()  # workers that ran before the guard was on
        self._renewed = 0  # idle workers that were ended, because they ran before the guard was on
        self.since: datetime | None = None

    def start(self) -> None:
        """Do what the configuration says. One that cannot be read could say "block", and so that is what is done."""
        try:
            mode = self._session.config().guard
        except ConfigError as error:
            print(f"error: {error.message}", file=sys.stderr)  # noqa: T201 - magics are a surface
            print("  help: the guard blocks until that is mended and it is switched: %mlsec guard off", file=sys.stderr)  # noqa: T201
            mode = GuardMode.BLOCK
        if mode is not GuardMode.OFF:
            self._follow(mode)

    def stop(self) -> None:
        """Switch off with the extension, unless the policy locks the guard."""
        if self.since is not None:
            locked = self._locked(_MODE)
            if locked is None or locked.guard is GuardMode.OFF:
                self._follow(GuardMode.OFF)

    def switch(self, mode: GuardMode) -> None:
        """Change the mode. Raises ``UsageError`` where the policy's lock forbids a weaker one."""
        locked = self._locked(_MODE)
        if locked is not None and mode.strength < locked.guard.strength:
            raise UsageError(
                f"the guard is locked at {locked.guard} by the policy file", help="ask whoever runs this hub"
            )
        before = self.mode
        self._follow(mode)
        if mode is not before:
            self._record("mode of the guard", mode.value)

    def allow(self, name: str, reason: str) -> None:
        """Let pickles import a name for the rest of this session. Raises ``UsageError`` where the policy forbids it."""
        from jupyter_mlsec.guard.guard import GUARD
        from jupyter_mlsec.guard.policy import qualified

        wanted = qualified(name)
        if self._locked(_ALLOW) is not None:
            raise UsageError("the policy file locks what the guard allows", help="ask whoever runs this hub")
        if len(reason.split()) < 2:  # noqa: PLR2004 - one word explains nothing
            raise UsageError("a name is allowed for a reason", help='--reason "who made the file, and why it is there"')
        self._allowed |= {wanted}
        if GUARD.mode is not GuardMode.OFF:
            self._follow(GUARD.mode)
        self._record(".".join(wanted), "allowed", reason=f"sha256:{hashlib.sha256(reason.encode()).hexdigest()}")

    @property
    def mode(self) -> GuardMode:
        """What the guard does now."""
        if self.since is None:
            return GuardMode.OFF
        from jupyter_mlsec.guard.guard import GUARD

        return GUARD.mode

    def in_words(self) -> str:
        """Return the state in one line."""
        if self.since is None or self.mode is GuardMode.OFF:
            return "off"
        from jupyter_mlsec.guard.guard import GUARD

        ledger = GUARD.ledger
        parts = [
            f"{ledger.total(Deed.LOAD, Answer.PASSED)} passed",
            f"{ledger.total(Deed.LOAD, Answer.WARNED)} warned about",
            f"{ledger.total(Deed.LOAD, Answer.BLOCKED)} blocked",
        ]
        return f"{GUARD.mode}, since {self.since:%H:%M} UTC; names that pickles imported: {', '.join(parts)}"

    def unreached(self) -> list[str]:
        """Return in sentences which processes of this session the guard does not reach."""
        from jupyter_mlsec.guard.workers import is_importable

        lines = []
        if self._renewed:
            lines.append(f"{self._renewed} idle worker process(es) of joblib were ended: the next ones are guarded.")
        running = len(self._older & _workers())
        if running:
            lines.append(f"Not guarded: {running} worker process(es) that ran before the guard; start them again.")
        if not is_importable(sys.executable, Path.cwd()):
            lines.append(
                "Not guarded: spawned and loky workers, because a new interpreter finds no jupyter_mlsec here."
            )
        return lines

    def evidence(self) -> tuple[Evidence, ...]:
        """Return what was seen of this notebook, as evidence for its checklist; nothing where nobody watched."""
        if self.since is None or self.mode is GuardMode.OFF:
            return ()
        from jupyter_mlsec.guard.guard import GUARD
        from jupyter_mlsec.lifecycle.collect import collect
        from jupyter_mlsec.lifecycle.discovery import probes_for
        from jupyter_mlsec.lifecycle.fingerprint import notebook_fingerprint
        from jupyter_mlsec.model.checklist import Ground
        from jupyter_mlsec.probes._ground.session import SessionSubject

        now = datetime.now(UTC)
        subject = SessionSubject(mode=GUARD.mode, since=self.since, counts=GUARD.ledger.counted())
        notebook, _ = self._session.notebook()
        binds = {Ground.NOTEBOOK.value: notebook_fingerprint(notebook)}
        return collect(probes_for(SessionSubject), subject, binds=binds, now=now)

    def _follow(self, mode: GuardMode) -> None:
        from jupyter_mlsec.guard.guard import GUARD
        from jupyter_mlsec.guard.workers import reach_workers, renew_idle_workers
        from jupyter_mlsec.magic.guard_reports import GuardReports, prepare_worker

        if self.mode is GuardMode.OFF:
            self._renewed = renew_idle_workers() if mode is not GuardMode.OFF else 0
            self._older = _workers()
        policy = self._policy(mode)
        root = self._root()
        GUARD.tell = GuardReports(root)
        GUARD.follow(policy)
        reach_workers(lambda: (prepare_worker, {"root": str(root) if root else ""}))
        self._watch_cells(on=mode is not GuardMode.OFF)
        if self.since is None:
            self.since = datetime.now(UTC)

    def _policy(self, mode: GuardMode) -> Policy:
        from jupyter_mlsec.guard.policy import policy_from

        try:
            config = self._session.config()
        except ConfigError:  # it was told when the extension was loaded
            return policy_from(mode, (), ()).allowing(*self._allowed)
        return policy_from(mode, config.guard_allow, config.guard_refuse).allowing(*self._allowed)

    def _watch_cells(self, *, on: bool) -> None:
        shell = self._session.shell
        if on and self._cells is None:
            from jupyter_mlsec.magic.cell_guard import CellGuard

            self._cells = cells = CellGuard(self._session)
            shell.events.register("pre_run_cell", cells.begin)
            shell.events.register("post_run_cell", cells.end)
            shell.ast_transformers.append(cells)
        elif not on and self._cells is not None:
            cells, self._cells = self._cells, None
            shell.events.unregister("pre_run_cell", cells.begin)
            shell.events.unregister("post_run_cell", cells.end)
            if cells in shell.ast_transformers:
                shell.ast_transformers.remove(cells)

    def _locked(self, key: str) -> Config | None:
        """Return the configuration where the policy file locks ``key``, else None."""
        try:
            config = self._session.config()
        except ConfigError:
            return None
        return config if key in config.locked else None

    def _root(self) -> Path | None:
        try:
            return self._session.config().root
        except ConfigError:
            return None

    def _record(self, subject: str, outcome: str, **digests: str) -> None:
        from jupyter_mlsec.magic.guard_reports import GuardReports

        GuardReports(self._root()).record(subject, outcome, **digests)


def _workers() -> set[int | None]:
    """Return the worker processes of this session that run now, without importing anything to find out."""
    multiprocessing = sys.modules.get("multiprocessing")
    return {process.pid for process in multiprocessing.active_children()} if multiprocessing else set()
