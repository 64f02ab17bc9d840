"""A container image that is built with other packages than those that the model was trained with.

A package without a version is another one at the next build; the lock that the notebook was run with says which one
is meant. The image's Python should be the notebook's as well: a pickle of one is not sure to load in the other.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.dockerfiles import base_images, dockerfiles, instructions
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.locked_versions import locked_versions, normalised
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_INSTALL = re.compile(
    r"\b(?:(?:pip3?(?:\.\d+)?|uv\s+pip|conda|mamba|micromamba)\s+install|uv\s+add)\b(?P<rest>[^&|;]*)"
)
_TAKES_VALUE = frozenset({
    "-c", "--constraint", "-e", "--editable", "-f", "--find-links", "-i", "--index-url", "--extra-index-url",
    "-n", "--name", "--channel", "--file", "--platform", "--python", "--prefix", "-t", "--target", "--trusted-host",
    "--cache-dir", "--root", "--progress-bar",
})  # fmt: skip
_PINNED = re.compile(r"[A-Za-z0-9][\w.\-]*(?:\[[^\]]*\])?={1,3}[^*=][^*]*|.*@.*|.*\.whl|\.|\./.*|/.*|\$.*")
_EXACT = re.compile(
    r"(?<![\w./-])[\"']?(?P<name>[A-Za-z][\w.-]{0,100})(?:\[[^\]]{0,200}\])?={2,3}(?P<version>\d[\w.+!]{0,60})"
)
_TOOLS = frozenset({"pip", "setuptools", "wheel", "uv"})
_PYTHON = re.compile(r"(?:^|/)python:(?P<version>3\.\d+)")


def _run(subject: ProjectSubject) -> Observation:
    files = dockerfiles(subject)
    if not files:
        return not_applicable("the project has no container files")
    texts = [read_text(path) for path in files]
    installs = [match["rest"] for text in texts for line in instructions(text) for match in _INSTALL.finditer(line)]
    loose = sorted({name for rest in installs for name in _loose(rest)})
    if loose:
        step = "Install from the lock that the notebook runs with: pip install --require-hashes -r requirements.lock"
        return failed(f"The image takes any version of {listed(loose)}.", next_step=step)
    locked = locked_versions(require_files(subject))
    other = sorted({each for rest in installs for each in _others(rest, locked)})
    if other:
        step = "Install from the lock that the notebook runs with: pip install --require-hashes -r requirements.lock"
        return failed(f"The image is built with other versions than the lock: {listed(other)}.", next_step=step)
    own = _version(subject)
    apart = sorted({match["version"] for text in texts for image in base_images(text)
                    if (match := _PYTHON.search(image)) and own and match["version"] != own})  # fmt: skip
    if apart:
        step = f"Build from python:{own}, or run the notebook in the image's Python."
        return warned(f"The image has Python {listed(apart)}, the notebook was run with {own}.", next_step=step)
    if not installs:
        return not_applicable("no container file installs packages with pip")
    return passed(f"{count(len(installs), 'installation')} in the image, each pinned or from a lock.")


def _loose(rest: str) -> Iterator[str]:
    """Yield the packages of an installation that are named without a version."""
    try:
        words = shlex.split(rest, comments=True)
    except ValueError:
        words = rest.split()
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and (word in _TAKES_VALUE or word in {"-r", "--requirement"})
        elif not _PINNED.fullmatch(word) and re.split(r"[\[<>=!~]", word)[0].lower() not in _TOOLS:
            yield re.split(r"[<>=!~]", word)[0]


def _others(rest: str, locked: dict[str, str]) -> Iterator[str]:
    """Yield the packages of an installation whose version is another than the lock's."""
    for match in _EXACT.finditer(rest):
        wanted = locked.get(normalised(match["name"]))
        if wanted is not None and _plain(wanted) != _plain(match["version"]):
            yield f"{match['name']} {match['version']} and not {wanted}"


def _plain(version: str) -> str:
    """Return a version without a build's own part and without zeros at its end: 1.2.0+cpu is 1.2."""
    return re.sub(r"(?:\.0)+$", "", version.partition("+")[0])


def _version(subject: ProjectSubject) -> str:
    """Return the notebook's Python as ``3.11``; empty where it does not say."""
    language = subject.notebook.metadata.get("language_info")
    version = language.get("version") if isinstance(language, dict) else None
    return ".".join(version.split(".")[:2]) if isinstance(version, str) else ""


PROBE = Probe(name="image-packages", items=("DEP-02",), run=_run, partial=True, incidental=True, docs=__doc__)
