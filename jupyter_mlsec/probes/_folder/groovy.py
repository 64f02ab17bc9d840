"""Scripts of a Jenkinsfile, each with what the blocks around it make of its result."""

from __future__ import annotations

import re
from collections.abc import Iterator


def groovy_steps(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the scripts of a Jenkinsfile: each with whether its failure stops nothing, and whether it never runs."""
    plain = re.sub(r"/\*.*?\*/", "", re.sub(r"(?<!:)//[^\n]*", "", text), flags=re.DOTALL)
    blocks: list[tuple[str, int]] = []
    for match in re.finditer(
        r"(?<![\w.])(?P<head>[\w.]{1,200}\s*(?:\([^(){}]*(?:\([^()]*\)[^(){}]*)*\))?)\s*\{|(?P<close>\})"
        r"|\b(?:sh|bat|powershell|pwsh)\b\s*\(?(?P<options>[^'\"\n]*)(?P<script>'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\")(?P<rest>[^\n]*)",
        plain,
        re.DOTALL,
    ):
        if match["head"]:
            blocks.append((match["head"], match.end()))
        elif match["close"]:
            if blocks:
                blocks.pop()
        elif match["script"]:
            heads = [head for head, _ in blocks]
            unheard = any(re.match(r"(?:catchError|warnError|try|post|always|cleanup)\b", head) for head in heads)
            ignored = "returnStatus: true" in (match["options"] + match["rest"])
            never = _never_stage(plain, match.start(), blocks)
            yield match["script"].strip("'\""), unheard or ignored, never


def _never_stage(text: str, place: int, blocks: list[tuple[str, int]]) -> bool:
    """Tell whether the stage around a place says that it is never to run."""
    for head, start in reversed(blocks):
        if head.startswith("stage"):
            return (
                re.search(r"when\s*\{\s*expression\s*\{\s*(?:return\s+)?false\s*;?\s*\}", text[start:place]) is not None
            )
    return False
