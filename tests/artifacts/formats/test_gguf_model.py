"""GGUF: chat templates that leave the template, and headers that cannot be true."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

import pytest

from tests.artifacts.conftest import Seen

Look = Callable[[bytes], Seen]
Tensor = tuple[str, list[int], int, int]


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def gguf(
    keys: Sequence[tuple[str, str]] = (), tensors: Sequence[Tensor] = (), data: bytes = b"", **counts: int
) -> bytes:
    out = b"GGUF" + struct.pack("<IQQ", 3, counts.get("of_tensors", len(tensors)), counts.get("of_keys", len(keys)))
    for key, value in keys:
        out += text(key) + struct.pack("<I", 8) + text(value)
    for name, shape, kind, offset in tensors:
        out += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
    return out + data


TEMPLATE = (
    "{%- set ns = namespace(found=false) %}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + "
    "message.content | trim }}{% if loop.index0 == 0 and message.role == 'system' %}{% set ns.found = true %}"
    "{{ raise_exception('x') }}{% endif %}{{ message.tool_calls | tojson(indent=4) }}{{ strftime_now('%d %b %Y') }}"
    "{{ messages[loop.index0 + 1].role }}{% set nxt = messages[index + 1] %}{{ ['<a>' + role] | join(' | ') }}"
    "{{ 'Never use eval or subprocess in exec mode.' }}{{ x['content'][-1:] }}{{ from }}"
    "{% endfor %}{%- if add_generation_prompt %}{{ bos_token ~ '<|im_start|>assistant' }}{% endif %} __init__ outside"
)


def test_a_model_as_it_is_written_is_clean(look: Look) -> None:
    array = text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("a") + text("b")
    numbers = text("scores") + struct.pack("<IIQ", 9, 6, 3) + bytes(12)
    body = gguf([("general.name", "m"), ("tokenizer.chat_template", TEMPLATE)], of_keys=4) + array + numbers
    assert look(body) == (set(), ())
    tensors = [("a", [32], 0, 0), ("b", [32, 2], 8, 128)]
    assert look(gguf([("n", "m")], tensors, bytes(400))) == (set(), ())


@pytest.mark.parametrize(
    ("code", "thing"),
    [
        ("{{ ''.__class__.__mro__ }}", "a double underscore name"),
        ("{% for c in [].__class__ %}{% endfor %}", "a double underscore name"),
        ("{{ ''['\\x5f\\x5fclass\\x5f\\x5f'] }}", "a double underscore name"),
        ("{{ x | attr('cla' ~ 'ss') }}", "the attr filter"),
        ("{{ lipsum }}", "an object that leads out of the template"),
        ("{{ cycler.next }}", "an object that leads out of the template"),
        ("{{ x['_' + 'x'] }}", "a name put together of underscores"),
        ("{{ x.popen('true') }}", "a call that leaves the template"),
        ("{{ x['cla' ~ 'ss'] }}", "parts of names joined"),
        ("{% include '/etc/passwd' %}", "another file"),
        ("{%- from 'x' import y -%}", "another file"),
        ("{{ x['mro'] }}", "a call that leaves the template"),
        ("{{ eval (x) }}", "a call that leaves the template"),
    ],
)
@pytest.mark.parametrize("key", ["tokenizer.chat_template", "tokenizer.chat_template.tool_use"])
def test_templates_that_leave_the_template(look: Look, code: str, thing: str, key: str) -> None:
    told = {("chat-template-code", f"{thing} in a chat template")}
    assert look(gguf([("general.name", "m"), (key, TEMPLATE + code)])) == (told, ())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (gguf(of_keys=1 << 60), "more entries than there is room for"),
        (gguf(of_tensors=1 << 60), "more entries than there is room for"),
        (gguf(of_keys=1) + struct.pack("<Q", 1 << 62) + bytes(40), "a key that is no name"),
        (
            gguf(of_keys=1) + text("a") + struct.pack("<IQ", 8, 1 << 62) + bytes(40),
            "a length beyond the end of the file",
        ),
        (
            gguf(of_keys=1) + text("a") + struct.pack("<IIQ", 9, 4, 1 << 62) + bytes(40),
            "a length beyond the end of the file",
        ),
        (gguf([("a", "1"), ("a", "2")]), "one key twice"),
        (gguf([], [("a", [4], 0, 0), ("a", [4], 0, 32)], bytes(99)), "one tensor twice"),
        (gguf([], [("a", [4], 0, 0), ("b", [4], 0, 8)], bytes(99)), "tensors that overlap"),
        (gguf([], [("a", [1] * 9, 0, 0)], bytes(99)), "a tensor with too many dimensions"),
        (gguf([], [("a", [1 << 40, 1 << 40], 0, 0)], bytes(99)), "a tensor that no file can hold"),
        (gguf([("n", "m")], [], bytes(65)), "no tensor, but the file goes on behind it"),
        (gguf([("n", "m")], [], b"\x80\x04."), "no tensor, but the file goes on behind it"),
    ],
)
def test_headers_that_cannot_be_true(look: Look, data: bytes, what: str) -> None:
    assert look(data)[0] == {("false-model-header", what)}


def test_what_is_cut_or_of_another_kind_is_not_checked(look: Look) -> None:
    whole = gguf([("general.name", "m")], [("a", [32], 0, 0)], bytes(128))
    assert look(whole) == (set(), ())
    for length in range(4, len(whole)):
        assert look(whole[:length])[1] != ()
    assert look(b"GGUF" + struct.pack(">IQQ", 3, 0, 0))[1] == (
        "the GGUF model has a version or byte order that this version does not read",
    )
