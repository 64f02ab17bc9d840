"""Limits on questions under which a model is copied within a day, by the record's own measurement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.records import Kept

_LIMIT = re.compile(
    r"^(?:rate|query|request|call)s? (?:limits?|budgets?|quota)\b|^(?:abfrage|anfrage)(?:limit|grenze|budget)|^limite d"
    r"|^quota\b|^throttl|クエリ(?:制限|上限)|查询(?:限制|上限)"
)
_QUERIES = re.compile(r"quer(?:y|ies)|questions|requests|abfragen|anfragen|requetes|consultas|richieste|クエリ|查询")
_OUTPUT = re.compile(
    r"^(?:exposed )?outputs?\b|^(?:responses?|answers?|returns|exposes|ausgaben?|antwort|sorties?|salidas?|uscit[ae]"
    r"|saidas?|uitvoer)\b"
)
_DETAILS = (  # how much an answer tells; the first that is named counts
    ("rounded", re.compile(r"(?<!un)(?<!not )round|gerundet|arrondi|redondead|arrotondat")),
    ("labels", re.compile(r"label|(?:best|top|predicted|only the) class|class only|klasse|classe seule|solo la clase")),
    ("scores", re.compile(r"prob|score|logit|confiden|wahrscheinlich")),
)
_NUMBER = re.compile(r"(?P<number>\d{1,12}(?:[.,]\d{3})*(?:\.\d+)?)\s?(?P<many>k|m|thousand|million)?\b")
_SPANS = (  # questions a day
    (re.compile(r"second|/ ?s(?:ec)?\b|sekunde|seconde|segundo|secondo"), 86_400),
    (re.compile(r"minute|/ ?m(?:in)?\b|minuto"), 1_440),
    (re.compile(r"hour|/ ?h\b|stunde|heure|\bhora|\bora\b"), 24),
    (re.compile(r"\bday|daily|/ ?d\b|\btag|jour|\bdia\b|giorno"), 1),
)
_ENOUGH = 0.9  # agreement of a copy that is as good as the model
_WHAT = "the limit lets a model be copied within a day"


def copied_in_a_day(kept: Kept) -> Iterator[str]:
    """Yield what is said where a day's questions are as many as the record says that a copy takes."""
    entries = [each for each in kept.record.entries if not isinstance(each.value, bool | list | dict)]
    allowed = [day for each in entries if _LIMIT.search(each.name) and (day := _a_day(each)) is not None]
    detail = next((told for each in entries if _OUTPUT.search(each.name) and (told := _detail(each.text))), "")
    needed = [number for each in entries if (number := _queries(each, detail)) is not None]
    if allowed and needed and max(allowed) >= min(needed):
        yield _WHAT


def _detail(text: str) -> str:
    return next((name for name, words in _DETAILS if words.search(text.lower())), "")


def _a_day(entry: Entry) -> float | None:
    text = f"{entry.name} {entry.text}".lower()
    number = _number(entry.text)
    return next((number * times for words, times in _SPANS if words.search(text)), None) if number is not None else None


def _queries(entry: Entry, detail: str) -> float | None:
    """Return how many questions a copy takes that agrees in nine answers of ten, given answers of this detail."""
    if not any(_QUERIES.search(name) for name in entry.path) or any(_LIMIT.search(name) for name in entry.path):
        return None
    told = [kind for name in entry.path if (kind := _detail(name))]
    if told and detail and detail not in told:
        return None
    share = re.search(r"(?<!\d)(?:0 (?P<part>\d{1,3})|(?P<percent>\d{2})(?: ?%| percent)?)$", entry.name)
    if share is not None:
        agreement = float(f"0.{share['part']}") if share["part"] else float(share["percent"]) / 100
        if agreement < _ENOUGH:
            return None
    elif not re.search(r"(?:9\d|0 9\d?)", " ".join(entry.path)):
        return None
    return _number(entry.text)


def _number(text: str) -> float | None:
    found = _NUMBER.search(text.lower())
    if found is None:
        return None
    number = float(re.sub(r"[.,](?=\d{3}\b)", "", found["number"]))
    return number * {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}.get(found["many"] or "", 1.0)
