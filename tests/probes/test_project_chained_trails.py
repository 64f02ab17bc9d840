from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.probes._folder import trail_entries

Ask = Callable[..., tuple[str, str]]
Seal = Callable[[dict[str, Any], str], str]
GONE = "an entry is gone, or was changed"
CHANGED = "an entry was changed after it was written"
MODELS = [hashlib.sha256(bytes([number])).hexdigest() for number in range(3)]
NOTHING = ("not-applicable", "Does not apply: the project keeps no trail that is a chain of digests.")


def _sorted(entry: dict[str, Any], _: str) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()


def _compact(entry: dict[str, Any], _: str) -> str:
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha512:{hashlib.sha512(text.encode()).hexdigest()}"


def _before_the_rest(entry: dict[str, Any], before: str) -> str:
    rest = {name: value for name, value in entry.items() if name != "prev"}
    return hashlib.blake2s((before + json.dumps(rest)).encode()).hexdigest()


def _joined(entry: dict[str, Any], before: str) -> str:
    return hashlib.sha384(
        "|".join([before, *(str(entry[name]) for name in entry if name != "prev")]).encode()
    ).hexdigest()


def _secret(entry: dict[str, Any], before: str) -> str:
    return hashlib.sha256(f"pepper{before}{sorted(entry.items())}".encode()).hexdigest()


def _chain(seal: Seal = _sorted, size: int = 6, **more: Any) -> list[dict[str, Any]]:
    found, before = [], "0" * 64
    for number in range(size):
        entry = {
            "seq": number,
            "time": f"2026-11-0{number + 1}T08:00:00+00:00",
            "who": f"p{number}",
            "prev": before,
        } | more
        before = seal(entry, before)
        found.append(entry | {"hash": before})
    return found


def _lines(entries: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(each)}\n" for each in entries)


SEALS = [_sorted, _compact, _before_the_rest, _joined]


@pytest.mark.parametrize("seal", [*SEALS, _secret])
def test_a_whole_chain_passes(ask_project: Ask, seal: Seal) -> None:
    said = ask_project("chained_trails", {"audit/trail.jsonl": _lines(_chain(seal))})
    assert said == ("pass", "The chain holds: 6 entries of the project's own trails.")


@pytest.mark.parametrize("seal", [*SEALS, _secret])
def test_an_entry_that_is_gone(ask_project: Ask, seal: Seal) -> None:
    entries = _chain(seal)
    del entries[2]
    said = ask_project("chained_trails", {"logs/audit.jsonl": _lines(entries)})
    assert said == ("fail", f"A trail is broken. logs/audit.jsonl: {GONE} and numbers of entries are missing.")


@pytest.mark.parametrize("seal", SEALS)
def test_an_entry_that_was_changed(ask_project: Ask, seal: Seal) -> None:
    entries = _chain(seal)
    entries[3]["who"] = "somebody else"
    said = ask_project("chained_trails", {"audit.ndjson": _lines(entries)})
    assert said == ("fail", f"A trail is broken. audit.ndjson: {CHANGED}.")


def test_what_cannot_be_computed_again_is_not_judged(ask_project: Ask) -> None:
    entries = _chain(_secret)
    entries[3]["who"] = "somebody else"
    assert ask_project("chained_trails", {"audit.jsonl": _lines(entries)})[0] == "pass"


@pytest.mark.parametrize("name", ["prev", "previous_hash", "vorgaenger", "x"])
@pytest.mark.parametrize("suffix", [".json", ".yaml", ".csv"])
def test_other_formats_and_names(ask_project: Ask, suffix: str, name: str) -> None:
    entries = [{(name if key == "prev" else key): value for key, value in each.items()} for each in _chain(_secret)]
    for kept, status in ((entries, "pass"), ([*entries[:2], *entries[3:]], "fail")):
        text = json.dumps({"trail": kept})
        if suffix == ".csv":
            text = "\n".join([",".join(entries[0]), *(",".join(map(str, each.values())) for each in kept)])
        assert ask_project("chained_trails", {f"audit_log{suffix}": text})[0] == status


