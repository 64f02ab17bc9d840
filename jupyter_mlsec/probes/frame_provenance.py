"""A data set whose source, licence, owner or way of collection nobody wrote down.

The fields ``source``, ``licence``, ``owner`` and ``collection`` are read from the data set's declaration; a source
over plain http or ftp fails, because what arrived may not be what was sent. Files are fingerprinted so that the
declaration speaks of certain bytes.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import file_digest, short
from jupyter_mlsec.probes._ground.observations import count, guarded, listed
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of

_FIELDS = {
    "source": ("source", "url", "origin"),
    "licence": ("licence", "license"),
    "owner": ("owner", "publisher"),
    "collection": ("collection", "collected", "collection-method", "method"),
}
_PLAINTEXT = ("http://", "ftp://")
_CARDS = ("README.md", "README", "LICENSE", "LICENSE.txt", "LICENCE", "dataset_infos.json", "datapackage.json")


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame_of(subject)
    declared = {key.lower().replace("_", "-"): value.strip() for key, value in subject.declared.items()}
    missing = [field for field, names in _FIELDS.items() if not any(declared.get(name) for name in names)]
    insecure = any(value.lower().startswith(_PLAINTEXT) for value in (*declared.values(), *subject.files))
    files = [path for path in subject.files if "://" not in path]
    details = (
        *(f"{Path(path).name}: {short(file_digest(path))}" for path in files),
        *(f"{name} stands beside the data" for name in _beside(files)),
    )
    known = len(_FIELDS) - len(missing)
    measured = (Measurement(name="provenance-fields", value=float(known)),)
    step = "%mlsec declare dataset NAME --source … --licence … --owner … --collection …"
    if insecure:
        status, summary = Status.FAIL, f"{subject.name} came over an unencrypted connection."
        step = "Fetch it over https and pin its digest."
    elif known == 0:
        status, summary = Status.OPEN, f"Nothing is declared about where {subject.name} comes from."
    elif missing:
        status, summary = Status.WARN, f"{subject.name} has no declared {listed(missing)}."
    else:
        where = f", {count(len(files), 'file')} fingerprinted" if files else ""
        status, step = Status.PASS, ""
        summary = f"Source, licence, owner and collection of {subject.name} are declared{where}."
    return Observation(status=status, summary=summary, details=details, measurements=measured, next_step=step)


def _beside(files: list[str]) -> list[str]:
    folders = {Path(path).parent for path in files}
    return sorted({name for folder in folders for name in _CARDS if (folder / name).is_file()})


PROBE = Probe(name="unknown-origin", items=("COL-03",), run=_run, cost=Cost.FAST, docs=__doc__)
