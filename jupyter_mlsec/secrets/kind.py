"""Kind: what is known about one kind of secret, read from its data file in ``kinds/``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from jupyter_mlsec.model.rule import Confidence, Severity

# What may not follow a token: one of its own characters would make it a longer, other thing.
_END = r"(?![A-Za-z0-9_-])"
# "an NVIDIA key", "an npm token": letters that are spoken one by one begin with a vowel more often than words do.
_SPOKEN_WITH_AN = (
    *"AEIOaeio",
    "NVIDIA",
    "Npm",
    "npm",
    "ngrok",
    "MLflow",
    "xAI",
    "X ",
    "HCP",
    "Unstructured",
    "Upstash",
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of secret.

    ``pattern`` is the vendor's public format. How it is found: ``starts`` are the literals that its run of token
    characters begins with; ``after`` are the literals that stand directly before that run, of which ``lead``
    characters belong to the value; ``inside`` are literals that stand ``lead`` characters after its beginning;
    ``hosts`` are the hosts of addresses that are secrets themselves. A format without any such mark is believed only
    where one of the words of ``context`` stands near and something says that the value is a key; ``names`` narrows
    what that something must be called. Kinds without a pattern are found by name alone.
    """

    name: str
    title: str
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    vendor: str = ""
    lifetime: str = "until it is revoked"
    revoke: str = ""
    starts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    lead: int = 0
    hosts: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    pattern: str = ""
    checksum: str = ""
    example: str = ""
    why: str = ""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern with the boundary that ends a token, compiled on first use."""
        return re.compile(self.pattern + _END, re.ASCII)

    @cached_property
    def near(self) -> re.Pattern[str]:
        """The words of ``context``, for a text in lower case."""
        return re.compile("|".join(map(re.escape, self.context)))

    @property
    def article(self) -> str:
        """The indefinite article that the title is spoken with."""
        return "an" if self.title.startswith(_SPOKEN_WITH_AN) else "a"

    @property
    def message(self) -> str:
        """One sentence that names the kind."""
        return f"{self.article.capitalize()} {self.title} is written out here"

    @property
    def remedy(self) -> str:
        """One sentence that says what to do."""
        ending = f"revoke it at {self.revoke}" if self.revoke else "change it where it is used"
        return f"{ending[0].upper()}{ending[1:]}, then read the new one from os.environ, getpass or keyring"


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Return every kind, in alphabetical order. One file is one kind: the file's name is the kind's."""
    folder = files("jupyter_mlsec.secrets") / "kinds"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda each: each.name)
    return tuple(read_kind(entry.name.removesuffix(".toml"), entry.read_text("utf-8")) for entry in entries)


def read_kind(name: str, document: str) -> Kind:
    """Read one data file. Raises ``TypeError`` or ``ValueError`` for a key or value that a kind does not have."""
    fields: dict[str, object] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in tomllib.loads(document).items()
    }
    fields["severity"] = Severity(str(fields["severity"]))
    fields["confidence"] = Confidence(str(fields.get("confidence", "high")))
    return Kind(name=name, **fields)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def kinds_by_name() -> dict[str, Kind]:
    """Return every kind by its name."""
    return {kind.name: kind for kind in kinds()}
