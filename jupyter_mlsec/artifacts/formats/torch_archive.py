"""PyTorch's zip archives (``torch.save``, TorchScript, ``.ptl``), recognised by their members' names.

``data.pkl`` refers to storages that stand beside it as raw numbers; nobody interprets these. TorchScript's code is no
Python: PyTorch's own interpreter runs it, and what it can reach are operations. Its pickles name types by their place
in that code (``__torch__.…``), which only this interpreter knows.
Source: ``torch/csrc/jit/serialization`` (``import.cpp``, ``unpickler.cpp``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jupyter_mlsec.artifacts.array_file import MAGIC
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Reader
from jupyter_mlsec.artifacts.formats.pickle_stream import read_pickles, tell_disguise
from jupyter_mlsec.artifacts.graph_operations import judge_torchscript
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.names import Standing
from jupyter_mlsec.artifacts.special_calls import Follow
from jupyter_mlsec.artifacts.value import Import, Made, Value

_NOTES = frozenset({"version", "byteorder", ".format_version", ".storage_alignment", ".data/serialization_id"})
_RAW = re.compile(r"(?:data|constants|tensors|traced_inputs)/\d+\Z")
_CODE = 8 << 20
_NOTE = 64  # bytes
_BUILDERS = frozenset(
    {
        "build_intlist",
        "build_tensorlist",
        "build_doublelist",
        "build_boollist",
        "build_tensor_from_id",
        "restore_type_tag",
    }
)


@lru_cache(maxsize=4)
def _roots(siblings: frozenset[str]) -> tuple[str, ...]:
    """Return the folders of an archive that are PyTorch's: their names end in a slash, or are empty."""
    return tuple(sorted(n.removesuffix("data.pkl") for n in siblings if n.endswith("/data.pkl") or n == "data.pkl"))


def _claims(content: Content) -> Reader | None:
    root = next((root for root in _roots(content.siblings) if content.name.startswith(root)), None)
    return None if root is None else _reader(content, root, content.name.removeprefix(root))


def _reader(content: Content, root: str, rest: str) -> Reader | None:
    if rest in _NOTES:
        return note
    is_raw = _RAW.match(rest)
    if (is_raw or rest.endswith(".pkl")) and could_be_read(content.head):
        return None
    if is_raw:
        return pass_by
    is_script = f"{root}constants.pkl" in content.siblings
    if is_script and rest.startswith("code/"):
        return _code if rest.endswith(".py") else _script_pickle
    if rest.endswith(".pkl"):
        return _script_pickle if is_script else _pickle
    return None


def could_be_read(head: bytes) -> bool:
    """Whether a loader of something else would take what stands where numbers should for its own."""
    return head.startswith((MAGIC, b"PK\x03\x04"))


def note(content: Content) -> None:
    """Take a word or a number; what is more than that is looked at as what it is."""
    if len(content.head) > _NOTE or not content.head.isascii():
        content.inner(content.opener, content.size, "").look()


def pass_by(content: Content) -> None:
    """Read nothing: these are numbers, or a note of a few bytes."""
    content.is_raw = True


def _code(content: Content) -> None:
    judge_torchscript(content, content.bytes(_CODE).decode("utf-8", "replace"))


def _pickle(content: Content) -> None:
    tell_disguise(content)
    read_pickles(content, Judge(content.sights, content.budget, torch=True))


def _script_pickle(content: Content) -> None:
    read_pickles(content, _ScriptJudge(content.sights, content.budget, torch=True))


@dataclass
class _ScriptJudge(Judge):
    """Knows the types that TorchScript's pickles name; no Python module is called ``__torch__``."""

    def imported(self, module: str, name: str, protocol: int) -> Import:
        """Judge an import."""
        if _is_script(module, name):
            return Import(module, name, Standing.VETTED)
        return super().imported(module, name, protocol)

    def called(self, maker: Value, arguments: Value, follow: Follow) -> Value:
        """Judge a call."""
        if isinstance(maker, Import) and _is_script(maker.module, maker.name):
            return Made(None)
        return super().called(maker, arguments, follow)

    def instance(self, maker: Value, arguments: Value, *, may_call: bool = False) -> Value:
        """Judge the making of an instance."""
        if isinstance(maker, Import) and _is_script(maker.module, maker.name):
            return Made(None)
        return super().instance(maker, arguments, may_call=may_call)


def _is_script(module: str, name: str) -> bool:
    is_type = module == "__torch__" or module.startswith("__torch__.")
    return is_type or (module == "torch.jit._pickle" and name in _BUILDERS)


FORMAT = Format(
    name="a PyTorch archive",
    claims=_claims,
    suffixes=frozenset({".distcp", ".pt", ".pth", ".ptl"}),
    names=frozenset(
        {
            "*.pth.tar",
            "*_model.bin",
            "pytorch_model*.bin",
            "diffusion_pytorch_model*.bin",
            "optimizer.bin",
            "scheduler.bin",
            "training_args.bin",
        }
    ),
)
