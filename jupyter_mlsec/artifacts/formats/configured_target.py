"""Configurations that name what is to be made by ``_target_``, as Hydra reads them and NeMo models carry them.

Source: CVE-2025-23304 (NeMo); ``hydra.utils.instantiate`` imports and calls whatever the name says.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.configured import judge_name, tell_dangerous, tell_unvetted
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node
from jupyter_mlsec.artifacts.names import Standing, standing

_KEYS = ("_target_", "target", "_partial_target_")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z", re.ASCII)
_ROOTS = frozenset(
    {
        "diffusers",
        "lightning",
        "megatron",
        "nemo",
        "omegaconf",
        "pytorch_lightning",
        "sklearn",
        "timm",
        "torch",
        "torchaudio",
        "torchmetrics",
        "torchvision",
        "transformers",
    }
)


def _node(content: Content, node: Node) -> None:
    for key in _KEYS:
        full = node.get(key)
        if not isinstance(full, str) or (key == "target" and not _DOTTED.match(full)):
            continue
        module, _, name = full.rpartition(".")
        found = standing(module, name, 5)
        if key == "target" and full.startswith("torch.ops."):
            continue  # an operation of an exported program
        if found is Standing.DANGEROUS or not _DOTTED.match(full):
            tell_dangerous(content, full)
        elif key == "target":
            continue  # many configurations use this word for something else
        elif full.partition(".")[0] in _ROOTS and name[:1].isupper():
            continue
        elif full.partition(".")[0] in _ROOTS:
            tell_unvetted(content, full)
        else:
            judge_name(content, module, name)


FORMAT = Format(name="a configuration with targets", node=_node)
