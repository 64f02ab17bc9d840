"""Which places of a model card that nobody filled in matter: those of parts that a reader must find.

The templates that people start from (Hugging Face's above all) have parts that they call optional themselves, and parts
that say nothing about use, data, evaluation, limits or people, like a glossary. What was left open there is untidy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.documents import parts
from jupyter_mlsec.probes._folder.placeholders import is_placeholder, placeholders_in, without_comments

_HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<text>\S.{0,300})")
_OPTIONAL = re.compile(
    r"[\[(\uff08\uff3b]\s?(?:optional|option\w*|facultati\w*|opcional|facoltativ\w*|任意|可选|選択)\s?[\])\uff09\uff3d]",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\s>*+\-]{0,20}(?P<name>[^:\uff1a|*`\n]{1,80}[^:\uff1a|`\n]{0,20})[:\uff1a](?P<value>.{0,400})")
_MARK = re.compile(r"\[[A-Za-z]{2,12}\]")
_SENTENCE = 8  # words beside it; fewer are what somebody was to complete
_ADVICE = re.compile(r"\S.{20,400}more information needed for further recommendations", re.IGNORECASE)


def light_blanks(text: str) -> int:
    """Return how many placeholders of a card stand in parts that a reader may miss."""
    return sum(_blanks(line) for line, heads in _places(text) if _is_light(line, heads))


def empty_sections(text: str) -> tuple[int, int]:
    """Return how many sections of a card are empty, those that matter and the others.

    A section is empty where nothing stands below its heading, not even a heading of a lower rank.
    """
    lines = [line for line in without_comments(text).splitlines() if line.strip()]
    grave = light = 0
    places = list(_places("\n".join(lines)))
    for (line, heads), (following, _) in zip(places, [*places[1:], ("# end", [])], strict=True):
        heading, below = _HEADING.match(line), _HEADING.match(following)
        if heading and below and len(below["level"]) <= len(heading["level"]):
            light += (is_light := _is_light("", heads))
            grave += not is_light
    return grave, light


def _places(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each line with the headings above it, without the title; a heading is above itself."""
    stack: list[tuple[int, str]] = []
    titled = False
    for line in text.splitlines():
        head = _HEADING.match(line)
        if head is not None:
            stack = [each for each in stack if each[0] < len(head["level"])]
            stack.append((len(head["level"]), head["text"] if titled else ""))
            titled = True
        yield line, [text for _, text in stack if text]


def _blanks(line: str) -> int:
    label = _LABEL.match(line)
    bare = line.strip() if label is None else label["value"]
    return placeholders_in(line) or int(
        bool(bare.strip(" *_-")) and _HEADING.match(line) is None and is_placeholder(bare)
    )


def _is_light(line: str, heads: list[str]) -> bool:
    if any(_OPTIONAL.search(each) for each in (line, *heads)):
        return True
    if _is_mention(line):
        return True
    if heads and not _is_wanted(heads[-1]) and _ADVICE.search(line):  # the templates' own sentence says enough there
        return True
    label = _LABEL.match(line)
    said = [*heads, *([label["name"].strip(" *_-")] if label is not None else [])]
    return bool(heads) and not any(_is_wanted(each) for each in said)


def _is_mention(line: str) -> bool:
    """Tell whether a sentence may only speak of words in brackets: ``names are masked as [Name] in every judgment``."""
    rest = _MARK.sub("", line)
    return rest != line and not placeholders_in(rest) and len(rest.split()) >= _SENTENCE


def _is_wanted(name: str) -> bool:
    return any(pattern.search(name) for kind in ("card", "card-more") for pattern in parts(kind).values())
