"""Packages come from an index that nobody vouches for, or over a connection that nobody checks.

What it sees: `--trusted-host` (no certificate is checked), `--extra-index-url` (the highest version of any index
wins, whoever uploaded it), an index or link page over `http:`, and one on a host that no project documents as its
own. The same in `pip config set`, in `pip.conf` and in variables such as `PIP_EXTRA_INDEX_URL`.

Exploit: somebody uploads `your-internal-package 99.0` to the public index, and pip prefers it.

Use instead:

```bash
pip install --index-url https://your.index/simple package==1.2.3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity
from jupyter_mlsec.rules._pip import INDEX, PROGRAMS, installs, known_host


def _check(command: Command) -> Iterator[Hit]:
    if "config" in command.values and "set" in command.values:
        reason = _configured(*command.values[-2:])
        if reason is not None:
            yield command.hit(reason)
    elif installs(command):
        yield from _options(command)


def _configured(key: str, value: str) -> str | None:
    name = key.rpartition(".")[2]
    doubtful = name in _ALWAYS_DOUBTFUL or (name in _ADDRESSES and any(map(_place, value.lower().split())))
    if doubtful or value.lower().startswith("http://"):
        return "pip is told to take packages from a place that nobody vouches for, from now on"
    return None


_ALWAYS_DOUBTFUL = frozenset({"extra-index-url", "trusted-host", "insecure-host", "index"})
_ADDRESSES = frozenset({"index-url", "find-links", "default-index"})


def _options(command: Command) -> Iterator[Hit]:
    for names, reason in _ALWAYS.items():
        word = command.option(*names)
        if word is not None:
            yield Hit(command.text, command.word_span(word), reason)
    for names in (("-i", "--index-url", "--default-index"), ("-f", "--find-links")):
        word = command.option(*names)
        if word is not None:
            place = _place((word.value.partition("=")[2] if word.value.startswith("--") else word.value).lower())
            if place is not None:
                yield Hit(command.text, command.word_span(word), place)


_ALWAYS = {
    ("--trusted-host",): "the host is trusted without a certificate",
    ("--extra-index-url", "--index"): "a second index can replace any package by a higher version",
}


def _place(address: str) -> str | None:
    if address.startswith("http://"):
        return "packages are fetched over a connection that is not encrypted"
    if address.startswith("https://") and f"test.{INDEX}" in address:
        return "the test index holds packages that anybody may upload under any name"
    if address.startswith("https://") and not known_host(address):
        return "packages come from an index that nobody vouches for"
    return None


RULE = CommandRule(
    name="untrusted-package-index",
    family=Family.SUPPLY_CHAIN,
    severity=Severity.MEDIUM,
    message="packages come from an index that nobody vouches for",
    remedy="Use one index over https, and pin versions with hashes.",
    docs=__doc__,
    cwe=(829, 1357),
    atlas=("AML.T0010.001", "AML.T0011.001"),
    programs=PROGRAMS,
    check=_check,
)
