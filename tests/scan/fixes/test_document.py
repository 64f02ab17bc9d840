"""Documents that are fixed: what is not fixed stays byte for byte, whatever the file looks like."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.finding import SuppressedBy, Suppression, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.fixes.document import fix_document
from tests.scan.fixes.conftest import Fix, Make

FIXED = 'import os\nkey = os.environ["HF_TOKEN"]'


def layouts(document: dict[str, Any]) -> dict[str, bytes]:
    one = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    return {
        "as Jupyter writes it": one.encode(),
        "no line end": one.rstrip().encode(),
        "two blanks": json.dumps(document, indent=2, ensure_ascii=False).encode(),
        "tabs": json.dumps(document, indent="\t", ensure_ascii=False).encode(),
        "one line": json.dumps(document, ensure_ascii=False).encode(),
        "no blanks": json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(),
        "escapes": json.dumps(document, indent=1).encode(),
        "Windows": one.replace("\n", "\r\n").encode(),
        "a mark": b"\xef\xbb\xbf" + one.encode(),
        "UTF-16": one.encode("utf-16"),
        "UTF-16 without a mark": one.encode("utf-16-le"),
        "other numbers": one.replace('"zoom": 1.5', '"zoom": 1.50e0').replace('"é"', '"\\u00E9\\/"').encode(),
        "sorted otherwise": json.dumps(dict(reversed(document.items())), indent=1, ensure_ascii=False).encode(),
    }


LAYOUTS = tuple(layouts({}))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_the_fixed_lines_of_a_file_change(layout: str, hf_token: str, make: Make, fix: Fix) -> None:
    document = make("x = 'é'\ny = 2\n", f'a = 1\nkey = "{hf_token}"\nb = 2', zoom=1.5, é="é")
    before = layouts(document)[layout]
    encoding = json.detect_encoding(before)
    after = fix(before).data.decode(encoding)
    quoted = json.dumps(f'key = "{hf_token}"\n')
    comma = before.decode(encoding).partition('"x = ')[2].partition('"y = ')[0].partition(",")[2]
    new = f'"import os\\n",{comma}' + json.dumps('key = os.environ["HF_TOKEN"]\n')
    first = '"a = 1\\n"'
    expected = before.decode(encoding).replace(
        f"{first},{comma}{quoted}", f'"import os\\n",{comma}{first},{comma}{new[len(comma) + 14 :]}'
    )
    assert after == expected


def test_a_source_in_one_string_stays_one(hf_token: str, fix: Fix, make: Make) -> None:
    document = make("")
    document["cells"][0]["source"] = f'key = "{hf_token}"'
    assert json.loads(fix(document).data)["cells"][0]["source"] == FIXED


def test_line_ends_inside_a_source_stay(hf_token: str, fix: Fix, make: Make) -> None:
    document = make("")
    document["cells"][0]["source"] = f'a = 1\r\nkey = "{hf_token}"\r\n'
    expected = 'import os\r\na = 1\r\nkey = os.environ["HF_TOKEN"]\r\n'
    assert json.loads(fix(document).data)["cells"][0]["source"] == expected


def test_half_a_surrogate_pair_stays_an_escape(hf_token: str, fix: Fix, make: Make) -> None:
    document = make(f'a = "\ud800"\nkey = "{hf_token}"')
    data = fix(json.dumps(document).encode()).data
    assert b'"a = \\"\\ud800\\"\\n"' in data


@pytest.mark.parametrize(
    ("head", "encoding"),
    [("", "utf-8"), ("\ufeff", "utf-8"), ("# -*- coding: latin-1 -*-\n", "latin-1"), ("#!/usr/bin/python\n", "utf-8")],
)
def test_a_script_keeps_its_encoding_and_its_first_lines(head: str, encoding: str, hf_token: str, fix: Fix) -> None:
    before = f'{head}"""é"""\r\nkey = "{hf_token}"\r\n'.encode(encoding)
    done = fix(before, script=True)
    expected = f'{head}"""é"""\r\nimport os\r\nkey = os.environ["HF_TOKEN"]\r\n'
    assert done.data == expected.encode(encoding)
    assert fix(done.data, script=True).fixed == ()


def test_what_somebody_allowed_stays(hf_token: str, fix: Fix, make: Make) -> None:
    document = make(f'key = "{hf_token}"  # mlsec: allow[hugging-face-token] revoked long ago')
    done = fix(document)
    assert (done.fixed, len(done.report.findings)) == ((), 1)


def test_what_a_baseline_holds_stays(hf_token: str, make: Make) -> None:
    def suppress(report: TargetReport) -> TargetReport:
        known = Suppression(SuppressedBy.BASELINE, "known")
        return replace(report, findings=tuple(replace(each, suppressed=known) for each in report.findings))

    data = json.dumps(make(f'key = "{hf_token}"')).encode()
    assert fix_document("x.ipynb", TargetKind.NOTEBOOK, data, Config(), suppress=suppress).data == data


def test_what_can_change_the_result_is_fixed_only_where_that_is_asked_for(fix: Fix, make: Make) -> None:
    document = make('import torch\ntorch.load("w.pt", weights_only=False)')
    assert fix(document).fixed == ()
    done = fix(document, unsafe=True)
    assert json.loads(done.data)["cells"][0]["source"][1] == 'torch.load("w.pt", weights_only=True)'
    assert done.report.findings == ()


def test_the_other_parts_of_a_damaged_notebook_are_fixed_and_it_stays_unchecked(
    hf_token: str, fix: Fix, make: Make
) -> None:
    document = make(f'key = "{hf_token}"', {"cell_type": "code", "source": 3})
    done = fix(document)
    assert "".join(json.loads(done.data)["cells"][0]["source"]) == FIXED
    assert json.loads(done.data)["cells"][1] == {"cell_type": "code", "source": 3}
    assert done.report.outcome.value == "not-checked"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"nbformat": 4}', b"\xff\xfe\x00"])
def test_what_is_no_notebook_is_not_changed(data: bytes, fix: Fix) -> None:
    try:
        done = fix(data)
    except UnreadableError:
        return
    assert (done.data, done.fixed) == (data, ())
