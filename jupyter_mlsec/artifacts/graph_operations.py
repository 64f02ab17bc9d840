"""Operations of saved graphs that reach files, Python or other programs.

Source: the registered operations of TensorFlow 2.21, by what their kernels do; PyTorch's ``native_functions.yaml``.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.sight import shown_name

_TENSORFLOW = re.compile(
    r"(?:Eager)?PyFunc(?:Stateless)?|ReadFile|WriteFile|MatchingFiles|ImmutableConst|WholeFileReader(?:V2)?|"
    r"(?:TextLine|FixedLengthRecord|TFRecord|LMDB)Reader(?:V2)?|(?:TextLine|TFRecord|FixedLengthRecord|CSV|LMDB|Sql|"
    r"MatchingFiles|Experimental\w+|Load|Save|Snapshot)Dataset(?:V2)?|DatasetToTFRecord|SaveDatasetV2|"
    r"CreateSummary(?:File|Db)Writer|LoadAndRemapMatrix|GenerateVocabRemapping|LoadLibrary|RpcCall|TryRpc|RemoteCall|"
    r"PyCall|XlaCustomCall\w*|Send|Recv|_HostSend|_HostRecv|CollectiveReduceV\d|Debug(?:Identity|NumericSummary)\w*"
)
_PRINTS = frozenset({"PrintV2", "Print", "DebugIdentity"})
_TORCH = re.compile(r"\b(?:torch|ops\.aten)\.((?:_)?(?:from_file|save|load\w*|jit_\w+|_import_\w+))\(")
_NAMESPACE = re.compile(r"\bops\.(\w+)\.(\w+)")
_KNOWN_NAMESPACES = frozenset(
    {
        "aten",
        "prim",
        "prims",
        "quantized",
        "quantized_decomposed",
        "torchvision",
        "torchaudio",
        "sparse",
        "mkldnn",
        "mkldnn_prepacked",
        "prepacked",
        "xnnpack",
        "inductor",
        "static_runtime",
        "internal",
        "cuda",
        "metal_prepack",
        "vulkan_prepack",
        "fb",
    }
)


def judge_tensorflow(content: Content, operation: str, *, has_file: bool = False) -> None:
    """Tell of a TensorFlow operation that reaches files or Python; ``has_file``: an attribute names a file."""
    if _TENSORFLOW.fullmatch(operation) or (has_file and operation in _PRINTS):
        content.sights.add("graph-file-operation", f"operation {shown_name(operation)}")
    elif ">" in operation:  # TensorFlow's own names have no library in front
        content.sights.add("custom-graph-operation", f"operation {shown_name(operation.replace('>', '.'))}")


def judge_torchscript(content: Content, code: str) -> None:
    """Tell of TorchScript operations that reach files, and of those that come from other libraries."""
    for match in _TORCH.finditer(code):
        content.budget.tick()
        content.sights.add("graph-file-operation", f"operation {shown_name(match[1])}")
    for match in _NAMESPACE.finditer(code):
        content.budget.tick()
        if match[1] not in _KNOWN_NAMESPACES:
            content.sights.add("custom-graph-operation", f"operation {shown_name(match[1])}.{shown_name(match[2])}")
