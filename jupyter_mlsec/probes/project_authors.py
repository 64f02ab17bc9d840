"""People who changed the project and hold no role in it.

Git's own log of this copy says who committed. Whoever is neither owner, reviewer nor contact, and is not among the
members (``%mlsec declare roles members="A. Ng, B. Li"``), changed what nobody says they may change.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, passed, warned
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.roles import role_holders

_ENTRY = re.compile(r"[0-9a-f]{40,64} [0-9a-f]{40,64} (?P<name>[^<\n]*?) ?<(?P<mail>[^>\n]*)> \d+ [+-]\d{4}\tcommit")


def _run(subject: ProjectSubject) -> Observation:
    path = subject.root / ".git" / "logs" / "HEAD"
    holders = role_holders(subject)
    if not path.is_file() or not holders:
        return not_applicable("there is no log of commits, or nobody holds a role")
    authors = {(match["name"].strip(), match["mail"].strip()) for match in _ENTRY.finditer(read_text(path))}
    if not authors:
        return not_evidence("this copy's log names no commit", next_step="Look at git log.")
    members = [each for fields in declared(subject.declarations, "roles").values()
               for each in re.split(r"[,;]", fields.get("members", ""))]  # fmt: skip
    known = {name.strip().casefold() for name in (*holders.values(), *members) if name.strip()}
    strangers = [name for name, mail in authors if not {name.casefold(), mail.casefold()} & known]
    if strangers:
        step = 'Give them a role, or find out why they commit: %mlsec declare roles members="…"'
        return warned(f"{count(len(strangers), 'author')} of {len(authors)} in Git hold no role.", next_step=step)
    return passed(f"All {count(len(authors), 'author')} in Git hold a role.")


PROBE = Probe(name="authors", items=("GOV-01",), run=_run, partial=True, incidental=True, docs=__doc__)
