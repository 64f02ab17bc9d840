"""Snippets as people write them, in every place of a notebook: recall, exact spans, and what is found beside them.

usage: python -m benchmarks secrets_snippets; SECRETS_SEED and SECRETS_DRAWS choose others. Prints figures of each
family and each place, then every miss and every false finding by family and place, never by value.
"""

from __future__ import annotations

import base64
import os
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import fill, seeded

_OWN = re.compile(
    r"\{(human|humanurl|humanword|strong|strongurl|strongword|phrase|basic|b64pw|hexkey|lower|tail)(?::(\d+))?\}"
)
_LETTERS = string.ascii_letters + string.digits
_WORDS = ("river", "stone", "cloud", "summer", "winter", "tiger", "falcon", "garden", "copper", "silver", "lemon")
_MARKED = re.compile("«(.*?)»", re.DOTALL)


def _human(random: Random, symbols: str) -> str:
    """Return a password as a person makes it up: a word or two, a number, a symbol."""
    first, second = random.sample(_WORDS, 2)
    return random.choice(
        [
            first.capitalize() + str(random.randint(10, 9999)) + random.choice(symbols),
            first + second.capitalize() + random.choice(symbols) + str(random.randint(1, 99)),
            first.capitalize() + random.choice(symbols) + second + str(random.randint(1, 999)),
            first[:3].capitalize() + str(random.randint(100, 999)) + random.choice(symbols) + second[:4],
        ]
    )


def _strong(random: Random, symbols: str) -> str:
    """Return a password as a manager draws it."""
    body = random.choices(_LETTERS, k=random.randint(10, 18)) + random.choices(symbols, k=2)
    random.shuffle(body)
    return random.choice(string.ascii_letters) + "".join(body) + random.choice(_LETTERS)


def _secret(name: str, count: int, random: Random) -> str:
    if name.startswith(("human", "strong")):
        make, symbols = (_human, "!#@$%&*") if name.startswith("human") else (_strong, "!#@$%^&*-_+=")
        return make(
            random, {"url": "!*-_", "word": "!#@$-"}.get(name.removeprefix("human").removeprefix("strong"), symbols)
        )
    if name == "lower":
        return "".join(random.choices(string.ascii_lowercase, k=count))
    if name == "phrase":
        return "".join(random.sample(_WORDS, 4))
    plain = _strong(random, "!#-_")
    if name == "hexkey":
        return "".join(random.choices(_LETTERS, k=32)).encode().hex()
    return base64.b64encode((f"svc_ds:{plain}" if name == "basic" else plain).encode()).decode()


def drawn(recipe: str, random: Random) -> str:
    """Return a recipe with its braces filled in, the marks kept."""
    return fill(_OWN.sub(lambda match: _secret(match[1], int(match[2] or 1), random), recipe), random)


@dataclass(frozen=True)
class Snippet:
    """A text, and the ranges of it that are secrets."""

    family: str
    content: str
    secrets: tuple[str, ...]


def snippets(name: str, random: Random, draws: int) -> Iterator[Snippet]:
    """Yield every snippet of a data file beside this one."""
    for section in (Path(__file__).with_name(name)).read_text("utf-8").split("\n## ")[1:]:
        family, _, body = section.partition("\n")
        for recipe in body.strip("\n").split("\n--\n"):
            for _ in range(draws):
                content = drawn(recipe, random)
                yield Snippet(family, content.replace("«", "").replace("»", ""), tuple(_MARKED.findall(content)))


Cell = dict[str, Any]


def _code(source: str, *outputs: Cell, **metadata: Any) -> Cell:
    return {
        "cell_type": "code",
        "id": "c1",
        "metadata": metadata,
        "execution_count": 1,
        "outputs": list(outputs),
        "source": source,
    }


def _other(kind: str, source: str, **more: Any) -> Cell:
    return {"cell_type": kind, "id": "m1", "metadata": {}, "source": source, **more}


def _stream(text: str) -> Cell:
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def _shown(mime: str, body: Any) -> Cell:
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {mime: body}}


def _traceback(text: str) -> Cell:
    lines = [f"\x1b[0;32m      {at}\x1b[0m \x1b[0m{line}\x1b[0m" for at, line in enumerate(text.splitlines(), 1)]
    return {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "bad",
        "traceback": ["\x1b[0;31mTraceback\x1b[0m", *lines],
    }


def _attached(text: str) -> Cell:
    return {"a.txt": {"text/plain": base64.b64encode(text.encode()).decode()}}


