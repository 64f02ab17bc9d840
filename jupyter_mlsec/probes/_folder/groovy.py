"""Scripts of a Jenkinsfile, each with what the blocks around it make of its result, and of its turn."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_COMMENT = re.compile(  # what stands in quotes is none: 'notebooks/*.ipynb'
    r"(?P<kept>'''(?:[^']|'(?!''))*'''|\"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\"|'[^'\n]*'|\"[^\"\n]*\")"
    r"|(?<!:)//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)"
)
_PART = re.compile(
    r"(?<![\w.])(?P<head>[\w.]{1,200}[ \t]{0,40}(?:\((?:[^(){}]|\([^(){}]*\)){0,400}\))?)\s{0,200}\{|(?P<close>\})"
    r"|\b(?:sh|bat|powershell|pwsh)\b\s{0,20}\(?(?P<options>[^'\"\n]{0,200})"
    r"(?P<script>'''(?:[^']|'(?!''))*'''|\"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\"|'[^'\n]*'|\"[^\"\n]*\")(?=(?P<rest>[^\n]{0,400}))",
)
_NEVER = re.compile(r"when\s{0,99}\{\s{0,99}expression\s{0,99}\{\s{0,99}(?:return\s{1,99})?false\s{0,99};?\s{0,99}\}")
_DEEPEST = 64  # blocks around a script; a pipeline has a dozen
_Blocks = list[tuple[str, int]]  # heads of the blocks around a place, each with where its body begins


def groovy_steps(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the scripts of a Jenkinsfile: each with whether its failure stops nothing, and whether it never runs."""
    plain = _uncommented(text)
    never = [(each.start(), each.end()) for each in _NEVER.finditer(plain)]
    for match, blocks in _scripts(plain):
        unheard = any(re.match(r"(?:catchError|warnError|try|post|always|cleanup)\b", head) for head, _ in blocks)
        ignored = "returnStatus: true" in (match["options"] + match["rest"])
        yield match["script"].strip("'\""), unheard or ignored, _never_stage(never, match.start(), blocks)


def groovy_order(text: str) -> Iterator[tuple[str, dict[int, int]]]:
    """Yield the scripts of a Jenkinsfile in their order, each with the branch of each parallel block that it is in."""
    for match, blocks in _scripts(_uncommented(text)):
        branches = {
            start: blocks[place + 1][1] if place + 1 < len(blocks) else start
            for place, (head, start) in enumerate(blocks)
            if re.match(r"parallel\b", head)
        }
        yield match["script"].strip("'\""), branches


def _uncommented(text: str) -> str:
    return _COMMENT.sub(lambda match: match["kept"] or "", text)


def _scripts(plain: str) -> Iterator[tuple[re.Match[str], _Blocks]]:
    blocks: _Blocks = []
    deeper = 0
    for match in _PART.finditer(plain):
        if match["head"]:
            if len(blocks) < _DEEPEST:
                blocks.append((match["head"], match.end()))
            else:
                deeper += 1
        elif match["close"]:
            if deeper:
                deeper -= 1
            elif blocks:
                blocks.pop()
        elif match["script"]:
            yield match, blocks


def _never_stage(never: list[tuple[int, int]], place: int, blocks: _Blocks) -> bool:
    """Tell whether the stage around a place says before it that it is never to run."""
    start = next((begin for head, begin in reversed(blocks) if head.startswith("stage")), None)
    if start is None:
        return False
    first = bisect_left(never, (start, 0))
    return first < len(never) and never[first][1] <= place
