"""Whether what describes a run agrees: the stored assessment with checklist, audit, findings and record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout, strict_json

Read = Callable[[str], bytes]
_PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_CELL = ("index", "id", "state", "source", "raw", "normalized", "pixels", "numbers")


def check_described(names: set[str], read: Read) -> Iterator[Failure]:
    """Yield everything in which the stored assessment, which the page of a bundle is made from, contradicts a file."""
    if layout.ASSESSMENT not in names:
        return
    try:
        stored = strict_json.table(read(layout.ASSESSMENT))
        for name, compare in _COMPARED.items():
            if name in names and not compare(stored, strict_json.table(read(name))):
                yield _failure("assessment-mismatch", f"it does not say what {name} says")
    except strict_json.DuplicateKeyError as error:
        yield _failure("duplicate-json-key", error.message)
    except (BundleError, KeyError, TypeError, AttributeError, ValueError, RecursionError):
        yield _failure("file-malformed", "it, or a file that it is about, lacks what every one of its kind has")


def check_requirements(locked: Mapping[str, str], requirements: bytes, normal: Callable[[str], str]) -> str | None:
    """Return a package that the requirements pin to another version than the lock, or that only one of them has."""
    pins = {normal(name): version for name, version in _PIN.findall(requirements.decode("utf-8", "replace"))}
    different = {name for name in locked.keys() | pins.keys() if locked.get(name) != pins.get(name)}
    return min(different, default=None)


def _failure(code: str, message: str) -> Failure:
    return Failure(code=code, path=layout.ASSESSMENT, message=message)


def _checklist(stored: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    kept = stored["checklist"]
    ours = [[state["item"]["id"], state["status"]] for state in kept["states"]]
    theirs = [[item["id"], item["status"]] for item in told["items"]]
    numbers = ("coverage", "conformance")
    return strict_json.same(ours, theirs) and all(strict_json.same(kept[key], told[key]) for key in numbers)


def _audit(stored: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    kept = stored["audit"]
    keys = ("verdict", "advisories", "python")
    return kept is not None and all(
        strict_json.same(one, other)
        for one, other in (
            ([kept[key] for key in keys], [told[key] for key in keys]),
            (_vulnerable(kept), _vulnerable(told)),
            (_named(kept["skipped"]), _named(told["skipped"])),
        )
    )


def _vulnerable(audit: Mapping[str, Any]) -> list[Any]:
    return sorted(
        [part["name"], part["version"], sorted(found["id"] for found in part["vulnerabilities"])]
        for part in audit["dependencies"]
    )


def _named(parts: list[Any]) -> list[Any]:
    return sorted([part["name"], part["version"]] for part in parts)


def _findings(stored: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    kept = stored["findings"] + [finding for artifact in stored["artifacts"] for finding in artifact["findings"]]
    return strict_json.same(_marks(kept), _marks(told["findings"]))


def _marks(findings: list[Any]) -> list[Any]:
    return sorted([one["rule"], one["severity"], one["fingerprint"], one["suppressed"] is not None] for one in findings)


def _record(stored: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    kept = stored["run"]
    if kept is None or kept["succeeded"] is not (told["verdict"] == "completed"):
        return False
    ours, theirs = ([[cell[key] for key in _CELL] for cell in part["cells"]] for part in (kept, told))
    return strict_json.same(ours, theirs) and strict_json.same(kept["parameters"], told["parameters"])


_COMPARED = {
    layout.CHECKLIST: _checklist,
    layout.AUDIT: _audit,
    layout.FINDINGS: _findings,
    layout.RUN: _record,
}
