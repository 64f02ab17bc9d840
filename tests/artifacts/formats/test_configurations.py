"""Configurations by skops, Hydra, Hugging Face, PyTorch's exports and YAML files in archives."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from io import BytesIO
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


def test_pickles_inside_json(look: Look) -> None:
    packed = base64.b64encode(EVIL).decode()
    archive = zipped({"data": json.dumps({"policy": {":type:": "<class>", ":serialized:": packed}}).encode()})
    assert look(archive) == ({reaches("data")}, ())
    assert look(b'{"a": {":serialized:": "gA"}}')[1] == ("a pickle in the document is damaged",)
    assert look(b'{"a": {"py/reduce": [{"py/type": "os.system"}]}}') == (
        {("dangerous-model-config", "configured name os.system")},
        (),
    )
    assert look(b'{"py/object": "collections.OrderedDict"}') == (set(), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n", set()),
        (
            "flavors:\n  python_function:\n    loader_module: evil\n",
            {("unvetted-model-config", "MLmodel: configured name evil")},
        ),
        (
            "flavors:\n  python_function:\n    loader_module: mlflow.pyfunc.model\n    code: code\n",
            {("code-in-archive", "MLmodel: Python modules that the loader imports")},
        ),
    ],
)
def test_mlflow_models(look: Look, text: str, expected: set[tuple[str, str]]) -> None:
    assert look(zipped({"MLmodel": text.encode()})) == (expected, ())


def test_modules_of_sentence_transformers(look: Look) -> None:
    def modules(name: str) -> bytes:
        return json.dumps([{"idx": 0, "name": "0", "path": "", "type": name}]).encode()

    assert look(modules("sentence_transformers.models.Transformer")) == (set(), ())
    assert look(modules("evil.Transformer")) == ({("unvetted-model-config", "configured name evil.Transformer")}, ())


def test_files_with_names_of_their_own() -> None:
    from jupyter_mlsec.artifacts.scan import scan_stream

    looked = scan_stream(BytesIO(b"{{ ''.__class__ }}"), "model/chat_template.jinja")
    assert [rule.name for rule, _ in looked.hits] == ["chat-template-code"]
    looked = scan_stream(BytesIO(b"a: !!python/name:os.system\n"), "model/config.yaml")
    assert [rule.name for rule, _ in looked.hits] == ["python-object-in-yaml"]


def test_graphs_as_text(look: Look) -> None:
    assert look(b'node {\n  name: "x"\n  op: "MatMul"\n}\n') == (set(), ())
    for spelt in (b"ReadFile", b"\\x52eadFile", b"\\122eadFile"):
        data = b'saved_model_schema_version: 1\nmeta_graphs { graph_def { node { op: "' + spelt + b'" } } }\n'
        assert look(data) == ({("graph-file-operation", "operation ReadFile")}, ())
