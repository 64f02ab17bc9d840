"""What a Keras configuration gives to its loader: code, names, paths."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import keras, layers, zipped

Look = Callable[[bytes], Seen]
CODE = "4wAAAAAAAAAA"
RELU = {"module": "keras.activations", "class_name": "function", "config": "relu", "registered_name": "relu"}


def named(module: str | None, name: str, config: Any = None, registered: str | None = None) -> dict[str, Any]:
    return {
        "module": module,
        "class_name": name,
        "config": {} if config is None else config,
        "registered_name": registered,
    }


def function(module: str, name: str) -> dict[str, Any]:
    return named(module, "function", name, name)


def rules(seen: Seen) -> set[str]:
    assert seen[1] == ()
    return {rule for rule, _ in seen[0]}


@pytest.mark.parametrize(
    "config",
    [
        named("keras.layers", "Dense", {"kernel_initializer": named("keras.initializers", "GlorotUniform")}),
        named("keras.src.ops.numpy", "Mean", {}, "Mean"),
        named("keras.src.models.functional", "Functional", {}, "Functional"),
        named("keras", "DTypePolicy", {"name": "float32"}),
        named(None, "__keras_tensor__", {"shape": [1]}),
        named("keras.optimizers.schedules", "ExponentialDecay"),
        named("keras.layers", "StringLookup", {"vocabulary": ["a", "b"]}),
        named("keras.layers", "TextVectorization", {"vocabulary": None}),
        function("keras.activations", "relu"),
        named(None, "Scale", {}, "Scale"),
        {"class_name": "Dense", "config": {"units": 1}},
    ],
)
def test_kerass_own_parts_are_clean(look: Look, config: Any) -> None:
    assert look(keras(layers(config))) == (set(), ())


@pytest.mark.parametrize(
    "config",
    [
        named("keras.layers", "Lambda", {"function": {"class_name": "__lambda__", "config": {"code": CODE}}}),
        {"class_name": "Lambda", "config": {"function": [CODE, None, None], "function_type": "lambda"}},
        {"class_name": "Lambda", "config": {"function": RELU, "output_shape_type": "lambda"}},
        named("keras.layers", "TimeDistributed", {"layer": {"class_name": "Lambda", "config": {"function": [CODE]}}}),
        named("keras.layers", "TorchModuleWrapper", {"module": CODE}),
    ],
)
def test_code_in_the_model(look: Look, config: Any) -> None:
    assert rules(look(keras(layers(config)))) == {"keras-lambda-code"}
    assert rules(look(json.dumps(layers(config)).encode())) == {"keras-lambda-code"}


@pytest.mark.parametrize(
    "config",
    [
        function("os", "system"),
        named("subprocess", "Popen", {"args": "true"}),
        function("keras.utils", "get_file"),
        function("keras.src.utils.file_utils", "get_file"),
        function("keras.config", "enable_unsafe_deserialization"),
        function("keras.src.saving.serialization_lib", "enable_unsafe_deserialization"),
        function("keras.models", "load_model"),
        function("keras.layers", "deserialize"),
        function("builtins", "eval"),
        named("keras", "utils.get_file"),
        named("keras.callbacks", "CSVLogger", {"filename": "x"}),
        named("builtins", "exec", {}, "other"),
        function("tensorflow.io", "write_file"),
    ],
)
def test_names_that_reach_the_system(look: Look, config: Any) -> None:
    found = rules(look(keras(layers(config))))
    assert found == {"unvetted-model-config"} if config["config"] == "eval" else {"dangerous-model-config"}


@pytest.mark.parametrize(
    "config",
    [named("my_package.layers", "Scale", {}, "my>Scale"), function("builtins", "my_loss"), function("evil", "run")],
)
def test_names_that_nobody_vetted(look: Look, config: Any) -> None:
    assert rules(look(keras(layers(config)))) == {"unvetted-model-config"}


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "https://host/x", "~/x", "C:\\x"])
def test_vocabularies_outside_of_the_model(look: Look, path: str) -> None:
    config = named("keras.layers", "StringLookup", {"vocabulary": path})
    assert look(keras(layers(config)))[0] == {("escaping-data-reference", "config.json: vocabulary read from a file")}


def test_spellings_of_json_hide_nothing(look: Look) -> None:
    text = json.dumps(layers(named("keras.layers", "TorchModuleWrapper")))
    for data in (
        text.replace("TorchModule", "\\u0054orchModule").encode(),
        text.encode("utf-16"),
        text.encode("utf-16-le"),
        text.encode("utf-32"),
        b"\xef\xbb\xbf\n " + text.encode(),
        text.replace("null", "NaN").encode(),
    ):
        assert rules(look(zipped({"config.json": data}))) == {"keras-lambda-code"}


def test_a_deep_document_is_not_checked(look: Look) -> None:
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    assert look(zipped({"config.json": deep}))[1] == ("config.json: the document is nested too deeply",)
    deeper = b'{"a":' * 90_000 + b"1" + b"}" * 90_000
    assert look(deeper)[1] == ("the JSON text is damaged",)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (named("keras.layers", "Lambda", {"function": "os.system"}), "dangerous-model-config"),
        (named("keras.layers", "Lambda", {"function": "run"}), "unvetted-model-config"),
        (named("keras.layers", "TFSMLayer", {"filepath": "/elsewhere/model"}), "escaping-data-reference"),
        ({"class_name": "__typespec__", "spec_name": "system", "module": "os", "config": []}, "dangerous-model-config"),
    ],
)
def test_functions_files_and_types_by_name(look: Look, config: Any, expected: str) -> None:
    assert rules(look(keras(layers(config)))) == {expected}


def test_a_type_of_tensorflow_is_clean(look: Look) -> None:
    config = {"class_name": "__typespec__", "spec_name": "TensorSpec", "module": "tensorflow.python.framework.tensor"}
    assert look(keras(layers({**config, "config": []}))) == (set(), ())
