"""Tables of people that were let out although their own record says that people can be found in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_rules import says
from jupyter_mlsec.probes._folder.records import Kept

_FIGURE = re.compile(
    r"^(?:(?:measured|minimum|smallest|min|achieved) )?k(?: ?anonym\w*)?(?: (?:min|minimum|measured|value|achieved))?$"
    r"|^k ?匿名性?$"
)
_LIMIT = re.compile(
    r"\bk\b.{0,20}\b(?:threshold|limit|required|target|schwelle|grenze|soll)$|^(?:seuil|umbral|soglia|limiar|required|threshold|minimum|target|schwelle)\b.{0,20}\bk\b"
    r"|^k ?(?:閾値|阈值)$"
)
_OUT = re.compile(
    r"^(?:released?|published?|shared|diffusion|publication|veroffentlichung|freigabe|weitergabe|publicad[oa]|publicacion|pubblicat[oa]|公開|发布)\b"
)


def anonymity_below_limit(kept: Kept) -> Iterator[str]:
    """Yield what is said where a measured k is below the record's own limit and the table was let out."""
    figures = [
        number for each in kept.record.entries if _FIGURE.search(each.name) and (number := _number(each)) is not None
    ]
    limits = [
        number for each in kept.record.entries if _LIMIT.search(each.name) and (number := _number(each)) is not None
    ]
    out = any(_OUT.search(each.name) and (each.value is True or says(each.text, "ok")) for each in kept.record.entries)
    if figures and limits and out and min(figures) < max(limits):
        yield "it was let out although its k is below the limit"


def _number(entry: Entry) -> float | None:
    if isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
        return float(entry.value)
    return float(entry.text) if re.fullmatch(r"\d{1,9}", entry.text) else None
