"""PyTorch's archives: state dictionaries, TorchScript, packages and exported programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, HARMLESS, reaches, zipped

Look = Callable[[bytes], Seen]
SCRIPT = b"\x80\x02c__torch__.my\nModule\n)\x81}b."
BUILT = b"\x80\x02ctorch.jit._pickle\nbuild_intlist\n]K\x01a\x85R."
CODE = b"class Module(Module):\n  def forward(self, x: Tensor) -> Tensor:\n    return torch.relu(x)\n"


def archive(**members: bytes) -> bytes:
    names = {"data": "data.pkl", "constants": "constants.pkl", "code": "code/__torch__/my.py", "zero": "data/0"}
    found = {f"archive/{names.get(name, name)}": data for name, data in members.items()}
    return zipped({**found, "archive/version": b"3\n", "archive/byteorder": b"little"})


def test_pickles_are_followed_and_numbers_are_not(look: Look) -> None:
    assert look(archive(data=HARMLESS, zero=EVIL)) == (set(), ())
    assert look(archive(data=EVIL, zero=bytes(64))) == ({reaches("archive/data.pkl")}, ())
    extra = zipped({"archive/data.pkl": HARMLESS, "archive/data/more.pkl": EVIL, "archive/other/m.pkl": EVIL})
    assert look(extra)[0] == {reaches("archive/data/more.pkl"), reaches("archive/other/m.pkl")}


def test_numbers_are_not_read_but_another_archive_among_them_is(look: Look) -> None:
    hidden = archive(data=HARMLESS, zero=zipped({"m.pkl": EVIL}))
    assert look(hidden)[0] == {reaches("archive/data/0: m.pkl")}


def test_torchscript_is_judged_by_its_operations(look: Look) -> None:
    assert look(archive(data=SCRIPT, constants=BUILT, code=CODE)) == (set(), ())
    reading = CODE.replace(b"torch.relu(x)", b'torch.from_file("/etc/passwd", False, 4)')
    assert look(archive(data=SCRIPT, constants=BUILT, code=reading))[0] == {
        ("graph-file-operation", "archive/code/__torch__/my.py: operation from_file")
    }
    other = CODE.replace(b"torch.relu(x)", b"ops.my_library.run(x)")
    assert look(archive(data=SCRIPT, constants=BUILT, code=other))[0] == {
        ("custom-graph-operation", "archive/code/__torch__/my.py: operation my_library.run")
    }


def test_torchscript_does_not_vouch_for_other_names(look: Look) -> None:
    assert look(archive(data=EVIL, constants=HARMLESS, code=CODE))[0] == {reaches("archive/data.pkl")}
    assert look(archive(data=HARMLESS, constants=EVIL, code=CODE))[0] == {reaches("archive/constants.pkl")}
    plain = look(archive(data=SCRIPT))[0]
    assert plain == {("unvetted-pickle-import", "archive/data.pkl: import of __torch__.my.Module")}


def test_packages_carry_code(look: Look) -> None:
    package = {
        "p/.data/extern_modules": b"os\n",
        "p/.data/version": b"6\n",
        "p/mod.py": b"x = 1\n",
        "p/o.pkl": HARMLESS,
    }
    told = {("code-in-archive", "p/.data/extern_modules: Python modules that the loader imports")}
    assert look(zipped(package)) == (told, ())
    assert look(zipped({**package, "p/o.pkl": EVIL}))[0] == told | {reaches("p/o.pkl")}
    served = zipped({"MAR-INF/MANIFEST.json": b"{}", "handler.py": b"import os\n"})
    assert look(served)[0] == {("code-in-archive", "MAR-INF/MANIFEST.json: Python modules that the loader imports")}


def test_exported_programs(look: Look) -> None:
    def exported(size: str) -> bytes:
        graph = {"nodes": [{"target": "torch.ops.aten.relu.default", "as_expr": {"expr_str": size}}]}
        return zipped(
            {
                "e/archive_format": b"pt2",
                "e/archive_version": b"0",
                "e/models/model.json": json.dumps(graph).encode(),
                "e/data/weights/weight_0": bytes(range(16)),
                "e/data/sample_inputs/model.pt": archive(data=HARMLESS),
            }
        )

    assert look(exported("2*s0 + 1")) == (set(), ())
    assert look(exported("__import__('os')"))[0] == {
        ("dangerous-model-config", "e/models/model.json: configured name sympy.sympify")
    }


@pytest.mark.parametrize("suffix", [".safetensors", ".onnx", ".gguf", ".parquet"])
def test_a_name_that_promises_no_code(suffix: str) -> None:
    from io import BytesIO

    from jupyter_mlsec.artifacts.scan import scan_stream

    for data in (HARMLESS, archive(data=HARMLESS)):
        looked = scan_stream(BytesIO(data), f"some/model{suffix}")
        assert [rule.name for rule, _ in looked.hits] == ["disguised-pickle"]
    assert scan_stream(BytesIO(HARMLESS), "some/model.pkl").hits == ()
