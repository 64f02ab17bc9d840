"""``torch.package`` and TorchServe archives: their loaders import the Python files that they carry.

Sources: ``torch/package/package_importer.py``; TorchServe's model archiver.
"""

from __future__ import annotations

from functools import lru_cache

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Reader
from jupyter_mlsec.artifacts.formats.torch_archive import pass_by

_NOTES = frozenset({"byteorder", ".data/version", ".data/python_version", ".data/serialization_id"})
_MARKS = (".data/extern_modules", "MAR-INF/MANIFEST.json")


@lru_cache(maxsize=4)
def _mark(siblings: frozenset[str]) -> str | None:
    return min((name for name in siblings if name.endswith(_MARKS)), default=None)


def _claims(content: Content) -> Reader | None:
    mark = _mark(content.siblings)
    if mark is None:
        return None
    if content.name == mark:
        return _tell
    return pass_by if content.name.removeprefix(mark.removesuffix(_MARKS[0])) in _NOTES else None


def _tell(content: Content) -> None:
    content.sights.add("code-in-archive", "Python modules that the loader imports")


FORMAT = Format(name="an archive with code", claims=_claims, suffixes=frozenset({".mar"}))