def test_newest_first_and_swapped(ask_project: Ask) -> None:
    entries = _chain()[::-1]
    assert ask_project("chained_trails", {"audit.jsonl": _lines(entries)})[0] == "pass"
    entries = _chain(_secret)
    entries[2], entries[3] = entries[3], entries[2]
    assert "out of their order" in ask_project("chained_trails", {"audit.jsonl": _lines(entries)})[1]


def test_a_chain_of_lines(ask_project: Ask) -> None:
    lines, before = [], ""
    for number in range(5):
        lines.append(json.dumps({"n": number, "what": "run", "prev_line": before}))
        before = hashlib.sha256(lines[-1].encode()).hexdigest()
    assert ask_project("chained_trails", {"custody.jsonl": "\n".join(lines)})[0] == "pass"
    lines[1] = lines[1].replace("run", "ruin")
    assert ask_project("chained_trails", {"custody.jsonl": "\n".join(lines)}) == (
        "fail",
        f"A trail is broken. custody.jsonl: {GONE}.",
    )


def test_what_was_cut_off_the_end(ask_project: Ask) -> None:
    entries = _chain()
    files = {"audit/trail.jsonl": _lines(entries), "audit/trail.head": entries[-1]["hash"]}
    assert ask_project("chained_trails", files)[0] == "pass"
    files["audit/trail.jsonl"] = _lines(entries[:-2])
    assert ask_project("chained_trails", files) == (
        "fail",
        "A trail is broken. audit/trail.jsonl: its newest entries are gone.",
    )


def test_doubts(ask_project: Ask) -> None:
    one = _chain()
    said = ask_project("chained_trails", {"audit.jsonl": _lines([*one[:3], one[2], *one[3:]])})
    assert said == ("fail", "A trail is broken. audit.jsonl: entries are out of their order and numbers come twice.")
    anew = [*_chain(_secret, 5), *_chain(_secret, 5, who="q")]
    said = ask_project("chained_trails", {"audit.jsonl": _lines([each | {"seq": 7} for each in anew])})
    assert said == ("warn", "A trail may have gaps. audit.jsonl: it begins anew in the middle and times go back.")
    late = _chain(time="2026-11-01T08:00:00+00:00")
    assert ask_project("chained_trails", {"audit.jsonl": _lines(late)})[0] == "pass"
    assert ask_project("chained_trails", {"audit.jsonl": _lines(_chain()) + "{half a li"}) == (
        "warn",
        "A trail may have gaps. audit.jsonl: a line holds no entry.",
    )
    plain = [{"nr": number, "who": "a"} for number in (1, 2, 3, 6, 7)]
    assert ask_project("chained_trails", {"audit.jsonl": _lines(plain)}) == (
        "warn",
        "A trail may have gaps. audit.jsonl: numbers of entries are missing.",
    )


def test_entries_without_a_signature(ask_project: Ask) -> None:
    entries = [each | {"signature": "" if place == 2 else "c2ln"} for place, each in enumerate(_chain())]
    said = ask_project("chained_trails", {"audit.jsonl": _lines(entries)})
    assert said == ("fail", "A trail is broken. audit.jsonl: entries are not signed.")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"data/rows.jsonl": _lines(_chain()[::2])},
        {".mlsec/trail.jsonl": _lines(_chain()[::2])},
        {"audit.jsonl": _lines([{"who": "a"}, {"who": "b"}])},
        {"audit.jsonl": "no\nlines\nof\njson\n"},
        {"audit.yaml": "retention: 90\n"},
        {"audit.jsonl": ""},
        {"audit.jsonl": _lines([{"model": MODELS[n // 4], "served": MODELS[n // 4]} for n in range(12)])},
    ],
)
def test_what_is_no_chain(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("chained_trails", files) == NOTHING


def test_what_is_too_long_is_no_evidence(ask_project: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_entries, "_LARGEST", 100)
    assert ask_project("chained_trails", {"audit.jsonl": _lines(_chain())}) == (
        "error",
        "Not evidence: audit.jsonl is too long to be looked at.",
    )
