"""The report of a bundle names the files that it was made from, by their digests, in ``<meta>`` elements.

What it says about them in words is its signer's word; that it is about these files can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from jupyter_mlsec.model.run import Failure
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import sha256

_SOURCES = {
    "run": layout.RUN,
    "results": layout.RESULTS,
    "executed": layout.EXECUTED,
    "inputs": layout.INPUTS,
    "checklist": layout.CHECKLIST,
    "audit": layout.AUDIT,
    "findings": layout.FINDINGS,
    "assessment": layout.ASSESSMENT,
    "sbom": layout.SBOM,
}
_META = re.compile(rb'<meta name="mlsec-([a-z]+)" content="(sha256:[0-9a-f]{64})">')
_ANY = re.compile(rb"mlsec-(?:" + "|".join(_SOURCES).encode() + rb")\b", re.IGNORECASE)
_PLACE = b'<meta charset="utf-8">'


def bind_report(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a bundle's files with the digests of the others in the report's head, where there is a report."""
    files = dict(members)
    if layout.REPORT in files:
        lines = "".join(
            f'\n<meta name="mlsec-{kind}" content="{sha256(files[name])}">'
            for kind, name in _SOURCES.items()
            if name in files
        )
        before, place, behind = files[layout.REPORT].partition(_PLACE)
        files[layout.REPORT] = before + place + lines.encode() + behind if place else lines.encode() + b"\n" + before
    return files


def check_report(names: set[str], read: Callable[[str], bytes]) -> Iterator[Failure]:
    """Yield a failure where a report does not name each of its sources once, as it is here."""
    if layout.REPORT not in names:
        return
    report = read(layout.REPORT)
    told = _META.findall(report)
    expected = [(kind.encode(), sha256(read(name)).encode()) for kind, name in _SOURCES.items() if name in names]
    for kind, digest in expected:
        if [found for name, found in told if name == kind] != [digest]:
            yield _failure(f"the report was made from another {_SOURCES[kind.decode()]}")
    unknown = {name for name, _ in told} - {kind for kind, _ in expected}
    if unknown or len(_ANY.findall(report[: report.find(b"</head>")])) != len(told):
        yield _failure("the report names files that are not here, or in another way than once")


def _failure(message: str) -> Failure:
    return Failure(code="report-mismatch", path=layout.REPORT, message=message)
