"""Shell text into commands: words, quotes, pipes, here-documents, substitutions, and their places."""

from __future__ import annotations

import pytest

from jupyter_mlsec.code.fragment import whole
from jupyter_mlsec.code.shell import Pipeline, read_shell
from jupyter_mlsec.model.text import Place, Syntax, Text


def read(source: str) -> list[Pipeline]:
    return read_shell(whole(Text(Place.SOURCE, source, Syntax.PYTHON)))


def words(source: str) -> list[list[list[str]]]:
    return [[[word.value for word in one.words] for one in pipeline.commands] for pipeline in read(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a b  c", [[["a", "b", "c"]]]),
        ("a 'b c' \"d e\" f\\ g", [[["a", "b c", "d e", "f g"]]]),
        ("a | b |& c", [[["a"], ["b"], ["c"]]]),
        ("a && b || c; d & e", [[["a"]], [["b"]], [["c"]], [["d"]], [["e"]]]),
        ("a # b", [[["a"]]]),
        ("a#b", [[["a#b"]]]),
        ("a > b 2>&1 < c", [[["a"]]]),
        ("a \\\n b", [[["a", "b"]]]),
        ("if a; then b; fi", [[["a"]], [["b"]], [["fi"]]]),
        ("a 'b\nc'", [[["a", "b\nc"]]]),
        ('a "$(b | c)" d', [[["a", "", "d"]]]),
        ("a ${x} $y", [[["a", "${x}", "$y"]]]),
        ("a 'open", [[["a", "open"]]]),
        ("", []),
    ],
)
def test_words(source: str, expected: list[list[list[str]]]) -> None:
    assert words(source) == expected


def test_a_here_document_is_the_standard_input() -> None:
    [one, two] = read("python - <<'PY'\nimport a\na.b()\nPY\necho done\n")
    assert one.commands[0].stdin is not None
    assert one.commands[0].stdin.value == "import a\na.b()\n"
    assert [word.value for word in two.commands[0].words] == ["echo", "done"]


def test_substitutions_belong_to_their_word() -> None:
    [pipeline] = read('sh -c "$(curl https://x.example)" <(wget y)')
    inner = [[word.value for word in one.commands[0].words] for one in pipeline.commands[0].words[2].commands]
    assert inner == [["curl", "https://x.example"]]
    assert pipeline.commands[0].words[3].streamed


def test_offsets_lead_back_to_the_text() -> None:
    source = 'python -c \'a "b"\' "c \\"d\\""'
    [pipeline] = read(source)
    for word in pipeline.commands[0].words:
        assert "".join(source[offset] for offset in word.offsets[:-1]) == word.value
