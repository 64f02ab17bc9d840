"""A download whose server is not checked may come from anybody who sits between.

What it sees: `curl -k` and `--insecure`, `wget --no-check-certificate`, `git` with `http.sslVerify` off, `conda` with
`ssl_verify` off, `aria2c --check-certificate=false`, and `npm` with `strict-ssl` off.

Exploit: in a café's network the model that `wget --no-check-certificate` fetches is another one.

Use instead:

```bash
curl --cacert company-ca.pem -o data.csv https://example.org/data.csv
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.model.rule import Family, Hit, Severity

_SHORT = re.compile(r"-[a-zA-Z]*k[a-zA-Z]*")  # curl's options may be written together: -fsSkL
_VALUED = frozenset("AbcCdDeEFhHmoPQrtTuUwxXyYz")  # what follows one of these in a word is its value
_OFF = re.compile(r"(?:http\.)?(?:ssl_?verify|strict-ssl)[= ]+(?:false|0|no|off)", re.IGNORECASE)
_FLAGS = {
    "curl": {"--insecure", "--proxy-insecure"},
    "wget": {"--no-check-certificate"},
    "aria2c": {"--check-certificate=false"},
}


def _check(command: Command) -> Iterator[Hit]:
    for word in command.words:
        if word.value in _FLAGS.get(command.program, ()) or (command.program == "curl" and _insecure(word.value)):
            yield Hit(command.text, command.word_span(word))
            return
    if command.program in {"git", "conda", "mamba", "npm"} and _OFF.search(" ".join(command.values)):
        yield command.hit()


def _insecure(word: str) -> bool:
    """Whether a word of curl's short options holds ``k`` before any option that takes the rest as its value."""
    if not _SHORT.fullmatch(word):
        return False
    before = word[1 : word.index("k")]
    return not _VALUED & set(before)


RULE = CommandRule(
    name="unverified-download",
    family=Family.TRANSPORT,
    severity=Severity.MEDIUM,
    message="the server's certificate is not checked",
    remedy="Leave verification on, and name the certificate of your own authority where you need one.",
    docs=__doc__,
    cwe=(295,),
    atlas=("AML.T0010.002",),
    programs=("curl", "wget", "aria2c", "git", "conda", "mamba", "npm", "%conda", "%mamba"),
    check=_check,
)
