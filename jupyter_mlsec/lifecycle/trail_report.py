"""What a verification of the audit trail found, and the walk along its lines that finds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from jupyter_mlsec.lifecycle.trail_entry import (
    FORMAT,
    GENESIS,
    TRAIL,
    TrailEntry,
    TrailKind,
    entry_digest,
    line_digest,
    read_entry,
)
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.model.trail import SignOffs


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailReport:
    """What a verification found; the trail is intact where ``failures`` is empty.

    ``head`` is the digest of the last good entry (None for an empty trail). ``repaired`` are the line numbers, from 1,
    of half lines that a crash left and a later entry accounts for.
    """

    entries: int
    head: str | None
    failures: tuple[Failure, ...] = ()
    repaired: tuple[int, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing at all was wrong."""
        return not self.failures


def check_lines(data: bytes, anchors: Iterable[str]) -> TrailReport:
    """Check a whole trail. ``anchors`` are digests of entries that are known to have been in it."""
    chain = _Chain()
    for number, line in enumerate(split_lines(data), start=1):
        chain.read(number, line)
    chain.finish(torn=bool(data) and not data.endswith(b"\n"))
    chain.failures += [
        failure("missing-entries", 0, f"the entry {anchor[:19]}… is known to have been here and is not")
        for anchor in sorted({*anchors, *chain.expected} - chain.digests)
    ]
    return TrailReport(
        entries=chain.count, head=chain.head, failures=tuple(chain.failures), repaired=tuple(chain.repaired)
    )


class _Chain:
    """Follows the lines, and says at each what is wrong with it."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self.repaired: list[int] = []
        self.digests: set[str] = set()
        self.expected: set[str] = set()  # what a writer missed
        self.head: str | None = None
        self.count = 0
        self._odd: list[tuple[int, str, str]] = []  # line number, digest of the line, what is wrong with it

    def read(self, number: int, line: bytes) -> None:
        entry = read_entry(line)
        if isinstance(entry, str):
            self._odd.append((number, line_digest(line), entry))
            return
        self._account(entry)
        if entry.digest != entry_digest(entry):
            self._fail("altered-entry", number, "was changed after it was written")
        elif entry.previous != (self.head or GENESIS):
            self._fail("broken-chain", number, "does not follow the line before it: something was removed or moved")
        elif entry.sequence != self.count:
            self._fail("wrong-sequence", number, f"is numbered {entry.sequence} instead of {self.count}")
        self.digests.add(entry.digest)
        self.head = entry.digest
        self.count += 1

    def finish(self, *, torn: bool) -> None:
        if torn and self._odd:
            number, _, _ = self._odd.pop()
            self._fail("torn-line", number, "is half a line, left by a crash; the next entry will account for it")
        self._give_up()

    def _account(self, entry: TrailEntry) -> None:
        """Let a repair entry account for the odd lines right before it; any other entry accounts for none."""
        if entry.kind == TrailKind.REPAIR:
            named = {digest for name, digest in entry.digests.items() if name.startswith("line-")}
            self.repaired += [number for number, digest, _ in self._odd if digest in named]
            self._odd = [odd for odd in self._odd if odd[1] not in named]
            self.expected |= {digest for name, digest in entry.digests.items() if name == "expected"}
        self._give_up()

    def _give_up(self) -> None:
        for number, _, reason in self._odd:
            self._fail("malformed-line", number, reason)
        self._odd = []

    def _fail(self, code: str, number: int, reason: str) -> None:
        self.failures.append(failure(code, number, f"line {number} {reason}"))


def trail_json(report: TrailReport, sign_offs: SignOffs | None = None) -> str:
    """Return ``mlsec-trail/1`` for ``mlsec trail verify --format json``."""
    document: dict[str, object] = {
        "format": FORMAT,
        "verdict": "intact" if report.intact else "broken",
        "entries": report.entries,
        "head": report.head,
        "repaired": list(report.repaired),
        "failures": [{"code": one.code, "path": one.path, "message": one.message} for one in report.failures],
    }
    if sign_offs is not None:
        document["sign_offs"] = {"signed": list(sign_offs.signed), "unsigned": list(sign_offs.unsigned)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def failure(code: str, number: int, message: str) -> Failure:
    """Return a failure at a line, from 1; 0 is the trail as a whole."""
    return Failure(code=code, path=f"{TRAIL}:{number}" if number else TRAIL, message=message)


def split_lines(data: bytes) -> list[bytes]:
    """Return the lines, an unfinished last one included."""
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]
