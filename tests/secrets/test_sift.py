"""A text is passed after one look at its words only where no detector would find anything in it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets import detect
from jupyter_mlsec.secrets.encoded_look import could_be_encoded
from jupyter_mlsec.secrets.example import fill, make_example, seeded
from jupyter_mlsec.secrets.kind import kinds
from jupyter_mlsec.secrets.match import SecretMatch
from jupyter_mlsec.secrets.media import without_media
from jupyter_mlsec.secrets.sift import may_hold_secrets
from jupyter_mlsec.secrets.surface import Surface

WITH_EXAMPLES = [kind for kind in kinds() if kind.example]
WORDS = "password|api key|token|Bearer |--user |mysql |://u:|@h|PRIVATE|fromhex(|Exa(|.join(|wandb login |k9#Lw74!"
MARKS = [" = ", ": ", '"', "'", "+", "\n", "\\n", " ", ",", "(", ")", "[", "]", "%", "f'{", "}"]
EXAMPLES = [make_example(kind.example, seeded(f"sift {kind.name}")) for kind in WITH_EXAMPLES[::3]]
PIECES = st.sampled_from([*EXAMPLES, *WORDS.split("|"), *MARKS])


def text(content: str, syntax: Syntax = Syntax.PYTHON) -> Text:
    return Text(Place.SOURCE, content, syntax)


def without_sifting(subject: Text) -> tuple[SecretMatch, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detect, "may_hold_secrets", lambda _surface: True)
        return detect.find_secrets(subject)


@pytest.mark.parametrize("kind", WITH_EXAMPLES, ids=lambda kind: kind.name)
def test_every_kind_passes_the_sieve(kind: object) -> None:
    name, recipe = kind.name, kind.example  # type: ignore[attr-defined]
    value = make_example(recipe, seeded(f"sieve {name}"))
    word = name.partition("-")[0]
    encoded = base64.b64encode(f"{word}_api_key = {value}".encode()).decode()
    for content in (
        value,
        f"x = f('{value}')",
        f"\\n{value}",
        f"{word}_key = '{value[:9]}' + '{value[9:]}'",
        f'x = "{encoded}"',
        f"!{word} login {value}",
    ):
        for syntax in (Syntax.PYTHON, Syntax.PLAIN):
            assert detect.find_secrets(text(content, syntax)) == without_sifting(text(content, syntax))


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(list(Syntax)))
def test_no_text_is_passed_that_holds_a_secret(content: str, syntax: Syntax) -> None:
    assert detect.find_secrets(text(content, syntax)) == without_sifting(text(content, syntax))


@pytest.mark.parametrize(
    "content",
    [
        "import numpy as np\nx = np.arange(10).reshape(2, 5)\nplt.plot(x, label='loss')",
        "Epoch 3/10 loss: 0.12345678 accuracy: 0.98",
        fill("id: {base62:12}", seeded(1)),
        "model.fit(x_train, y_train, validation_split=0.2)",
        "![png](data:image/png;base64," + base64.b64encode(seeded(2).randbytes(3000)).decode() + ")",
    ],
)
def test_what_most_cells_are_is_passed(content: str) -> None:
    assert not may_hold_secrets(Surface(content, Syntax.PLAIN))


def test_media_becomes_blank_and_all_else_stays_where_it_is() -> None:
    image = base64.b64encode(seeded(3).randbytes(900)).decode()
    raw = f'<img src="data:image/png;base64,{image}"> token'.encode()
    blank = raw.replace(image.rstrip("=").encode(), b" " * len(image.rstrip("=")))
    assert without_media(raw) == blank
    assert len(without_media(raw)) == len(raw)


def test_base64_of_a_text_is_no_media() -> None:
    encoded = base64.b64encode(b"password = something that is long enough to be looked at " * 60)
    assert without_media(encoded) == encoded


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=12))
def test_base64_of_a_text_is_recognised(content: str) -> None:
    encoded = base64.b64encode(content.encode())
    assert (
        encoded.islower()
        or encoded.isupper()
        or could_be_encoded(encoded)
        or {b"+", b"/"} & {*map(bytes, zip(encoded))}
    )
    assert could_be_encoded(content.encode().hex().encode())
