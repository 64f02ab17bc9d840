"""Keras models as configurations: ``config.json`` of ``.keras`` archives, ``model_config`` of HDF5, SavedModel's notes.

Sources: ``keras/src/saving/serialization_lib.py``; CVE-2025-1550 (any module), CVE-2025-8747 (functions of Keras
itself), CVE-2025-9905 (Lambda in HDF5), CVE-2025-9906 (a configuration that switches safe mode off), CVE-2025-49655
(TorchModuleWrapper), CVE-2025-12058 (vocabularies by path).
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.configured import judge_name, tell_dangerous, tell_unvetted
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node
from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.artifacts.zip_directory import leaves_folder

_CLASSES = frozenset(
    {
        "activations",
        "applications",
        "constraints",
        "distribution",
        "dtype_policies",
        "initializers",
        "layers",
        "losses",
        "metrics",
        "models",
        "optimizers",
        "quantizers",
        "random",
        "regularizers",
    }
)
_SOURCE = frozenset({*_CLASSES, "ops", "engine"})
_ROOTS = frozenset({"keras", "tf_keras", "keras_hub", "keras_nlp", "keras_cv"})
_BUILT_IN = frozenset({"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"})
_INTERNAL = _BUILT_IN | {"__tuple__", "__typespec__", "__metaclass__", "TensorShape", "CompositeTensor"}
_FILE = re.compile(r"[\w.+-]*://|[/\\~]|.*\.\.[/\\]|[A-Za-z]:", re.DOTALL)
_FILES = {  # layers that read files, and where they name them
    **dict.fromkeys(
        ("StringLookup", "IntegerLookup", "TextVectorization", "IndexLookup"), ("vocabulary", "idf_weights")
    ),
    "TFSMLayer": ("filepath",),
}
_COMPUTING = frozenset({"activations", "losses", "metrics", "ops"})  # whose functions only compute
_MAKERS = frozenset({"deserialize", "get", "serialize"})
_IDENTIFIER = re.compile(r"[A-Za-z]\w*\Z", re.ASCII)


def _node(content: Content, node: Node) -> None:
    name = node.get("class_name")
    if not isinstance(name, str) or "config" not in node:
        return
    config, module = node["config"], node.get("module")
    if name in {"__lambda__", "TorchModuleWrapper"} or (name == "Lambda" and _carries_code(config)):
        content.sights.add("keras-lambda-code", f"{name} with code")
    if name == "Lambda" and isinstance(config, dict) and isinstance(config.get("function"), str):
        _function_by_text(content, config["function"])
    if isinstance(config, dict):
        _files(content, config, _FILES.get(name, ()))
    if name == "__typespec__" and isinstance(module, str):
        _type(content, module, str(node.get("spec_name")))
    if name in _INTERNAL:
        return
    if isinstance(module, str):
        target = config if name == "function" and isinstance(config, str) else name
        _named(content, module, target, is_function=name == "function", registered=node.get("registered_name"))


def _carries_code(config: object) -> bool:
    """Whether a Lambda's function is more than a name: Keras 2 writes a list, Keras 3 its own object."""
    if not isinstance(config, dict):
        return True
    kinds = {config.get(key) for key in ("function_type", "output_shape_type", "mask_type")}
    return isinstance(config.get("function"), list) or "lambda" in kinds


def _function_by_text(content: Content, full: str) -> None:
    """Judge a function that a Lambda names: the loading program's own, unless the text says where it is from."""
    module, _, name = full.rpartition(".")
    if module:
        judge_name(content, module, name)
    else:
        tell_unvetted(content, name)


def _type(content: Content, module: str, name: str) -> None:
    """Judge the class of a type: Keras takes any that a module has."""
    if not (module.startswith("tensorflow.") and name.endswith("Spec") and _IDENTIFIER.match(name)):
        judge_name(content, module, name)


def _files(content: Content, config: Node, keys: tuple[str, ...]) -> None:
    for key in keys:
        path = config.get(key)
        if isinstance(path, str) and path:
            outside = leaves_folder(path) or bool(_FILE.match(path))
            content.sights.add(
                "escaping-data-reference" if outside else "unvetted-model-config",
                f"{key} read from a file",
                "loading this file reads another one from a path that it names",
            )


def _named(content: Content, module: str, name: str, *, is_function: bool, registered: object) -> None:
    """Judge ``module`` and ``name`` as Keras resolves them: a registered name first, then the module."""
    package, _, rest = module.partition(".")
    if module.startswith(("tensorflow.keras", "tensorflow.python.keras")):
        package, _, rest = "keras", "", module.rpartition("keras")[2].removeprefix(".")
    if package in _ROOTS:
        _of_keras(content, f"{module}.{name}", rest, name, is_function=is_function)
        return
    if module == "builtins" and is_function:
        _function(content, name, registered)
        return
    if standing(module, name, 5) is Standing.VETTED:
        return
    judge_name(content, module, name)


def _of_keras(content: Content, full: str, rest: str, name: str, *, is_function: bool) -> None:
    """Judge a name of Keras itself: classes of its building blocks, and functions that only compute."""
    is_source = rest == "src" or rest.startswith("src.")
    area = rest.removeprefix("src").removeprefix(".").partition(".")[0]
    if is_function:
        is_own = area in _COMPUTING and name not in _MAKERS
    else:
        is_own = (not area or area in (_SOURCE if is_source else _CLASSES)) and name[:1].isupper()
    if is_own and _IDENTIFIER.match(name):
        return
    if not is_function and area in _CLASSES and _IDENTIFIER.match(name):
        tell_unvetted(content, full)
    else:
        tell_dangerous(content, full)


def _function(content: Content, name: str, registered: object) -> None:
    """Judge a function that Keras finds by its name alone: one that the caller must register."""
    if registered in {name, "function"} and _IDENTIFIER.match(name):
        tell_unvetted(content, name)
    else:
        judge_name(content, "builtins", name)


FORMAT = Format(
    name="a Keras model",
    node=_node,
    suffixes=frozenset({".keras"}),
)
