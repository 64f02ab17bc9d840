"""Redacted copies: the value is in no byte of them, in no spelling, and they are notebooks as before."""

from __future__ import annotations

import base64
import html
import json
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import nbformat
import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.scan.engine import scan_document
from jupyter_mlsec.scan.fixes.bindings import parses_as_before
from jupyter_mlsec.scan.redaction import redact_notebook
from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import kinds
from jupyter_mlsec.secrets.masking import Masking

Place = Callable[[str, dict[str, Any]], None]


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def notebook(source: str = "") -> dict[str, Any]:
    output = {"output_type": "stream", "name": "stdout", "text": ["done\n"]}
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "c0",
        "metadata": {},
        "outputs": [output],
        "source": source,
    }
    prose = {"cell_type": "markdown", "id": "m0", "metadata": {}, "source": ["# Title\n", "text"]}
    return {"cells": [cell, prose], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def canaries(value: str) -> Iterator[bytes]:
    """Yield the forms in which a value could have stayed, made without the product's own code."""
    data = value.encode()
    yield data
    yield data[::-1]
    yield data.hex().encode()
    yield data.hex().upper().encode()
    yield urllib.parse.quote(value, safe="").encode()
    yield html.escape(value).encode()
    yield json.dumps(value)[1:-1].encode()
    for offset in range(3):
        whole = base64.b64encode(b"x" * offset + data + b"yz")
        start = (offset * 8 + 5) // 6
        core = whole[start : (offset + len(data)) * 8 // 6]
        yield core
        yield core.replace(b"+", b"-").replace(b"/", b"_")


def assert_gone(value: str, data: bytes, before: dict[str, Any]) -> None:
    document = json.loads(data)
    strings = "\0".join(joined(document)).encode()
    for form in canaries(value):
        assert form not in data
        assert form not in strings
    nbformat.validate(nbformat.from_dict(document))  # type: ignore[no-untyped-call]
    for old, new in zip(before["cells"], document["cells"], strict=True):
        is_code = old["cell_type"] == "code"
        assert not is_code or parses_as_before("".join(old["source"]), "".join(new["source"]))
    report = scan_document("copy.ipynb", data, Config())
    assert [each.rule for each in report.findings if each.family.value == "secret"] == []
    assert report.outcome.value == "checked"


def joined(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from joined(item)
    elif isinstance(value, list):
        yield "".join(map(str, value))
        for item in value:
            yield from joined(item)
    else:
        yield str(value)


def set_source(source: str) -> Place:
    return lambda value, document: document["cells"][0].__setitem__("source", source.replace("@T@", value))


def output(mime: str, make: Callable[[str], Any]) -> Place:
    def put(value: str, document: dict[str, Any]) -> None:
        shown = {"output_type": "display_data", "metadata": {}, "data": {mime: make(value)}}
        document["cells"][0]["outputs"].append(shown)

    return put


def metadata(make: Callable[[str], Any]) -> Place:
    return lambda value, document: document["metadata"].update(make(value))


# Where the same value stands besides: nothing there need say that it is a secret.
PLACES: dict[str, Place] = {
    "a name": set_source('key = "@T@"'),
    "bytes": set_source('key = b"@T@"'),
    "an identifier": set_source("key_@T@ = 1"),
    "a comment": set_source("x = 1  # @T@"),
    "a magic": set_source("%env KEY=@T@"),
    "a shell cell": set_source("%%bash\nexport KEY=@T@"),
    "broken code": set_source('if x\n  key = "@T@'),
    "lines": lambda value, document: document["cells"][1].update(source=["see ", value[:9], value[9:], "\n"]),
    "tags in HTML": output("text/html", lambda value: f"<td><b>{value[:7]}</b><i>{value[7:]}</i></td>"),
    "entities": output("text/html", lambda value: f"<p>{''.join(f'&#{ord(each)};' for each in value)}</p>"),
    "colours": output("text/plain", lambda value: f"\x1b[31m{value[:5]}\x1b[0m{value[5:]}"),
    "a JSON output": output("application/json", lambda value: {"k": [{value: 1}], "n": json.dumps({"t": value})}),
    "base64 in a text": output("text/plain", lambda value: f"see {b64('a' + value)} and {b64('ab' + value + 'z')}"),
    "base64 twice": output("text/plain", lambda value: b64("x" + b64("the key is " + value))),
    "a picture": output("image/png", lambda value: b64("\x89PNG" + "tEXt" + value + "IEND") + "\n"),
    "wrapped base64": output("text/plain", lambda value: "\n".join((b64("k" + value)[:20], b64("k" + value)[20:]))),
    "hex": output("text/plain", lambda value: value.encode().hex()),
    "an address": output("text/plain", lambda value: f"https://x.io/?q={urllib.parse.quote(value, safe='')}&b=1"),
    "backwards": output("text/plain", lambda value: value[::-1]),
    "added": set_source('a = "@T@"[:3]'),
    "metadata": metadata(lambda value: {"papermill": {"parameters": {"token": value, "n": 1}}}),
    "keys": metadata(lambda value: {value: 1, f"a {value} b": {"c": value}}),
    "tags": lambda value, document: document["cells"][0]["metadata"].update(tags=["a", value]),
    "a cell's id": lambda value, document: document["cells"][1].update(id=f"id-{value}"),
    "an attachment's name": lambda value, document: document["cells"][1].update(
        attachments={f"{value}.txt": {"text/plain": b64("nothing")}}, source=f"![x](attachment:{value}.txt)"
    ),
    "an attachment": lambda value, document: document["cells"][1].update(
        attachments={"a.txt": {"text/plain": b64(f"key = {value}\n")}}
    ),
    "widget state": metadata(
        lambda value: {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": value}}}}
    ),
    "a traceback": lambda value, document: document["cells"][0]["outputs"].append(
        {"output_type": "error", "ename": "E", "evalue": value, "traceback": [f"E: {value[:4]}", value[4:]]}
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_value_that_is_found_once_is_masked_everywhere(place: str, hf_token: str) -> None:
    document = notebook()
    document["cells"].append({"cell_type": "raw", "id": "r", "metadata": {}, "source": f"token: {hf_token}"})
    PLACES[place](hf_token, document)
    redacted = redact_notebook("x.ipynb", json.dumps(document).encode())
    assert_gone(hf_token, redacted.data, document)


CODE = {
    "added": ('t = "@1@" + "@2@"', 't = "•••••••••" + "••••••••••••••••••••••••••••"'),
    "names": ('a = "@1@"\nb = "@2@"\nf(a + b)', 'a = "•••••••••"\nb = "••••••••••••••••••••••••••••"\nf(a + b)'),
    "bytes": ('t = b"@1@@2@"', f't = b"{"X" * 37}"'),
    "codes": ("t = bytes([@C@])", None),
    "an address": ('u = "https://me:@1@@2@@x.io/a"', f'u = "https://me:{"•" * 37}@x.io/a"'),
}


@pytest.mark.parametrize("name", CODE)
def test_code_stays_code(name: str, hf_token: str) -> None:
    source, expected = CODE[name]
    for mark, part in (("@1@", hf_token[:9]), ("@2@", hf_token[9:]), ("@C@", ", ".join(map(str, hf_token.encode())))):
        source = source.replace(mark, part)
    document = notebook(source)
    redacted = redact_notebook("x.ipynb", json.dumps(document).encode())
    assert_gone(hf_token, redacted.data, document)
    if expected is not None:
        assert json.loads(redacted.data)["cells"][0]["source"] == expected


def test_every_kind_in_a_random_place_besides() -> None:
    random = Random(7)
    for kind in kinds():
        if not kind.example:
            continue
        value = make_example(kind.example, seeded(kind.name))
        document = notebook()
        document["metadata"] = {"settings": {"api_key": value, "note": f"{kind.title}: {value}"}}
        PLACES[random.choice(sorted(PLACES))](value, document)
        data = json.dumps(document).encode()
        if _secrets(scan_document("x.ipynb", data, Config())):
            assert_gone(value, redact_notebook("x.ipynb", data).data, document)


def _secrets(report: TargetReport) -> bool:
    return any(finding.family.value == "secret" for finding in report.findings)


def test_line_breaks_of_html_split_no_value() -> None:
    lines = ["-" * 5 + "BEGIN RSA PRIVATE KEY" + "-" * 5, *(make_example("{base64:64}", seeded(n)) for n in range(20))]
    lines.append("-" * 5 + "END RSA PRIVATE KEY" + "-" * 5)
    document = notebook()
    shown = {"text/html": f"<td>key = {'<br>'.join(lines)}</td>"}
    document["cells"][0]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": shown}]
    data = json.dumps(document).encode()
    assert _secrets(scan_document("x.ipynb", data, Config()))
    redacted = redact_notebook("x.ipynb", data)
    assert not any(line.encode() in redacted.data for line in lines)
    html_left = json.loads(redacted.data)["cells"][0]["outputs"][0]["data"]["text/html"]
    assert html_left == f"<td>key = {'<br>'.join('•' * len(line) for line in lines)}</td>"


def test_what_stands_there_in_a_way_that_nobody_knows_is_covered_as_a_whole(
    hf_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Masking, "stains", lambda _self, _content: iter(()))
    document = notebook()
    document["cells"][0]["outputs"].append({"output_type": "stream", "name": "stderr", "text": [f"token {hf_token}\n"]})
    left = json.loads(redact_notebook("x.ipynb", json.dumps(document).encode()).data)
    assert left["cells"][0]["outputs"] == [
        {"output_type": "stream", "name": "stdout", "text": ["done\n"]},
        {"output_type": "stream", "name": "stderr", "text": ["X" * 43 + "\n"]},
    ]


def test_what_holds_nothing_stays_as_it_is() -> None:
    data = json.dumps(notebook("x = 1"), indent=3).encode()
    redacted = redact_notebook("x.ipynb", data)
    assert (redacted.data, redacted.secrets, redacted.places) == (data, 0, 0)


def test_the_layout_stays(hf_token: str) -> None:
    data = json.dumps(notebook(f'key = "{hf_token}"'), indent=1, ensure_ascii=False).encode() + b"\n"
    assert redact_notebook("x.ipynb", data).data == data.replace(hf_token.encode(), "•".encode() * 37)


@pytest.mark.parametrize("broken", [{"cell_type": "code", "source": 3}, 7, {"cell_type": "code", "outputs": 1}])
def test_there_is_no_copy_of_what_could_not_be_looked_at(broken: Any, hf_token: str) -> None:
    document = notebook(f'key = "{hf_token}"')
    document["cells"].append(broken)
    with pytest.raises(UnreadableError, match="not all of it can be looked at: cell 3") as caught:
        redact_notebook("x.ipynb", json.dumps(document).encode())
    assert hf_token not in f"{caught.value} {caught.value.help}"


def test_the_examples_are_left_alone() -> None:
    for path in sorted((Path(__file__).parents[2] / "example_notebooks").glob("*.ipynb")):
        data = path.read_bytes()
        if not _secrets(scan_document(path.name, data, Config())):
            assert redact_notebook(path.name, data).data == data
