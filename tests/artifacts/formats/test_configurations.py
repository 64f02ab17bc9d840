"""Configurations by skops, Hydra, Hugging Face, PyTorch's exports and YAML files in archives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, reaches, tarred, zipped

Look = Callable[[bytes], Seen]


def schema(*children: dict[str, Any]) -> bytes:
    content = {str(number): child for number, child in enumerate(children)}
    node = {"__class__": "dict", "__module__": "builtins", "__loader__": "DictNode", "content": content}
    return zipped({"schema.json": json.dumps(node).encode()})


def node(module: str, name: str, loader: str = "ObjectNode", content: Any = None) -> dict[str, Any]:
    return {"__class__": name, "__module__": module, "__loader__": loader, "content": content}


def test_what_skops_writes_is_clean(tmp_path: Path, look: Look) -> None:
    import numpy as np
    import skops.io
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = np.arange(20.0).reshape(10, 2)
    model = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=2)).fit(x, np.arange(10) % 2)
    skops.io.dump(model, tmp_path / "m.skops")
    assert look((tmp_path / "m.skops").read_bytes()) == (set(), ())


@pytest.mark.parametrize(
    ("child", "rule"),
    [
        (node("os", "system", "FunctionNode"), "dangerous-model-config"),
        (node("operator", "methodcaller", "OperatorFuncNode"), "dangerous-model-config"),
        (node("evil", "X"), "unvetted-model-config"),
        (node("sklearn.linear_model._logistic", "LogisticRegression", "OperatorFuncNode"), "unvetted-model-config"),
        (node("sklearn.svm._classes", "SVC", "MethodNode", {"func": "__reduce__"}), "unvetted-model-config"),
        ({"__loader__": "ObjectNode", "__class__": None, "__module__": "os"}, "unvetted-model-config"),
    ],
)
def test_types_of_skops(look: Look, child: dict[str, Any], rule: str) -> None:
    assert rule in {found for found, _ in look(schema(child))[0]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: !!python/object/apply:os.system ['true']\n", {"python-object-in-yaml"}),
        ("%TAG !p! tag:yaml.org,2002:python/\n---\na: !p!name:os.system\n", {"python-object-in-yaml"}),
        ("a: !<tag:yaml.org,2002:python/object/new:os.system> [x]\n", {"python-object-in-yaml"}),
        ("model:\n  _target_: os.system\n", {"dangerous-model-config"}),
        ('model: {"_tar\\u0067et_": "subprocess.Popen"}\n', {"dangerous-model-config"}),
        ("m:\n  _target_: my_package.Model\n", {"unvetted-model-config"}),
        ("m:\n  _target_: nemo.utils.exp_manager.run\n", {"unvetted-model-config"}),
        ("m:\n  _target_: nemo.collections.asr.modules.ConvASREncoder\n", set()),
        ("target: nemo.collections.asr.models.EncDecCTCModel\nlabels: [a, b]\n", set()),
        ("target: os.system\n", {"dangerous-model-config"}),
    ],
)
def test_yaml_in_archives(look: Look, text: str, expected: set[str]) -> None:
    found, problems = look(tarred([("./model_config.yaml", text.encode())]))
    assert ({rule for rule, _ in found}, problems) == (expected, ())


def test_yaml_that_cannot_be_read_is_not_checked(look: Look) -> None:
    assert look(zipped({"a.yaml": b"a: [1\n"})) == (set(), ("a.yaml: the YAML text is damaged",))
    assert look(zipped({"a.yaml": b"[" * 300}))[1] == ("a.yaml: the document is nested too deeply",)
    assert look(zipped({"a.yaml": EVIL})) == ({reaches("a.yaml")}, ())


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"auto_map": {"AutoModel": "modeling.X"}}, {("remote-code-model-config", "auto_map")}),
        ({"architectures": ["BertModel"], "auto_map": {}}, set()),
        ({"chat_template": "{{ messages[0].content | trim }}"}, set()),
        (
            {"chat_template": [{"name": "default", "template": "{{ ''.__class__ }}"}]},
            {("chat-template-code", "a double underscore name in a chat template")},
        ),
        (
            {"model": {"_target_": "os.system"}},
            {("dangerous-model-config", "configured name os.system")},
        ),
        ({"expr_str": "2*s0 + Max(1, u3)"}, set()),
        (
            {"expr_str": "__import__('os').system('true')"},
            {("dangerous-model-config", "configured name sympy.sympify")},
        ),
    ],
)
def test_json_configurations(look: Look, config: Any, expected: set[tuple[str, str]]) -> None:
    assert look(json.dumps({"outer": [config]}).encode()) == (expected, ())
