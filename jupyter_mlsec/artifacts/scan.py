"""What loading a model or data file would do, found without loading it: the one entry of this package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.formats._discovery import artifact_formats
from jupyter_mlsec.artifacts.names import vetted
from jupyter_mlsec.artifacts.primitives import primitives
from jupyter_mlsec.artifacts.rules._discovery import artifact_rules
from jupyter_mlsec.artifacts.sight import Sights
from jupyter_mlsec.artifacts.walk import Walk
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Place, Span, Syntax, Text


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen, and why not everything was; ``problems`` is empty where the whole file was followed.

    ``documents`` are members that are notebooks or Python files, by their path in the archive, for another engine.
    """

    hits: tuple[tuple[Rule, Hit], ...]
    problems: tuple[str, ...]
    documents: tuple[tuple[str, bytes], ...] = ()


def scan_artifact(path: str) -> Looked:
    """Look at one file within the limits of ``Budget``. Never raises for what it holds, and never loads it."""
    try:
        with Path(path).open("rb") as stream:
            return scan_stream(stream, path)
    except OSError as error:
        return Looked((), (f"cannot be read: {error.strerror or type(error).__name__}",))


def scan_stream(stream: BinaryIO, name: str = "") -> Looked:
    """Do the same for what is open already; the stream must be one that can seek.

    ``name`` is what the file is called: content decides what it is, and a name that says otherwise is told.
    """
    _prepare()
    sights = Sights()
    try:
        size = stream.seek(0, 2)
        stream.seek(0)
        Walk(sights, Budget()).file(stream, size, Path(name).name)
    except UnreadableError as error:
        sights.cannot(error.message)
    except OSError as error:
        sights.cannot(f"cannot be read: {error.strerror or type(error).__name__}")
    except MemoryError:
        sights.cannot("looking at the whole file would take too much memory")
    except Exception as error:  # noqa: BLE001 - a hostile file that finds a bug of ours must not pass for clean
        sights.cannot(f"the artefact scanner failed ({type(error).__name__}): please report this bug")
    return Looked(tuple(_hits(sights)), tuple(sights.problems), tuple(sights.documents))


@cache
def _prepare() -> None:
    """Load what every file needs before the first one's time begins to run: that may take longer than the file."""
    artifact_formats()
    artifact_rules()
    vetted()
    primitives()


def _hits(sights: Sights) -> list[tuple[Rule, Hit]]:
    rules = {rule.name: rule for rule in artifact_rules()}
    hits = []
    for sight in sights.found:
        text = Text(Place.ARTIFACT, sight.line, Syntax.PLAIN)
        hits.append((rules[sight.rule], Hit(text, Span(0, len(sight.line)), sight.message)))
    return hits
