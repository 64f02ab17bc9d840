"""Laws for every text: spans lie inside it and do not overlap, redaction keeps its shape, nothing shows a value."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text, line_starts
from jupyter_mlsec.secrets.catalog import secret_rules
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import kinds
from jupyter_mlsec.secrets.redact import contains_secret, redact

TOKEN = make_example("ghp_{base62:30}{crc32}", seeded(3))
PIECES = st.sampled_from(
    [
        *(TOKEN, TOKEN[:9], TOKEN[9:], "AKIA", "eyJ", "sk-", "hf_", "-----BEGIN RSA PRIVATE KEY-----", "://u:p4ss#Q1w@h "),
        *("password", "token", "api_key", "Bearer ", "KEY=", " = ", ": ", '"', "'", '"""', "\\", "\\n", "+", ",", "|", "\t"),
        *("f'{", "}'", "(", ")", "[", "]", "\n", "\r\n", "\r", " ", "  ", "#", "%env ", "!", "%%bash\n", "k9#Lw74!", "YWJj" * 9),
        *("é", "\u2028", "\x00", "\ud800", "\U0001f511", "ﬁ", "İ", "-", "_", "=", "/", "0123456789abcdef" * 3),
    ]
)  # fmt: skip
CONTENTS = st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join)
SYNTAXES = st.sampled_from(list(Syntax))


@settings(deadline=None, max_examples=400)
@given(CONTENTS, SYNTAXES)
def test_spans_lie_inside_the_text_and_do_not_overlap(content: str, syntax: Syntax) -> None:
    at = 0
    for match in find_secrets(Text(Place.SOURCE, content, syntax)):
        assert at <= match.span.start < match.span.end <= len(content)
        at = match.span.end


@settings(deadline=None, max_examples=200)
@given(CONTENTS, SYNTAXES)
def test_redaction_keeps_length_and_lines(content: str, syntax: Syntax) -> None:
    text = Text(Place.SOURCE, content, syntax)
    masked = redact(text)
    assert len(masked) == len(content)
    assert line_starts(masked) == line_starts(content)
    for match in find_secrets(text):
        assert set(masked[match.span.start : match.span.end]) <= set("•\r\n")


@settings(deadline=None, max_examples=100)
@given(CONTENTS, SYNTAXES)
def test_the_same_text_gives_the_same_matches(content: str, syntax: Syntax) -> None:
    text = Text(Place.SOURCE, content, syntax)
    assert find_secrets(text) == find_secrets(text)


@settings(deadline=None, max_examples=100)
@given(CONTENTS, st.integers(0, 30), st.integers(0, 30))
def test_labels_anywhere_do_no_harm(content: str, start: int, length: int) -> None:
    label = Label(Span(start, start + length), "db_password")
    for match in find_secrets(Text(Place.OUTPUT, content, Syntax.PLAIN, labels=(label,))):
        assert match.span.end <= len(content)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.example], ids=lambda kind: kind.name)
def test_nothing_that_a_match_says_shows_the_value(kind: object) -> None:
    name, recipe = kind.name, kind.example  # type: ignore[attr-defined]
    value = make_example(recipe, seeded(name))
    content = f'{name.replace("-", "_").upper()}_API_KEY = "{value}"'
    for match in find_secrets(Text(Place.SOURCE, content, Syntax.PYTHON)):
        said = repr(match) + str(match) + match.message + match.remedy
        secret_part = value[len(value) // 2 :]  # an address begins like the link in the remedy
        assert secret_part not in said
        assert secret_part[-10:] not in said


def test_contains_secret_is_for_strings_that_belong_to_no_notebook() -> None:
    assert contains_secret(f"retrying with {TOKEN}")
    assert not contains_secret("retrying with the token from the environment")


def test_redacted_text_holds_no_secret_any_more() -> None:
    content = f'token = "{TOKEN}"\npassword = "' + "k9#Lw" + '74!qT"\n'
    masked = redact(Text(Place.SOURCE, content, Syntax.PYTHON))
    assert masked == f'token = "{"•" * 40}"\npassword = "{"•" * 10}"\n'
    assert not contains_secret(masked)


def test_each_kind_is_a_rule_of_the_secret_family() -> None:
    rules = secret_rules()
    assert [rule.name for rule in rules] == [kind.name for kind in kinds()]
    assert {rule.family for rule in rules} == {Family.SECRET}
    assert all(rule.docs and rule.message and rule.remedy for rule in rules)


HOSTILE = [
    *('password = "', '"password": ', "key=", "a|password|\n", "user,password\n", '" + "', "://a:b", "eyJ", "eyJhbGciOiJIUzI1NiJ9."),
    *("-----BEGIN PRIVATE KEY-----\n", "Bearer ", "authorization: token ", "mysql -p", "-u a:", "sig=", "A" * 64, "\\", '\\"', "'''"),
    *("[", "(", "f'{", "login('a','", "password\t", "password  ", "=", "1:AA" + "b" * 33, "hvs.", "aaaa8Q~", "%env PASSWORD ", "é"),
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("syntax", [Syntax.PYTHON, Syntax.PLAIN])
def test_hostile_texts_are_read_in_linear_time(piece: str, syntax: Syntax) -> None:
    """Each of these would run for hours if one of its pieces made another one be read again."""
    matches = find_secrets(Text(Place.SOURCE, piece * (100_000 // len(piece)), syntax))
    assert all(match.span.end <= 100_000 for match in matches)


@settings(deadline=None, max_examples=40)
@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), SYNTAXES)
def test_repeated_pieces_are_read_in_linear_time(piece: str, syntax: Syntax) -> None:
    content = piece * (30_000 // len(piece))
    assert all(match.span.end <= len(content) for match in find_secrets(Text(Place.SOURCE, content, syntax)))


def test_no_socket_is_opened_and_no_process_started() -> None:
    """An audit hook sees every socket and every process of the interpreter; it cannot be taken back, hence a child."""
    script = f"""
import sys
events = []
sys.addaudithook(lambda event, args: events.append(event))
from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.catalog import secret_rules
from jupyter_mlsec.secrets.detect import find_secrets
secret_rules()
content = "token = '" + "{TOKEN[:20]}" + "{TOKEN[20:]}" + "'\\nurl = 'postgresql://svc:k9Lw74qTx@db.acme.io/x'"
print([match.rule for match in find_secrets(Text(Place.SOURCE, content, Syntax.PYTHON))])
print(sorted({{event for event in events if event.startswith(("socket", "subprocess", "os.system", "os.exec", "urllib", "http"))}}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout == "['github-token', 'url-credentials']\n[]\n"
    assert done.stderr == ""
