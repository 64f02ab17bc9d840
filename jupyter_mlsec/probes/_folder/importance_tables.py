"""Tables of what a model goes by: features and their weights, in CSV, Markdown, YAML or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jupyter_mlsec.probes._folder.delimited import delimited_rows
from jupyter_mlsec.probes._folder.files import is_read
from jupyter_mlsec.probes._folder.ledgers import ledgers_of
from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.explained_columns import says

_FEWEST = 3  # features; two say nothing about what leads
_NUMBER = re.compile(r"[-+]?\d{0,9}(?:[.,]\d{1,12})?(?:[eE][-+]?\d{1,3})?\s?%?")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One feature: its name as it is written, its weight, and what people said of it by the name of the column."""

    name: str
    weight: float
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Importances:
    """One table: the file, and its features, the heaviest first."""

    path: str
    features: tuple[Weighed, ...]


def importances_of(subject: ProjectSubject) -> Iterator[Importances]:
    """Yield the tables of importances of a project. Raises NotEvidenceError where there are too many files."""
    for path in require_files(subject):
        if path.suffix.lower() == ".csv" and is_read(path):
            rows = delimited_rows(path)
            named = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []
            yield from _table(path.relative_to(subject.root).as_posix(), named, says("weight", plain(path.stem)))
    for ledger in ledgers_of(subject):
        told = says("weight", ledger.title)
        for table in ledger.tables:
            rows_here = [{plain(str(key)): _text(value) for key, value in row.names.items()} for row in table.rows]
            yield from _table(ledger.path, rows_here, told or any(says("weight", each) for each in table.above))
        for row in ledger.rows:
            if row.above and says("weight", row.above[-1]) and not says("beside", row.above[-1]):
                pairs = [{"feature": name, "importance": _text(value)} for name, value in row.names.items()]
                yield from _table(ledger.path, pairs, told=True)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)


def _table(path: str, rows: list[dict[str, str]], told: bool) -> Iterator[Importances]:  # noqa: FBT001 - what the title says
    """Yield the table where its columns are a feature, a weight and what is said of it."""
    if len(rows) < _FEWEST:
        return
    names = list(rows[0])
    feature = next((each for each in names if says("feature", each)), None)
    weight = next((each for each in names if each != feature and says("weight", each) and not says("beside", each)),
                  None)  # fmt: skip
    if weight is None and told:
        weight = next(
            (each for each in names if re.fullmatch(r"weight|score|value|gewicht|wert|poids|peso", each)), None
        )
    if feature is None or weight is None:
        return
    found = []
    for row in rows:
        number = _number(row.get(weight, ""))
        if number is not None and row.get(feature, "").strip():
            said = {name: text for name, text in row.items() if says("judged", name) or says("remark", name)}
            found.append(Weighed(row[feature].strip().strip("`*"), abs(number), said))
    if len(found) >= _FEWEST:
        yield Importances(path, tuple(sorted(found, key=lambda each: -each.weight)))


def _number(text: str) -> float | None:
    text = text.strip()
    if not text or _NUMBER.fullmatch(text) is None:
        return None
    try:
        return float(text.rstrip("% ").replace(",", "."))
    except ValueError:
        return None


def is_unjudged(table: Importances) -> bool:
    """Tell whether a table asks if its features are plausible, and nobody answered for any of them."""
    asked = [each for each in table.features[0].said if says("judged", each)]
    return bool(asked) and all(
        is_placeholder(text.strip()) for each in table.features for name, text in each.said.items() if name in asked
    )
