"""What becomes of a secret in each place of a notebook: the exact code that is left."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.rule import Edit
from jupyter_mlsec.scan.engine import scan_document
from jupyter_mlsec.scan.fixes.document import FixedDocument
from jupyter_mlsec.scan.fixes.edits import edited
from tests.scan.fixes.conftest import Fix, Make

Sources = Callable[[FixedDocument], list[str]]

# <<T>> is a Hugging Face token, <<1>> and <<2>> its halves, <<B>> its base64, <<H>> its hex, <<P>> a password.
CASES = {
    "a name": ('token = "<<T>>"', 'import os\ntoken = os.environ["HF_TOKEN"]'),
    "a name that says whose": ('GITHUB_PAT = "<<T>>"', 'import os\nGITHUB_PAT = os.environ["GITHUB_PAT"]'),
    "single quotes": ("t = '<<T>>'  # ok", 'import os\nt = os.environ["HF_TOKEN"]  # ok'),
    "triple quotes": ('t = """\n<<T>>\n"""', 'import os\nt = os.environ["HF_TOKEN"]'),
    "bytes": ('t = b"<<T>>"', 'import os\nt = os.environ["HF_TOKEN"].encode()'),
    "part of bytes": ('t = b"Bearer <<T>>"', "import os\nt = f\"Bearer {os.environ['HF_TOKEN']}\".encode()"),
    "a keyword": ('Client(api_key="<<T>>", n=1)', 'import os\nClient(api_key=os.environ["HF_TOKEN"], n=1)'),
    "a default": ('def f(key="<<T>>"): pass', 'import os\ndef f(key=os.environ["HF_TOKEN"]): pass'),
    "a dict": ('c = {"db": {"password": "<<P>>"}}', 'import os\nc = {"db": {"password": os.environ["DB_PASSWORD"]}}'),
    "an attribute": ('openai.api_key = "<<T>>"', 'import os\nopenai.api_key = os.environ["HF_TOKEN"]'),
    "a tuple": ('get(u, auth=("me", "<<P>>"))', 'import os\nget(u, auth=("me", os.environ["PASSWORD"]))'),
    "part of a string": (
        'h = {"Authorization": "Bearer <<T>>"}',
        'import os\nh = {"Authorization": f"Bearer {os.environ[\'HF_TOKEN\']}"}',
    ),
    "part of an f-string": ("u = f'Bearer <<T>>/{x}'", "import os\nu = f'Bearer {os.environ[\"HF_TOKEN\"]}/{x}'"),
    "inside an f-string's braces": (
        "print(f\"{login('<<T>>')}\")",
        "import os\nprint(f\"{login(os.environ['HF_TOKEN'])}\")",
    ),
    "braces": (
        'body = \'{"token": "<<T>>", "n": {}}\'',
        'import os\nbody = f\'{{"token": "{os.environ["HF_TOKEN"]}", "n": {{}}}}\'',
    ),
    "raw": ('p = r"\\d{2} <<T>>"', "import os\np = rf\"\\d{{2}} {os.environ['HF_TOKEN']}\""),
    "side by side": ('t = ("<<1>>"\n     "<<2>>")', 'import os\nt = (os.environ["HF_TOKEN"])'),
    "added": ('t = "<<1>>" + "<<2>>"', 'import os\nt = os.environ["HF_TOKEN"]'),
    "joined": ('t = "".join(["<<1>>", "<<2>>"])', 'import os\nt = os.environ["HF_TOKEN"]'),
    "percent": ('t = "%s%s" % ("<<1>>", "<<2>>")', 'import os\nt = os.environ["HF_TOKEN"]'),
    "names": ('a = "<<1>>"\nb = "<<2>>"\nlogin(a + b)', 'import os\na = ""\nb = ""\nlogin(os.environ["HF_TOKEN"])'),
    "grown": ('t = "<<1>>"\nt += "<<2>>"', 'import os\nt = os.environ["HF_TOKEN"]\nt += ""'),
    "base64": ('t = b64decode("<<B>>").decode()', 'import os\nt = os.environ["HF_TOKEN"]'),
    "base64 as bytes": ('t = b64decode("<<B>>")', 'import os\nt = os.environ["HF_TOKEN"].encode()'),
    "hex": ('t = bytes.fromhex("<<H>>").decode()', 'import os\nt = os.environ["HF_TOKEN"]'),
    "twice, once without a name": ('t = "<<P>>"\nx = t == "<<P>>"', 't = "<<P>>"\nx = t == "<<P>>"'),
    "again": (
        'password = "<<P>>" if a else "<<P>>"',
        'import os\npassword = os.environ["PASSWORD"] if a else os.environ["PASSWORD"]',
    ),
    "an address": (
        'DATABASE_URL = "postgresql://me:<<P>>@db.corp.io/x"',
        "import os\nDATABASE_URL = f\"postgresql://me:{os.environ['DATABASE_PASSWORD']}@db.corp.io/x\"",
    ),
    "an address in a call": (
        'e = create_engine("postgresql+psycopg://me:<<P>>@db.corp.io/x")',
        "import os\ne = create_engine(f\"postgresql+psycopg://me:{os.environ['POSTGRESQL_PASSWORD']}@db.corp.io/x\")",
    ),
    "the environment": (
        'os.environ["HF_TOKEN"] = "<<T>>"',
        'import getpass\nos.environ["HF_TOKEN"] = getpass.getpass("HF_TOKEN: ")',
    ),
    "the environment, updated": (
        'os.environ.update({"HF_TOKEN": "<<T>>"})',
        'import getpass\nos.environ.update({"HF_TOKEN": getpass.getpass("HF_TOKEN: ")})',
    ),
    "setdefault": ('os.environ.setdefault("HF_TOKEN", "<<T>>")', 'os.environ["HF_TOKEN"]'),
    "getenv": ('import os as o\nt = o.getenv("MINE", "<<T>>")', 'import os as o\nt = o.environ["MINE"]'),
    "getenv alone": (
        'from os import getenv\nt = getenv("M", "<<T>>")',
        'import os\nfrom os import getenv\nt = os.environ["M"]',
    ),
    "env": ("%env HF_TOKEN=<<T>>", 'import getpass\nimport os\nos.environ["HF_TOKEN"] = getpass.getpass("HF_TOKEN: ")'),
    "set_env": ("%set_env A <<T>>", 'import getpass\nimport os\nos.environ["A"] = getpass.getpass("A: ")'),
    "export": ("!export A=<<T>>", '!export A="${A:?}"'),
    "a flag": ("!cli login --token <<T>> -v", '!cli login --token "$HF_TOKEN" -v'),
    "double quotes of a shell": (
        '!curl -H "Authorization: Bearer <<T>>" u',
        '!curl -H "Authorization: Bearer $HF_TOKEN" u',
    ),
    "single quotes of a shell": (
        "x = !curl -H 'Authorization: Bearer <<T>>' u",
        "x = !curl -H 'Authorization: Bearer '\"$HF_TOKEN\"'' u",
    ),
    "pip": (
        "%pip install git+https://me:<<T>>@github.com/a/b",
        '%pip install git+https://me:"$HF_TOKEN"@github.com/a/b',
    ),
    "another magic": (
        "%sql postgresql://me:<<P>>@db.corp.io/x",
        "import os\n%sql postgresql://me:{os.environ['POSTGRESQL_PASSWORD']}@db.corp.io/x",
    ),
    "time": ('%time login("<<T>>")', 'import os\n%time login(os.environ["HF_TOKEN"])'),
    "bash": ('%%bash\nexport A="<<T>>"\n', '%%bash\nexport A="${A:?}"\n'),
    "a here-document": ("%%bash\ncat <<EOF\nA=<<T>>\nEOF", "%%bash\ncat <<EOF\nA=${A:?}\nEOF"),
    "a quoted here-document": ("%%bash\ncat <<'EOF'\nA=<<T>>\nEOF", "%%bash\ncat <<'EOF'\nA=REDACTED\nEOF"),
    "a file": ("%%writefile .env\nA=<<T>>\nB=1", "%%writefile .env\nA=REDACTED\nB=1"),
    "a Python file": ('%%writefile a.py\nt = "<<T>>"', '%%writefile a.py\nimport os\nt = os.environ["HF_TOKEN"]'),
    "another process": ('%%python3\nt = "<<T>>"', '%%python3\nimport os\nt = os.environ["HF_TOKEN"]'),
    "a comment": ("# token: <<T>>\nx = 1", "# token: REDACTED\nx = 1"),
    "a docstring": ('def f():\n    """Use <<T>>."""', 'def f():\n    """Use REDACTED."""'),
    "broken code": ('if x\n    t = "<<T>>"', 'import os\nif x\n    t = os.environ["HF_TOKEN"]'),
}


@pytest.fixture
def written(hf_token: str, password: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        encoded = base64.b64encode(hf_token.encode()).decode()
        parts = {"T": hf_token, "1": hf_token[:9], "2": hf_token[9:], "B": encoded, "H": hf_token.encode().hex()}
        for name, value in (parts | {"P": password}).items():
            text = text.replace(f"<<{name}>>", value)
        return text

    return write


@pytest.mark.parametrize("name", CASES)
def test_the_code_that_is_left(
    name: str, written: Callable[[str], str], make: Make, fix: Fix, sources: Sources
) -> None:
    before, after = CASES[name]
    done = fix(make(written(before)))
    assert sources(done) == [written(after)]
    assert fix(done.data).fixed == ()


# Where an import goes, and when none is needed: cells before, and after.
IMPORTS = {
    "in an earlier cell": (["import os", 't = "<<T>>"'], ["import os", 't = os.environ["HF_TOKEN"]']),
    "under another name": (["import os as o", 't = "<<T>>"'], ["import os as o", 't = o.environ["HF_TOKEN"]']),
    "of what is in it": (
        ["from os import environ as e", 't = "<<T>>"'],
        ["from os import environ as e", 't = e["HF_TOKEN"]'],
    ),
    "of a submodule": (["import os.path", 't = "<<T>>"'], ["import os.path", 't = os.environ["HF_TOKEN"]']),
    "in a later cell": (['t = "<<T>>"', "import os"], ['import os\nt = os.environ["HF_TOKEN"]', "import os"]),
    "once for all cells": (
        ["x = 1", 't = "<<T>>"', 'c(token="<<T>>")'],
        ["x = 1", 'import os\nt = os.environ["HF_TOKEN"]', 'c(token=os.environ["HF_TOKEN"])'],
    ),
    "further down": (['t = "<<T>>"\nimport os\nx = 1'], ['import os\nt = os.environ["HF_TOKEN"]\nx = 1']),
    "at the end": (['t = "<<T>>"\nimport os'], ['import os\nt = os.environ["HF_TOKEN"]']),
    "behind __future__": (
        ['"""Doc."""\nfrom __future__ import annotations\n\nimport sys\nt = "<<T>>"'],
        ['"""Doc."""\nfrom __future__ import annotations\n\nimport os\nimport sys\nt = os.environ["HF_TOKEN"]'],
    ),
    "behind a cell magic": (['%%time\n\nt = "<<T>>"'], ['%%time\n\nimport os\nt = os.environ["HF_TOKEN"]']),
    "behind comments": (
        ['# first\n\n# second\nt = "<<T>>"'],
        ['# first\n\n# second\nimport os\nt = os.environ["HF_TOKEN"]'],
    ),
    "before a decorator": (
        ['@d(token="<<T>>")\ndef f(): pass'],
        ['import os\n@d(token=os.environ["HF_TOKEN"])\ndef f(): pass'],
    ),
    "before a magic": (
        ['%matplotlib inline\nt = "<<T>>"'],
        ['import os\n%matplotlib inline\nt = os.environ["HF_TOKEN"]'],
    ),
    "not where the name is taken": (
        ["os = 3", 't = "<<T>>"'],
        ["os = 3", 'import os as _os\nt = _os.environ["HF_TOKEN"]'],
    ),
    "not from a function": (
        ["def f():\n    import os", 't = "<<T>>"'],
        ["def f():\n    import os", 'import os\nt = os.environ["HF_TOKEN"]'],
    ),
    "not from another process": (
        ["%%python3\nimport os", 't = "<<T>>"'],
        ["%%python3\nimport os", 'import os\nt = os.environ["HF_TOKEN"]'],
    ),
}


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_is_there_once(
    name: str, written: Callable[[str], str], make: Make, fix: Fix, sources: Sources
) -> None:
    before, after = IMPORTS[name]
    assert sources(fix(make(*map(written, before)))) == list(map(written, after))


def test_one_value_has_one_variable_and_two_values_never_share_one(
    hf_token: str, make: Make, fix: Fix, sources: Sources
) -> None:
    other = hf_token[:10] + hf_token[10:][::-1]
    done = fix(make(f'a = "{hf_token}"', f'b = "{other}"', f'c(token="{hf_token}")', f"%env HF_TOKEN={other}"))
    assert sources(done) == [
        'import os\na = os.environ["HF_TOKEN"]',
        'b = os.environ["HF_TOKEN_2"]',
        'c(token=os.environ["HF_TOKEN"])',
        'import getpass\nos.environ["HF_TOKEN"] = getpass.getpass("HF_TOKEN: ")',
    ]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("R", 'key <- "<<T>>"', 'key <- Sys.getenv("HF_TOKEN")'),
        ("julia", 'key = "<<T>>"', 'key = ENV["HF_TOKEN"]'),
        ("javascript", "const key = '<<T>>';", "const key = process.env.HF_TOKEN;"),
        ("bash", "export A=<<T>>", 'export A="${A:?}"'),
        ("c++17", 'auto key = "<<T>>";', 'auto key = "REDACTED";'),
        ("R", "# key <<T>>", "# key REDACTED"),
    ],
)
def test_other_kernels_have_ways_of_their_own(
    language: str, before: str, after: str, written: Callable[[str], str], make: Make, fix: Fix
) -> None:
    done = fix(make(written(before), language_info={"name": language}))
    assert json.loads(done.data)["cells"][0]["source"] == [after]


def stream(text: str) -> dict[str, Any]:
    return {"name": "stdout", "output_type": "stream", "text": [text]}


def test_what_is_no_source_is_removed_and_nothing_beside_it(hf_token: str, make: Make, fix: Fix) -> None:
    document = make("print(1)", papermill={"parameters": {"n": 1, "token": hf_token}, "version": "2"}, other=1)
    document["cells"][0]["outputs"] = [stream("one\n"), stream(f"token {hf_token}\n"), stream("two\n")]
    document["cells"][0]["metadata"] = {"tags": ["a", hf_token], "deep": {"list": [{"token": hf_token, "x": 1}]}}
    document["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {"value": hf_token}}}
    }
    text = base64.b64encode(f"token={hf_token}".encode()).decode()
    document["cells"].append(
        {
            "attachments": {"a.txt": {"text/plain": text}, "b.png": {"image/png": "iVBORw0KGgo="}},
            "cell_type": "markdown",
            "id": "m",
            "metadata": {},
            "source": [f"the token is `{hf_token}`"],
        }
    )
    done = fix(document)
    after = json.loads(done.data)
    nbformat.validate(nbformat.from_dict(after))  # type: ignore[no-untyped-call]
    assert after["metadata"] == {"papermill": {"parameters": {"n": 1}, "version": "2"}, "other": 1}
    code, prose = after["cells"]
    assert code["outputs"] == [stream("one\n"), stream("two\n")]
    assert code["metadata"] == {"tags": ["a"], "deep": {"list": [{"x": 1}]}}
    assert prose["attachments"] == {"b.png": {"image/png": "iVBORw0KGgo="}}
    assert prose["source"] == ["the token is `REDACTED`"]
    assert sorted({fix.title for _, fix in done.fixed}) == [
        "clear this output",
        "put a stand-in in its place",
        "remove the saved widget state",
        "remove this attachment",
        "remove this metadata key",
        "strip this parameter",
    ]


def test_required_metadata_go_as_a_whole(hf_token: str, make: Make, fix: Fix) -> None:
    document = make(
        "x", kernelspec={"name": "python3", "display_name": f"token={hf_token}"}, k={hf_token: {"a": 1}, "b": 2}
    )
    assert json.loads(fix(document).data)["metadata"] == {"k": {"b": 2}}


def test_an_output_of_nbformat_3_goes_without_its_cell(hf_token: str, fix: Fix) -> None:
    cell = {"cell_type": "code", "input": "x", "outputs": [stream(f"token={hf_token}")], "language": "python"}
    document = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    assert json.loads(fix(document).data)["worksheets"] == [{"cells": [cell | {"outputs": []}]}]


def test_an_editor_gets_three_ways_and_each_is_one_step_in_one_cell(hf_token: str, make: Make) -> None:
    report = scan_document("x.ipynb", json.dumps(make(f'key = "{hf_token}"')).encode(), Config())
    (finding,) = report.findings
    assert [(fix.title, fix.safe) for fix in finding.fixes] == [
        ('read it from os.environ["HF_TOKEN"]', True),
        ("ask for it with getpass", False),
        ("read it from the keyring", False),
    ]
    results = []
    for fix in finding.fixes:
        edits = [change for change in fix.changes if isinstance(change, Edit)]
        assert {edit.text.origin for edit in edits} == {("cells", 0, "source")}
        results.append(edited(edits[0].text.content, edits))
    assert results == [
        'import os\nkey = os.environ["HF_TOKEN"]',
        'import getpass\nkey = getpass.getpass("HF_TOKEN: ")',
        'import keyring\nkey = keyring.get_password("hugging face", "HF_TOKEN")',
    ]
    assert hf_token not in repr(finding)
