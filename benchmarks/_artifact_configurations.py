"""Hostile configurations in many spellings: Keras, skops, YAML, JSON and chat templates that name code or files.

Left out is what no loader runs: a Keras class without a module, which the loading program must have registered itself,
and a template that takes a member's name from a message, which is the message's doing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from benchmarks._artifact_containers import EVIL, array, tarred, zipped
from benchmarks._artifact_formats import gguf
from benchmarks._artifact_pickles import Sample

Node = dict[str, Any]
_CODE: Node = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}
_LIST = ["4wEAAAA=", None, None]
_PICKLE = base64.b64encode(EVIL).decode()


def _named(module: str | None, name: str, config: object = None) -> Node:
    return {"module": module, "class_name": name, "config": {} if config is None else config, "registered_name": name}


def _function(module: str, name: str) -> Node:
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


def _layer(name: str, **config: object) -> Node:
    return {"module": "keras.layers", "class_name": name, "config": config, "registered_name": None}


def _model(*layers: Node, **extra: object) -> Node:
    config = {"name": "s", "layers": list(layers)}
    return {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None, **extra}


def _archive(config: bytes) -> bytes:
    return zipped(("metadata.json", b'{"keras_version": "3.8.0"}'), ("config.json", config))


_RELU = _function("keras.activations", "relu")
_ACTIVATIONS = {
    "builtins": "eval exec", "posix": "system", "subprocess": "check_output", "keras.utils": "get_file",
    "keras.src.utils.file_utils": "get_file", "keras.models": "load_model", "numpy": "load", "joblib": "load",
    "keras.config": "enable_unsafe_deserialization", "pandas": "read_pickle", "numpy.f2py.diagnose": "run_command",
    "keras.src.saving.serialization_lib": "enable_unsafe_deserialization", "keras.layers": "deserialize",
}  # fmt: skip
_LAYERS: dict[str, Node] = {
    "lambda-text": _layer("Lambda", function="os.system"),
    "lambda-object": _layer("Lambda", function=_function("os", "system")),
    "lambda-plain": _layer("Lambda", function="run", function_type="function", module="acme"),
    "lambda-list": _layer("Lambda", function=_LIST, function_type="lambda"),
    "lambda-shape": _layer("Lambda", function="relu", output_shape=_LIST, output_shape_type="lambda"),
    "lambda-mask": _layer("Lambda", function=_RELU, mask=_CODE),
    "lambda-arguments": _layer("Lambda", function=_RELU, arguments={"f": _CODE}),
    "lambda-source": _named("keras.src.layers.core.lambda_layer", "Lambda", {"function": _CODE}),
    "lambda-tensorflow": _named("tensorflow.keras.layers", "Lambda", {"function": _CODE}),
    "lambda-small": _layer("lambda", function=_CODE),
    "constraint": _layer("Dense", units=1, kernel_constraint=_named("acme", "C")),
    "call": _named("os", "system", "true"),
    "process": _named("subprocess", "Popen", {"args": ["true"]}),
    "wrapper": _layer("TorchModuleWrapper", module=_PICKLE),
    "wrapper-source": _named("keras.src.utils.torch_utils", "TorchModuleWrapper", {"module": "x"}),
    "jax": _layer("JaxLayer", call_fn=_function("acme", "f")),
    "saved-model": _layer("TFSMLayer", filepath="exported"),
    "vocabulary-address": _layer("TextVectorization", vocabulary="https://x.example/v"),
    "vocabulary-path": _layer("IntegerLookup", vocabulary="../../v.txt"),
    "registered-by-builtins": {**_named("builtins", "Gate"), "registered_name": "acme>Gate"},
    "shape": {**_layer("Dense", units=1), "build_config": {"input_shape": _CODE}},
    "cell": _layer("Bidirectional", layer=_layer("RNN", cell=_named("acme", "Cell"))),
    "type": {"class_name": "__typespec__", "spec_name": "x", "module": "os", "config": []},
    "dotted": _layer("core.os.system"),
    "dunder": _layer("__builtins__"),
    **{
        f"activation-{module}-{name}": _layer("Dense", units=1, activation=_function(module, name))
        for module, names in _ACTIVATIONS.items()
        for name in names.split()
    },
}


def _keras_variations() -> Iterator[Sample]:
    for name, layer in _LAYERS.items():
        config = json.dumps(_model(layer)).encode()
        yield "keras-form", f"{name}.keras", _archive(config)
        yield "keras-form", f"{name}.json", config
        yield "keras-form", f"{name}-in.zip", zipped(("m/model.keras", _archive(config)))
    dense = _layer("Dense", units=1)
    for key in ("loss", "metrics", "optimizer", "weighted_metrics"):
        for title, found in (("call", _function("os", "system")), ("own", _named("acme", "L"))):
            config = json.dumps(_model(dense, compile_config={key: found})).encode()
            yield "keras-form", f"compile-{key}-{title}.keras", _archive(config)
    plain, code = json.dumps(_model(dense)).encode(), json.dumps(_model(_CODE))
    yield "keras-form", "two-cases.keras", zipped(("config.json", plain), ("CONFIG.json", code.encode()))
    yield "keras-form", "wide.keras", _archive(code.encode("utf-16"))
    yield "keras-form", "escaped.keras", _archive(code.replace("__lambda__", "\\u005f_lambda__").encode())
    twice = b'{"module": "keras", "class_name": "Dense", "class_name": "__lambda__", "config": {"code": "4wE="}}'
    yield "keras-form", "twice.keras", _archive(twice)
    members = (("metadata.json", b"{}"), ("config.json", plain), ("assets/x", EVIL))
    yield "keras-form", "asset.keras", zipped(*members)


_TEMPLATES = (
    "{{ self.__init__.__globals__ }}", "{{ x['__class__'] }}", r"{{ x|attr('\x5f\x5fclass\x5f\x5f') }}",
    "{%- set g = cycler.__init__.__globals__ %}", "{% include '/etc/passwd' %}", "{% import 'x' as y %}",
    "{% extends 'x' %}", "{{ ''['__cla'~'ss__'] }}", "{{ ''[['__cla','ss__']|join] }}", "{{ namespace.__init__ }}",
    "{{ ''['%s%s'|format('__cla','ss__')] }}", "{{ ''['__ssalc__'|reverse] }}", "{{ dict.mro() }}",
    "{{ messages|map(attribute='__class__')|list }}", "{{ lipsum['__globals__'].os.popen('id') }}",
    "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}", "{{ (()|attr('__cla''ss__')) }}",
    "{% set a='__cla' %}{% set b='ss__' %}{{ ''[a~b] }}", "{{ ''|attr('_'*2~'class'~'_'*2) }}",
    r"{% set x = ''['\137\137class\137\137'] %}", "{{ x['_'+'_class_'+'_'] }}", "{{ ''|attr(x) }}",
    "{% set u=('a_b'|list)[1] %}{{ ''[u~u~'class'~u~u] }}", "{{ ''|attr(['_','_','class','_','_']|join) }}",
    "{{ ''[('__class__X')[:-1]] }}", "{{ ''|attr('__CLASS__'|lower) }}", "{{ ''['__CLASS__'.lower()] }}",
    "{{ ''['~~class~~'|replace('~','_')] }}", "{% set a=dict(__class__=1)|list|first %}{{ ''[a] }}",
)  # fmt: skip


def _template_variations() -> Iterator[Sample]:
    for index, text in enumerate(_TEMPLATES):
        yield "template", f"{index}.gguf", gguf(tokenizer__chat_template=text)
        yield "template", f"{index}-named.gguf", gguf(tokenizer__chat_template__tool_use=text)
        config = json.dumps({"chat_template": [{"name": "x", "template": text}]}).encode()
        yield "template", f"{index}.zip", zipped(("tokenizer_config.json", config))
        yield "template", f"{index}-alone.zip", zipped(("chat_template.jinja", text.encode()))


_YAML = (
    "!!python/object/apply:os.system ['true']", "!!python/object/new:os.system [true]", "a: !!python/name:os.system",
    "a: !!python/module:os", "%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system [x]",
    "a: !<tag:yaml.org,2002:python/object/apply:os.system> [x]", "_target_: os.system\n", "a: {_target_: acme.run}",
    "a: !<tag:yaml.org,2002:pyth%6fn/object/apply:os.system> [x]", "a:\n - _target_: builtins.eval",
    "model:\n  _target_: subprocess.Popen\n  args: [true]",
)  # fmt: skip
_JSON: tuple[Node, ...] = (
    {"auto_map": {"AutoModel": "modeling.X"}}, {"custom_pipelines": {"x": {"impl": "a.py"}}}, {"py/object": "os.system"},
    {"py/reduce": [{"py/function": "os.system"}, {"py/tuple": ["true"]}]}, {"a": {"py/type": "subprocess.Popen"}},
    {"flavors": {"python_function": {"loader_module": "acme", "code": "code"}}}, {"_target_": "os.system"},
    {"policy_class": {":type:": "<class>", ":serialized:": _PICKLE}},
    {"class_name": "Lambda", "config": {"function": _LIST, "function_type": "lambda", "name": "l"}},
)  # fmt: skip


def _text_variations() -> Iterator[Sample]:
    for index, text in enumerate(_YAML):
        yield "yaml", f"{index}.yaml", text.encode()
        yield "yaml", f"{index}.zip", zipped(("config.yaml", text.encode()))
        yield "yaml", f"{index}.nemo", tarred(("model_config.yaml", text.encode()))
    for index, config in enumerate(_JSON):
        data = json.dumps(config).encode()
        yield "json", f"{index}.json", data
        yield "json", f"{index}.zip", zipped(("config.json", data))
    modules = json.dumps([{"idx": 0, "name": "0", "path": "", "type": "acme.Module"}]).encode()
    yield "json", "modules.zip", zipped(("modules.json", modules))


def _node(module: str | None, name: str, loader: str, **more: object) -> Node:
    return {"__class__": name, "__loader__": loader, **({"__module__": module} if module else {}), **more}


_SKOPS = (
    _node("operator", "attrgetter", "OperatorFuncNode", attrs=_node("builtins", "tuple", "TupleNode", content=[])),
    _node("builtins", "function", "FunctionNode", content={"module_path": "os", "function": "system"}),
    _node("numpy", "f", "FunctionNode", content="os.system"),
    _node("functools", "partial", "PartialNode", content={"func": _node("os", "system", "FunctionNode")}),
    _node("subprocess", "Popen", "TypeNode"), _node("os", "Tree", "ReduceNode"), _node("acme", "X", "ZNode"),
    _node(None, "X", "ObjectNode"), _node("pandas", "DataFrame", "MethodNode", content={"func": "eval", "obj": {}}),
    _node("builtins", "dict", "DictNode", content={"a": _node("builtins", "eval", "FunctionNode")}),
    _node("numpy", "ndarray", "NdArrayNode", type="numpy", file="x.npy"),
)  # fmt: skip


def configuration_files() -> Iterator[Sample]:
    """Yield all of the above."""
    yield from _keras_variations()
    yield from _template_variations()
    yield from _text_variations()
    for index, node in enumerate(_SKOPS):
        schema = ("schema.json", json.dumps(node).encode())
        members = [("x.npy", array("'|O'", EVIL))] if "file" in node else []
        yield "skops", f"form-{index}.skops", zipped(schema, *members)
