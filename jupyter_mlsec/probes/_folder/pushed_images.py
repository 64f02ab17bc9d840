"""Images that pipelines and tasks push: whether anything proves where they are from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._folder.ci_files import is_ci, uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject

_TASKS = frozenset({"GNUmakefile", "Justfile", "Makefile", "Taskfile.yml", "justfile", "makefile"})
_SCRIPTS = frozenset({".bash", ".ps1", ".sh"})
_PUSHES = re.compile(
    r"\b(?:docker|podman|buildah|crane|nerdctl|img)\s+(?:image\s+|manifest\s+|compose\s+)?push\b|\bskopeo\s+copy\b"
    r"|\bbuildx?\b[^\n]{0,400}--push\b|/kaniko/executor\b|\bkaniko\b[^\n]{0,200}--destination|\bko\s+(?:build|publish)\b"
    r"|\bpack\s+build\b[^\n]{0,400}--publish\b"
    r"|\bcommand:\s*[\"']?(?:buildAndPush|push)\b|\[\s*push\s*,|args:\s*\[[\"']push[\"']"
    r"|docker\.withRegistry\(|\bjib:build\b"
)
_ACTION = re.compile(r"\bbuild-push-action\b")
_ALWAYS = re.compile(
    r"\buses:[ \t]*\S{0,80}kaniko|\bdocker-push\b|\baction-push-image\b"
)  # actions that push whatever they build
_PUSH_TRUE = re.compile(r"^[ \t]*push:[ \t]*[\"']?true\b", re.MULTILINE)
PROVES = re.compile(  # what signs, or says where something is from
    r"\bcosign\s+(?:sign|attest)\b|\bnotation\s+sign\b|attest-build-provenance|attest-sbom|actions/attest\b"
    r"|slsa-framework/slsa-github-generator|--provenance[= ][\"']?(?:true|mode=|max|min)"
    r"|^[ \t]*provenance:[ \t]*[\"']?(?:true|mode=)"
    r"|--sbom[= ][\"']?(?:true|generator)|^[ \t]*sbom:[ \t]*[\"']?(?:true|generator)"
    r"|--attest\b|\bsyft\s|sbom-action|\bdocker\s+sbom\b"
    r"|\bdocker\s+trust\s+sign\b|DOCKER_CONTENT_TRUST[=:]\s*[\"']?1"
    r"|--sign-by\b|\bin-toto-run\b|\bwitness\s+run\b|\bmlsec\s+(?:run|verify)\b"
    r"|requestedVerifyOption|\bchains\.tekton\.dev\b|\btrivy\b[^\n]{0,200}(?:cyclonedx|spdx)|\bcyclonedx-\w+"
    r"|\bgpg\b[^\n]{0,200}--(?:detach-)?sign"
    r"|\bssh-keygen\s+-Y\s+sign|sign-?image|model_signing\s+sign|binauthz\s+attestations|signing-profile|\baws\s+signer\b",
    re.MULTILINE | re.IGNORECASE,
)
_REFUSES = re.compile(
    r"^[ \t]*(?:provenance|sbom):[ \t]*[\"']?false\b|--(?:provenance|sbom)[= ][\"']?false\b"
    r"|BUILDX_NO_DEFAULT_ATTESTATIONS[=:]\s*[\"']?1|DOCKER_CONTENT_TRUST[=:]\s*[\"']?0",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """One file that pushes images. ``refused``: it says that nothing is to prove where they are from."""

    place: str
    proven: bool
    refused: bool


def pushed_images(subject: ProjectSubject) -> Iterator[Pushed]:
    """Yield the files of a project that push images."""
    for path in require_files(subject):
        if not is_told(path, subject.root):
            continue
        text = re.sub(r"\\\s*\n", " ", uncommented(read_text(path)))
        if _PUSHES.search(text) or _ALWAYS.search(text) or (_ACTION.search(text) and _PUSH_TRUE.search(text)):
            place = path.relative_to(subject.root).as_posix()
            yield Pushed(place, PROVES.search(text) is not None, _REFUSES.search(text) is not None)


def is_told(path: Path, root: Path) -> bool:
    """Tell whether a file is a pipeline, a script or a list of tasks: what somebody or something runs."""
    return path.name in _TASKS or path.suffix.lower() in _SCRIPTS or is_ci(path, root)
