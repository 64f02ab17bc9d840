"""Scripts of a Jenkinsfile, each with what the blocks around it make of its result, and of its turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)")
_PART = re.compile(
    r"(?<![\w.])(?P<head>[\w.]{1,200}[ \t]{0,40}(?:\((?:[^(){}]|\([^(){}]*\)){0,400}\))?)\s{0,200}\{|(?P<close>\})"
    r"|\b(?:sh|bat|powershell|pwsh)\b\s{0,20}\(?(?P<options>[^'\"\n]{0,200})"
    r"(?P<script>'''(?:[^']|'(?!''))*'''|\"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\"|'[^'\n]*'|\"[^\"\n]*\")(?=(?P<rest>[^\n]{0,400}))",
)
_Blocks = list[tuple[str, int]]  # heads of the blocks around a place, each with where its body begins


def groovy_steps(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the scripts of a Jenkinsfile: each with whether its failure stops nothing, and whether it never runs."""
    plain = _COMMENT.sub("", text)
    for match, blocks in _scripts(plain):
        unheard = any(re.match(r"(?:catchError|warnError|try|post|always|cleanup)\b", head) for head, _ in blocks)
        ignored = "returnStatus: true" in (match["options"] + match["rest"])
        yield match["script"].strip("'\""), unheard or ignored, _never_stage(plain, match.start(), blocks)


def groovy_order(text: str) -> Iterator[tuple[str, dict[int, int]]]:
    """Yield the scripts of a Jenkinsfile in their order, each with the branch of each parallel block that it is in."""
    for match, blocks in _scripts(_COMMENT.sub("", text)):
        branches = {
            start: blocks[place + 1][1] if place + 1 < len(blocks) else start
            for place, (head, start) in enumerate(blocks)
            if re.match(r"parallel\b", head)
        }
        yield match["script"].strip("'\""), branches


def _scripts(plain: str) -> Iterator[tuple[re.Match[str], _Blocks]]:
    blocks: _Blocks = []
    for match in _PART.finditer(plain):
        if match["head"]:
            blocks.append((match["head"], match.end()))
        elif match["close"]:
            if blocks:
                blocks.pop()
        elif match["script"]:
            yield match, blocks


def _never_stage(text: str, place: int, blocks: _Blocks) -> bool:
    """Tell whether the stage around a place says that it is never to run."""
    for head, start in reversed(blocks):
        if head.startswith("stage"):
            return (
                re.search(r"when\s*\{\s*expression\s*\{\s*(?:return\s+)?false\s*;?\s*\}", text[start:place]) is not None
            )
    return False
