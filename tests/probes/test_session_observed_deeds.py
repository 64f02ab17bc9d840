from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from jupyter_mlsec.model.guard import Answer, Deed, GuardMode
from jupyter_mlsec.probes._ground.session import SessionSubject
from jupyter_mlsec.probes.session_observed_deeds import PROBE

Counts = Mapping[tuple[Deed, str, Answer], int]
SINCE = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
WATCHED = "The guard watched this session since 2026-11-21 09:14 UTC"


@pytest.mark.parametrize(
    ("counts", "status", "summary"),
    [
        ({}, "pass", f"{WATCHED}, with 0 vetted names in pickles; nothing had to be stopped."),
        (
            {(Deed.LOAD, "numpy.ndarray", Answer.PASSED): 3, (Deed.PROCESS, "git", Answer.PASSED): 1},
            "pass",
            f"{WATCHED}, with 3 vetted names in pickles; nothing had to be stopped.",
        ),
        (
            {(Deed.TEXT, "text", Answer.PASSED): 2},
            "warn",
            f"{WATCHED}, with 0 vetted names in pickles; text run as code.",
        ),
        (
            {(Deed.LOAD, "posix.system", Answer.BLOCKED): 2, (Deed.PROCESS, "git", Answer.BLOCKED): 1},
            "fail",
            "The guard stopped 3 deeds: posix.system and process git.",
        ),
        ({(Deed.LOAD, "a.B", Answer.WARNED): 1}, "fail", "The guard warned about 1 deed: a.B."),
    ],
)
def test_what_a_session_did(counts: Counts, status: str, summary: str) -> None:
    seen = PROBE.run(SessionSubject(mode=GuardMode.BLOCK, since=SINCE, counts=counts))
    assert (seen.status, seen.summary) == (status, summary)


def test_what_is_counted_is_told_by_kind() -> None:
    counts = {
        (Deed.NETWORK, "port 443", Answer.PASSED): 12,
        (Deed.NATIVE, "libm.so.6", Answer.PASSED): 1,
        (Deed.PROCESS, "git", Answer.PASSED): 2,
        (Deed.PROCESS, "shell", Answer.PASSED): 1,
        (Deed.MARSHAL, "compiled code", Answer.PASSED): 1,
    }
    seen = PROBE.run(SessionSubject(mode=GuardMode.WARN, since=SINCE, counts=counts))
    assert seen.details == (
        "compiled code read: compiled code (1)",
        "programs started: git (2) and shell (1)",
        "connections made: port 443 (12)",
        "shared libraries loaded: libm.so.6 (1)",
    )
    assert {each.name: each.value for each in seen.measurements} == {
        "guard-load": 0,
        "guard-marshal": 1,
        "guard-text": 0,
        "guard-process": 3,
        "guard-network": 12,
        "guard-native-code": 1,
    }


def test_a_guard_that_is_off_has_seen_nothing() -> None:
    seen = PROBE.run(SessionSubject(mode=GuardMode.OFF, since=SINCE))
    assert (seen.status, seen.summary) == ("error", "Not evidence: the guard was switched off.")
