"""Every data file is a complete kind, and its pattern cannot run away."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import Kind, kinds, read_kind

PATTERNED = [kind for kind in kinds() if kind.pattern]
# A bound is part of every pattern: "+", "*" and "{n,}" outside brackets would let one text be read again and again.
UNBOUNDED = re.compile(r"(?<!\\)[+*](?![^\[]*\])|\{\d+,\}")


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_kind_says_what_it_is_and_what_to_do(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", kind.name)
    assert kind.title
    assert kind.lifetime
    assert kind.title in kind.message
    assert kind.message.count(".") <= kind.title.count(".")
    assert kind.revoke.startswith("https://") or not kind.vendor
    assert kind.revoke in kind.remedy


@pytest.mark.parametrize("kind", PATTERNED, ids=lambda kind: kind.name)
def test_a_format_has_a_way_to_be_found_and_a_bound(kind: Kind) -> None:
    assert kind.starts or kind.after or kind.inside or kind.hosts or kind.context
    assert not UNBOUNDED.search(re.sub(r"\[[^\]]*\]", "[]", kind.pattern))
    assert kind.example


@pytest.mark.parametrize("kind", PATTERNED, ids=lambda kind: kind.name)
def test_examples_have_the_format(kind: Kind) -> None:
    random = seeded(kind.name)
    examples = [make_example(kind.example, random) for _ in range(20)]
    assert len(set(examples)) == len(examples)
    assert all(kind.regex.fullmatch(example) for example in examples)


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(TypeError, match="pattren"):
        read_kind("x", 'title = "x"\nseverity = "high"\npattren = "x"')


def test_an_unknown_severity_is_an_error() -> None:
    with pytest.raises(ValueError, match="awful"):
        read_kind("x", 'title = "x"\nseverity = "awful"')


def test_no_data_file_holds_a_literal_credential() -> None:
    folder = Path(sys.modules[Kind.__module__].__file__ or "").parent / "kinds"
    for file in folder.glob("*.toml"):
        for value in re.findall(r'^example = "(.*)"$', file.read_text("utf-8"), re.MULTILINE):
            literals = re.sub(r"\{[^}]*\}", "", value)
            assert max((len(run) for run in re.findall(r"[A-Za-z0-9]+", literals)), default=0) <= 24, file.name
