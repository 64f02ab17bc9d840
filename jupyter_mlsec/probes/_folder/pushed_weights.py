"""Model files that pipelines, scripts and tasks bring to users: where they are from, and whether anything proves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.probes._folder.ci_files import uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.pushed_images import PROVES, is_told
from jupyter_mlsec.probes._ground.base import ProjectSubject

_SUFFIX = (
    r"\.(?:safetensors|onnx|pth?|ckpt|h5|hdf5|keras|pkl|pickle|joblib|gguf|ggml|tflite|mlmodel|mlpackage|bst|ubj|cbm"
    r"|engine|pdparams|skops|npz|pmml)\b"
)
_NAMED = (
    r"\b(?:model|weights?|checkpoint|gewichte|modell|modele|modelo|modello|pesos|poids)[\w.-]{0,80}"
    r"\.(?:tar(?:\.\w+)?|tgz|zip|bin|zst|7z)\b"
)
_MODEL = re.compile(rf"{_SUFFIX}|{_NAMED}|\b(?:model|weights|checkpoint)s?/", re.IGNORECASE)
_RELEASES = re.compile(  # these bring files to users whatever is around them
    r"\b(?:gh|glab|tea)\s+release\s+(?:create|upload|edit)\b|\brelease-cli\b|\bhub\s+release\s+(?:create|edit)\b"
    r"|\b(?:huggingface-cli|hf)\s+upload\b|\bupload_(?:file|folder)\(|\boras\s+push\b|\bkaggle\s+models?\b"
    r"|\bmodelscope\s+upload\b|\bmlflow\s+artifacts\s+log-artifact|\bgoreleaser\b"
)
_ACTIONS = re.compile(
    r"\buses:[ \t]*(?:softprops/action-gh-release|ncipollo/release-action|actions/upload-release-asset"
    r"|svenstaro/upload-release-action|shogo82148/actions-upload-release-asset|huggingface/\S+)\S*"
)
_COPIES = re.compile(  # these only where a release is spoken of
    r"\baws\s+s3\s+(?:cp|mv|sync)\s+(?P<aws>[^\n|;&]{0,400}?)\s+[\"']?s3://"
    r"|\b(?:gsutil|gcloud\s+storage)\s+(?:-m\s+)?(?:cp|rsync|mv)\s+(?P<gs>[^\n|;&]{0,400}?)\s+[\"']?gs://"
    r"|\baz\s+storage\s+blob\s+upload(?:-batch)?\b(?P<az>[^\n|;&]{0,400})|\bazcopy\s+copy\s+(?P<azc>[^\n|;&]{0,400}?)\s+[\"']?https://"
    r"|\b(?:scp|rsync)\s+(?P<ssh>[^\n|;&:]{0,400}?)\s+[\"']?[\w.@${}-]{1,120}:|\bcurl\b(?P<curl>[^\n|;&]{0,400}(?:-T|--upload-file|=@)[^\n|;&]{0,400})"
    r"|\b(?:mc|s3cmd|rclone)\s+(?:cp|put|copy|mirror)\s+(?P<other>[^\n|;&]{0,400})|\bjf\s+rt\s+(?:u|upload)\s+(?P<jf>[^\n|;&]{0,400})"
)
_SPOKEN = re.compile(
    r"release|publish|deploy|promot|roll-?out|\bship\b|freigabe|auslief|publica|livraison|rilascio", re.IGNORECASE
)
_FETCHES = re.compile(  # from a host or a person's folder; a bucket is where many teams keep what they trained
    r"\b(?:curl|wget2?|aria2c|gdown|http|Invoke-WebRequest|iwr)\b(?P<web>[^\n|;&]{0,400})"
    r"|\b(?:scp|rsync)\s+(?P<ssh>[^\n|;&]{0,400}?[\w.@${}-]{1,120}:\S+)\s+\S+"
    r"|\b(?:cp|mv)\s+(?:-\w+\s+)*(?P<disk>[\"']?(?:/home/|/Users/|~/|/mnt/|/media/|/shared?/)\S+)"
)
_UPLOADS = re.compile(r"(?:^|\s)(?:-T|--upload-file|-F|--form|-d|--data\S*|-X\s*(?:POST|PUT))\b")
_FILE = re.compile(rf"(?<![\w.${{}}-])[\w.${{}}-]{{1,120}}(?:{_SUFFIX})|{_NAMED}", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:sha\d+|md5|b2|b3)sum\b[^\n]{0,80}(?:\s-\w*c|--check)|\bshasum\b[^\n]{0,80}\s(?:-\w*c\b|--check)"
    r"|\bcosign\s+verify|\bgh\s+attestation\s+verify|slsa-verifier|\bgpgv?2?\b[^\n]{0,80}--verify|\bgpgv\b|\bminisign\s+-V"
    r"|model_signing\s+verify|\bmlsec\s+verify|\bopenssl\s+dgst\b[^\n]{0,120}-verify|\bssh-keygen\s+-Y\s+verify"
)
_SIGNS = re.compile(
    r"\bcosign\s+\w+-blob|\bminisign\s+-S|\bsignify\s+-S|\bopenssl\s+dgst\b[^\n]{0,120}-sign|sigstore\s+sign"
    r"|\bgpg2?\b[^\n]{0,120}(?:-b\b|--detach)|gh-action-sigstore"
)


@dataclass(frozen=True, slots=True)
class Brought:
    """One file that brings models to users.

    ``proven``: something signs them or says where they are from. ``fetched``: they come from a host or a person's
    folder. ``compared``: what was fetched is held against a digest or a signature.
    """

    place: str
    proven: bool
    fetched: bool
    compared: bool


def pushed_weights(subject: ProjectSubject) -> Iterator[Brought]:
    """Yield the files of a project that bring model files to users."""
    for path in require_files(subject):
        if not is_told(path, subject.root):
            continue
        text = re.sub(r"\\\s*\n", " ", uncommented(read_text(path)))
        place = path.relative_to(subject.root).as_posix()
        brought = list(_brought(text, place))
        if brought:
            proven = PROVES.search(text) is not None or _SIGNS.search(text) is not None
            fetched = any(_is_passed_on(each, brought) for each in map(_given, _FETCHES.finditer(text)))
            yield Brought(place, proven, fetched, _COMPARES.search(text) is not None)


def _brought(text: str, place: str) -> Iterator[str]:
    """Yield what names the models that a file hands to users."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _RELEASES.search(line) and _MODEL.search(line):
            yield line
        elif _ACTIONS.search(line):  # what it is given stands in the lines below it
            below = "\n".join(lines[number : number + 15])
            if _MODEL.search(below):
                yield below
    if _SPOKEN.search(place) is not None or _SPOKEN.search(text) is not None:
        given = map(_given, _COPIES.finditer(text))
        yield from (each for each in given if _MODEL.search(each) and not _is_remote(each))


def _is_passed_on(fetched: str, brought: list[str]) -> bool:
    """Tell whether a file that was fetched is among those that go out: by its name, or because a folder goes out."""
    if _UPLOADS.search(fetched) is not None:
        return False
    names = {match[0].lower() for match in _FILE.finditer(fetched)}
    return any(name in each.lower() for name in names for each in brought) or (
        bool(names) and any("*" in each or re.search(r"\S/(?=\s|$)", each) for each in brought)
    )


def _given(match: re.Match[str]) -> str:
    return next((each for each in match.groups() if each), "")


def _is_remote(given: str) -> bool:
    return given.strip("\"' ").startswith(("s3://", "gs://", "https://"))
