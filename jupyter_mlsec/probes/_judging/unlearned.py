"""Explanations of a network that has learned nothing: made, never trained, no weights loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Map, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call

_EXPLAINERS = re.compile(
    r"(?:captum\.|shap\.|lime\.|pytorch_grad_cam\.|torchcam\.|alibi\.explainers|tf_explain\.|innvestigate"
    r"|quantus|zennit|saliency\."
    r"|tf_keras_vis\.|transformers_interpret)"
)
_LEARNS = re.compile(r"load\w*|from_\w+|fit\w*|train\w*|compile_and_fit|set_weights|restore\w*|copy_\w*"
                     r"|initialize_from\w*|assign\w*"
                     r"|finetune\w*|learn\w*|load_\w+", re.IGNORECASE)  # fmt: skip
_SETTLES = frozenset({"eval", "to", "cuda", "cpu", "half", "float", "double", "requires_grad_", "zero_grad",
"train", "summary", "build", "modules",
                      "parameters", "named_modules", "children", "state_dict", "apply", "forward", "predict",
                      "compile"})  # fmt: skip
_ZOO = re.compile(r"(?:torchvision\.models|timm)\..*")
_GIVEN = re.compile(r"weights|pretrained|checkpoint|ckpt|path|state|params", re.IGNORECASE)
_WEIGHTS = re.compile(r"\.(?:pth?|ckpt|h5|keras|safetensors|bin|npz|msgpack|onnx|jit)\b|/")
_MOST = 200


def unlearned(reading: Reading) -> Iterator[Wrong]:
    """Yield the explanations of networks that have learned nothing."""
    if any(
        re.search(r"backward|\.step|apply_gradients|grad\(\)|train", call.name)
        for call in reading.program.calls
        if call.method != "train"
    ):
        return
    for call in reading.program.calls:
        if not _EXPLAINERS.match(call.name) or "()" in call.name:
            continue
        for network in _networks(call, reading):
            if _has_learned(network, reading):
                return  # beside one that has learned, a network with random weights is a test of the explanation
            if not reading.honest(call.node):
                yield Wrong("EVA-07", call.cell.number, "a network is explained that was never trained or loaded here")
                return


def _networks(call: Call, reading: Reading) -> Iterator[Call]:
    """Yield the constructions of the networks that an explainer is given, also within a function."""
    values = [each for each in call.arguments.values() if not isinstance(each, Const)]
    for value in [*values, *_named(call, reading)]:
        for each in [value, *_around(value)]:
            made = reading.program.flow.call_of(each)
            if made is not None and _is_network(made):
                yield made


def _named(call: Call, reading: Reading) -> Iterator[Value]:
    """Yield what a function that answers for a network calls: ``lambda x: vit(x).logits``, ``def p(batch)``."""
    bound = dict(reading.program.names)
    for argument in (*call.node.args, *(key.value for key in call.node.keywords)):
        inside: ast.AST = argument
        if isinstance(argument, ast.Name) and argument.id in reading.code.functions:
            inside = reading.code.functions[argument.id]
        elif not isinstance(argument, ast.Lambda):
            continue
        for each in ast.walk(inside):
            if isinstance(each, ast.Call):
                for name in ast.walk(each.func):
                    if isinstance(name, ast.Name) and name.id in bound:
                        yield bound[name.id]
    for later in reading.program.calls:  # an explainer that is asked later with a function: LIME
        if later.method == "explain_instance" and later.order > call.order:
            yield from _named_in(later, reading, bound)


def _named_in(call: Call, reading: Reading, bound: dict[str, Value]) -> Iterator[Value]:
    for argument in call.node.args:
        function = reading.code.functions.get(argument.id) if isinstance(argument, ast.Name) else argument
        for each in ast.walk(function) if isinstance(function, ast.FunctionDef | ast.Lambda | ast.Attribute) else ():
            if isinstance(each, ast.Name) and each.id in bound:
                yield bound[each.id]


def _around(value: Value) -> Iterator[Value]:
    """Yield what a value was before it was set up: ``Net().to(device).eval()``."""
    for _ in range(_MOST):
        if not (isinstance(value, Ref) and value.base is not None):
            return
        value = value.base
        yield value


def _is_network(call: Call) -> bool:
    name = call.name
    if "()" in name:
        return False
    last = call.method
    if _ZOO.fullmatch(name) or name.startswith(
        ("timm.create_model", "torch.nn.", "keras.Sequential", "tensorflow.keras.Sequential")
    ):
        return True
    own = (
        last[:1].isupper()
        and not last.isupper()
        and not name.startswith(
            ("captum.", "shap.", "lime.", "numpy.", "pandas.", "sklearn.", "torchvision.transforms")
        )
    )
    return (
        own
        and not last.startswith(("Data", "Load", "Auto", "Pipeline"))
        and re.search(
            r"net|model|classif|vit|cnn|transformer|encoder|resnet|unet|mlp|small|segment|bert|regress|sequential",
            last,
            re.IGNORECASE,
        )
        is not None
    )


def _has_learned(network: Call, reading: Reading) -> bool:
    """Tell whether a network may know anything: by what it is made with, or by what is done with it."""
    for name, argument in network.arguments.keywords.items():
        unset = isinstance(argument.value, Const) and argument.value.value in {None, False}
        if _GIVEN.search(name) and not unset:
            return True
    if not network.arguments.complete or any(
        _WEIGHTS.search(text) for value in network.arguments.values() for text in all_texts(value)
    ):
        return True
    first = network.arguments.positional[0].value if network.arguments.positional else None
    if _ZOO.fullmatch(network.name) and isinstance(first, Const) and first.value is True:
        return True
    names = _names(network, reading)
    for node in reading.code.nodes:
        if not isinstance(node, ast.Call) or reading.code.order[id(node)] <= reading.code.order[id(network.node)]:
            continue
        if (
            isinstance(node.func, ast.Attribute)
            and _mentions(node.func.value, names)
            and _LEARNS.fullmatch(node.func.attr)
            and node.func.attr not in _SETTLES
        ):
            return True
        call = reading.call_at(node)
        handed = any(isinstance(each, ast.Name) and each.id in names for each in node.args)
        if handed and call is not None and _LEARNS.search(call.name) and not _EXPLAINERS.match(call.name):
            return True
    return isinstance(first, Map)


def _names(network: Call, reading: Reading) -> set[str]:
    found = set(network.targets)
    for name, value in reading.program.names:
        if any(reading.program.flow.call_of(each) is network for each in [value, *_around(value)]):
            found.add(name)
    return found


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))
