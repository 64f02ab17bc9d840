from __future__ import annotations

from time import process_time

import pytest

from jupyter_mlsec.probes._folder.hcl import parse_hcl
from jupyter_mlsec.probes._folder.structured import parse_structured


def test_what_tools_put_into_their_settings() -> None:
    assert parse_structured("a: !Ref B\nb: !reference [x, y]\nc: !Sub {d: e}\n", ".yaml") == [
        {"a": "B", "b": ["x", "y"], "c": {"d": "e"}}
    ]
    assert parse_structured("a: {{ .Values.b }}\n{{- if .x }}\nc: '{{ d }}'\n{{- end }}\n", ".yaml") == [
        {"a": "x", "c": "x"}
    ]
    assert parse_structured('{"a": 1, // why\n "b": [2,],}', ".json") == [{"a": 1, "b": [2]}]
    assert parse_structured("a = 1\n[b]\nc = 'd'\n", ".toml") == [{"a": 1, "b": {"c": "d"}}]


@pytest.mark.parametrize(
    ("text", "suffix"), [("a: [", ".yaml"), ("{", ".json"), ("a =", ".toml"), ("a: &b [*b]\n", ".yml")]
)
def test_what_cannot_be_read(text: str, suffix: str) -> None:
    assert parse_structured(text, suffix) is None


def test_aliases_of_aliases_are_not_written_out() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = process_time()
    assert parse_structured("\n".join(rows), ".yaml") is None
    assert process_time() - started < 60  # a hang, and not a figure


def test_blocks_and_expressions() -> None:
    text = (
        'resource "a" "b" {\n  c = var.on ? 1 : 2\n  d {\n    e = ["f", g.h]\n  }\n'
        '  i = jsonencode({ j = [{ k = "*" }] })\n}\n'
    )
    assert parse_hcl(text) == {
        "resource": [
            {"labels": ["a", "b"], "c": "var.on ? 1 : 2", "d": [{"e": ["f", "g.h"]}], "i": [{"j": [{"k": "*"}]}]}
        ]
    }
    bicep = "resource s 'x@1' = {\n  p: {\n    q: true\n    r: [\n      't'\n      { u: 'v' }\n    ]\n  }\n}\n"
    assert parse_hcl(bicep) == {"resource": [{"labels": ["s", "x@1"], "p": {"q": True, "r": ["t", {"u": "v"}]}}]}


@pytest.mark.parametrize("text", ['a = "b', "a {", "a = [1,", "[" * 5000, "a = " + "{" * 5000])
def test_what_is_in_neither_language(text: str) -> None:
    assert parse_hcl(text) is None


def test_mappings_merged_without_end_cannot_be_read() -> None:
    rows = ["a0: &a0 {k: v}"]
    rows += [f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n  k{n}: v" for n in range(1, 60)]
    assert parse_structured("\n".join(rows), ".yaml") is None
    assert parse_structured("a: &a {b: 1}\nc:\n  <<: *a\n  d: 2\n", ".yaml") == [{"a": {"b": 1}, "c": {"b": 1, "d": 2}}]


@pytest.mark.parametrize("text", ["a = <<EOT\n" * 50_000, "/* " * 100_000, 'a = "' + "${a}" * 50_000, "a = '" * 3])
def test_what_begins_and_does_not_end_is_unreadable(text: str) -> None:
    assert parse_hcl(text) is None