# Where a snippet can stand; code that must be folded stands in code only.
PLACES: dict[str, Callable[[str], Cell]] = {
    "source": _code,
    "after other code": lambda text: _code("import os, json\nx = [1, 2]\n" + text + "\nprint('done')\n"),
    "markdown": lambda text: _other("markdown", f"## Set-up\n\n```\n{text}\n```\n\nThen run the next cell.\n"),
    "raw": lambda text: _other("raw", text + "\n"),
    "stream": lambda text: _code("run()", _stream(f"starting\n{text}\n")),
    "text/plain": lambda text: _code("x", _shown("text/plain", text)),
    "text/html": lambda text: _code("x", _shown("text/html", f"<div><pre>{escape(text)}</pre></div>")),
    "json": lambda text: _code("x", _shown("application/json", {"items": [{"note": text}]})),
    "traceback": lambda text: _code("f()", _traceback(text)),
    "cell metadata": lambda text: _code("x = 1", papermill={"parameters": {"note": text}}),
    "attachment": lambda text: _other("markdown", "see", attachments=_attached(text)),
    "comment": lambda text: _code("x = 1\n" + "".join(f"# {line}\n" for line in text.splitlines())),
    "docstring": lambda text: _code(f"def f():\n    '''Notes.\n\n{text}\n    '''\n    return 1\n"),
}
_CODE_ONLY = {"source", "after other code"}
_PRINTED_ONLY = {"markdown", "raw", "stream", "text/plain", "text/html"}


def notebook(cell: Cell) -> Notebook:
    """Return a notebook of one cell."""
    metadata = {"kernelspec": {"name": "python3", "language": "python"}, "language_info": {"name": "python"}}
    return read_notebook("x", {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]})


def texts(book: Notebook) -> Iterator[Text]:
    """Yield every text of a notebook."""
    yield from book.texts
    for cell in book.cells:
        yield cell.source
        yield from cell.texts


def places_of(snippet: Snippet) -> Iterator[tuple[str, Notebook]]:
    """Yield the snippet in each place where a person could put it."""
    for place, make in PLACES.items():
        if snippet.family.startswith("folded") and place not in _CODE_ONLY:
            continue
        if snippet.family.startswith("tables") and place not in _PRINTED_ONLY:
            continue
        if "%%" in snippet.content[:2] and place in {"after other code", "docstring"}:
            continue
        if "'''" in snippet.content and place == "docstring":
            continue
        yield place, notebook(make(snippet.content))


@dataclass
class Tally:
    """What was found: by family, by place, and of which group."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)

    def add(self, snippet: Snippet, place: str, book: Notebook) -> None:
        """Count one snippet in one place."""
        shown = [
            (match.rule, text.content[match.span.start : match.span.end])
            for text in texts(book)
            for match in find_secrets(text)
        ]
        for secret in snippet.secrets:
            exact = any(_same(value, secret) for _, value in shown)
            found = exact or any(is_part(value, secret) for _, value in shown)
            for key in (
                f"family {snippet.family}",
                f"place {place}",
                f"group {snippet.family.partition(':')[0]}",
                "group all",
            ):
                count = self.counts.setdefault(key, Counter())
                count.update(all=1, found=found, exact=exact)
            if not exact:
                key = f"{'span' if found else 'miss'}: {snippet.family} / {place}"
                self.missed[key] += 1
                self.samples.setdefault(key + str(self.missed[key]), snippet.content + "\n   -> " + repr(shown))
        for rule, value in shown:
            if not any(is_part(value, secret) for secret in snippet.secrets):
                self.wrong[f"{snippet.family} / {place} > {rule}"] += 1
                self.samples.setdefault(
                    f"wrong: {snippet.family} / {place}{self.wrong.total()}",
                    snippet.content + "\n   -> " + repr((rule, value)),
                )

    def show(self) -> None:
        """Print a line for each family, place and group."""
        for key, count in sorted(self.counts.items()):
            found, every = count["found"], count["all"]
            print(f"{key:42} recall {found / every:.4f}  exact {count['exact'] / max(1, found):.4f}  ({every})")


def _plain(value: str) -> str:
    return re.sub(r"\s+(?:\d+\s+)?|# ?", "", value.replace("\\n", "").replace("\\", ""))


def _same(value: str, secret: str) -> bool:
    return value == secret or _plain(value) == _plain(secret)


def is_part(value: str, secret: str) -> bool:
    """Whether what was shown is a part of a secret or holds it, whatever stands at the beginning of its lines."""
    if not value:
        return False
    return value in secret or secret in value or _plain(secret) in _plain(value) or _plain(value) in _plain(secret)


def main() -> None:
    """Print the figures for the seed and the number of draws of the environment."""
    random, tally = seeded(os.environ.get("SECRETS_SEED", "1")), Tally()
    for snippet in snippets("secrets_snippets.txt", random, int(os.environ.get("SECRETS_DRAWS", "2"))):
        for place, book in places_of(snippet):
            tally.add(snippet, place, book)
    quiet, beside = Tally(), tally.wrong.total()
    for snippet in snippets("secrets_quiet.txt", random, 1):
        for place, book in places_of(snippet):
            quiet.add(snippet, place, book)
    tally.show()
    print("missed:", dict(tally.missed.most_common(30)))
    print("found beside them:", dict(tally.wrong.most_common(30)))
    print("found where nothing is:", dict(quiet.wrong.most_common(60)))
    found, wrong = tally.counts["group all"]["found"], beside + quiet.wrong.total()
    print(f"precision {found / (found + wrong):.4f}: {found} found, {wrong} wrong")


if __name__ == "__main__":
    main()
