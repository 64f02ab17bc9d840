"""A project without a way to report a weakness: who finds one publishes it, or keeps it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.placeholders import placeholders_in
from jupyter_mlsec.probes._folder.project import named, require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare

_NAMES = frozenset({"SECURITY.md", "SECURITY.rst", "SECURITY.txt", "SECURITY", "security.txt"})
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,100}@[\w-]+\.[\w.]+|https://\S+|^[ \t]*Contact:\s*\S+", re.IGNORECASE | re.MULTILINE
)
_EXPIRES = re.compile(r"^Expires:\s*(?P<time>\S+)", re.IGNORECASE | re.MULTILINE)
_TEMPLATE = re.compile(r"\[INSERT|TODO|example\.(?:com|org)|Tell them where to go|5\.1\.x", re.IGNORECASE)


def _run(subject: ProjectSubject) -> Observation:
    files = [path for path in require_files(subject) if named(path, _NAMES)]
    names = listed(path.relative_to(subject.root).as_posix() for path in files)
    if not files:
        return to_declare("There is no SECURITY.md or security.txt", "Write one that says whom to tell, and how.")
    texts = [read_text(path) for path in files]
    if not any(_CONTACT.search(text) for text in texts):
        return warned(f"{names} names no address.", next_step="Add an e-mail address or a form.")
    if any(_TEMPLATE.search(text) or placeholders_in(text) for text in texts):
        return warned(f"{names} still holds text of a template.", next_step="Replace the template's words by your own.")
    if any(_expired(text, subject.now) for text in texts):
        return warned(f"{names} has expired (RFC 9116, Expires).", next_step="Check the address, and set a new end.")
    endless = [
        path
        for path, text in zip(files, texts, strict=True)
        if path.name == "security.txt" and not _EXPIRES.search(text)
    ]
    if endless:
        return warned("security.txt does not say until when it holds (RFC 9116, Expires).", next_step="Set an end.")
    return passed(f"{names} says how to report a weakness.")


def _expired(text: str, now: datetime) -> bool:
    """Tell whether a security.txt says of itself that it is too old to be believed."""
    match = _EXPIRES.search(text)
    try:
        end = datetime.fromisoformat(match["time"]) if match else None
    except ValueError:
        return True
    return end is not None and (end if end.tzinfo else end.replace(tzinfo=UTC)) < now


PROBE = Probe(name="security-contact", items=("GOV-06",), run=_run, docs=__doc__)
