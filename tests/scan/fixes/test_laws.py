"""Laws of fixes, for secrets of every kind in every place: what is left parses, is clean, and is otherwise the same."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

import nbformat
import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.fixes.bindings import parses_as_before
from jupyter_mlsec.scan.fixes.document import FixedDocument, fix_document
from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import Kind, kinds
from jupyter_mlsec.secrets.spellings import spellings

NAMES = ("token", "api_key", "password", "OPENAI_API_KEY", "db_password", "my_secret_key")
# @N@ is a name, @U@ the same in capitals, @V@ the value, @1@ and @2@ two parts of it, @B@ and @H@ its base64 and hex.
SOURCES = (
    '@N@ = "@V@"',
    "@N@ = r'@V@'  # note",
    '@N@ = f"@V@"',
    '@N@ = b"@V@"',
    '@N@ = """\n@V@\n"""',
    'client = Client(\n    @N@="@V@",\n    x=[1, 2],\n)',
    'cfg = {"@N@": "@V@", "b": {"c": 1}}',
    'self.@N@ = d["@N@"] = "@V@"',
    'def f(a, @N@="@V@"):\n    return a',
    'headers = {"Authorization": f"Bearer @V@{suffix}"}',
    "h = {'Authorization': 'Bearer ' + '@V@'}",
    '@N@ = "@1@" + "@2@"',
    '@N@ = ("@1@"\n   "@2@")',
    'a = "@1@"\nb = "@2@"\n@N@ = a + b',
    '@N@ = "".join(["@1@", "@2@"])',
    '@N@ = "{}{}".format("@1@", "@2@")',
    'x = "@1@"\n@N@ = f"{x}@2@"',
    '@N@ = base64.b64decode("@B@").decode()',
    '@N@ = bytes.fromhex("@H@").decode()',
    'os.environ["@U@"] = "@V@"',
    'import os\nx = os.getenv("@U@", "@V@")',
    "%env @U@=@V@",
    "!export @U@=@V@ && python x.py",
    "out = !curl -H 'Authorization: Bearer @V@' https://x.io/a",
    "%pip install git+https://me:@V@@github.com/a/b.git",
    '%%bash\nexport @U@="@V@"\n',
    "%%writefile .env\n@U@=@V@\nA=1",
    '%%capture out\nimport os\n@N@ = "@V@"',
    '"""Module.\n\n@N@ = @V@\n"""\nx = 1',
    'from __future__ import annotations\nimport sys\n@N@ = "@V@"',
    '@N@ = "@V@" if x else "@V@"',
    "print(f\"{call(@N@='@V@')} ok\")",
    'x = 1;@N@ = "@V@"; y = "é😀"',
    'if True\n  @N@ = "@V@"\n',
    'match x:\n    case "@V@":\n        @N@ = 1',
    'body = """{"@N@": "@V@", "n": {}}"""',
    "\t@N@ = '@V@'\n",
)


def source(template: str, value: str, random: Random) -> str:
    cut = random.randrange(3, len(value) - 2)
    name = random.choice(NAMES)
    parts = {"N": name, "U": name.upper(), "V": value, "1": value[:cut], "2": value[cut:]}
    parts |= {"B": base64.b64encode(value.encode()).decode(), "H": value.encode().hex()}
    pieces = template.split("@")
    return "".join(parts.get(piece, f"@{piece}@") if n % 2 else piece for n, piece in enumerate(pieces))


def document(code: str, value: str, random: Random) -> bytes:
    """Return a notebook with the value in code, and in an output or the metadata besides."""
    stream = {"output_type": "stream", "name": "stdout", "text": ["ok\n", "é"]}
    others = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"o{n}",
            "metadata": {"a": 1.5},
            "outputs": [stream],
            "source": s,
        }
        for n, s in enumerate([["x = 1"], ["%%bash\n", "ls"]])
    ]
    cell: dict[str, Any] = {"cell_type": "code", "execution_count": 1, "id": "c", "metadata": {}, "outputs": [stream]}
    cell["source"] = code.splitlines(keepends=True) if random.random() < 0.7 else code
    metadata: dict[str, Any] = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    if random.random() < 0.3:
        metadata["papermill"] = {"parameters": {"api_key": value, "n": 1}}
    if random.random() < 0.3:
        shown = {"text/html": f"<table><tr><th>api_key</th></tr><tr><td>{value}</td></tr></table>"}
        cell["outputs"] = [*cell["outputs"], {"output_type": "display_data", "metadata": {}, "data": shown}]
    notebook = {"cells": [others[0], cell, others[1]], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=random.choice([1, 2, None]), ensure_ascii=random.random() < 0.5).encode()


def fixed(data: bytes) -> FixedDocument:
    return fix_document("x.ipynb", TargetKind.NOTEBOOK, data, Config())


def text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def single(kind: Kind) -> str | None:
    """Return a value of a kind that fits between quotes on one line."""
    value = make_example(kind.example, seeded(kind.name)) if kind.example else "\n"
    return None if {"\n", '"', "'", "{"} & {*value} else value


VALUES = [(kind, value) for kind in kinds() if (value := single(kind)) is not None]


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_a_fixed_notebook_is_clean_and_otherwise_the_same(number: int) -> None:
    random = Random(number)
    seen = 0
    for kind, value in random.sample(VALUES, 8):
        before = document(source(SOURCES[number], value, random), value, random)
        done = fixed(before)
        old, new = json.loads(before), json.loads(done.data)
        nbformat.validate(nbformat.from_dict(new))  # type: ignore[no-untyped-call]
        places = {(finding.place.value, finding.cell.index if finding.cell else None) for finding, _ in done.fixed}
        code = text(new["cells"][1])
        assert parses_as_before(text(old["cells"][1]), code), kind.name
        assert [each.rule for each in done.report.findings if each.family.value == "secret"] == [], kind.name
        if ("source", 1) in places:
            seen += 1
            assert not any(form in code for form, _ in spellings(value)), kind.name
        assert (new["cells"][0], new["cells"][2]) == (old["cells"][0], old["cells"][2])
        assert new["metadata"]["kernelspec"] == old["metadata"]["kernelspec"]
        assert new["cells"][1]["outputs"][0] == old["cells"][1]["outputs"][0]
        assert fixed(done.data).data == done.data
    assert seen > 0
