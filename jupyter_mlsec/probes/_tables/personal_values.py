"""Values that say "personal data": patterns with check digits, through python-stdnum and phonenumbers."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise

from jupyter_mlsec.probes._tables.personal_names import Reach

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![\w-])")
_PHONE = re.compile(r"(?=(?:[^\d]*\d){8,15}[^\d]*$)\+?\(?\d[\d\s().-]{6,22}\d")
_PHONE_MARK = re.compile(r"^\+|[\s().-]")
_BARE_PHONE = re.compile(r"[1-9]\d{9,14}")
_NEAR = 20  # between two numbers that may have been given out one after the other
_CARD = re.compile(r"(?<!\d)(?:[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5})(?!\d)")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_MAC = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_PERSON = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?[A-Z][a-zà-ÿ'-]+(?: [A-Z]\.?)?(?: [A-Z][a-zà-ÿ'-]+){1,2}")
_TITLED = re.compile(r"[A-Z][\w' -]+, (?:Mr|Mrs|Ms|Miss|Dr|Master|Rev)\.? [A-Z]")
# names of columns whose values may be people; of roles that firms have, too, only what is no firm's name counts
_WHO = re.compile(
    r"(?i)name|person|who\b|(?:^|[\W_])(?:patient|client|customer|driver|employee|guest|member|owner|passenger|student|"
    r"subject|teacher|tenant|user|worker|applicant|borrower|nurse|doctor|physician|fahrer|kunde|mieter|mitarbeiter|"
    r"schueler|schüler|eleve|élève|etudiant|étudiant|salarie|salarié|alumno|empleado|paciente|cliente|paziente)"
    r"(?:e?n|e?s|in|innen)?(?:$|[\W_])"
)
_FIRMS = re.compile(
    r"(?i)\b(?:ag|bank|clinic|co|college|company|corp|gmbh|group|holding|hospital|inc|klinik|kg|limited|llc|ltd|plc|sa|"
    r"sarl|school|se|services|solutions|spa|srl|store|systems|team|university|verein)\b\.?"
)
_VERSION = re.compile(r"(?i)(?:^|[\W_])(?:build|firmware|fw|release|rev|revision|sw|version|ver)(?:$|[\W_\d])")
_FEW = 20  # values; fewer may all be small by chance
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof"})
_SMALL = 99  # a version's numbers are small; among many addresses one is larger
_SHARED = 0.5  # of the values have a word in common: it says what kind of thing they are
_COORDINATES = re.compile(r"[+-]?\d{1,2}\.\d{4,},\s*[+-]?\d{1,3}\.\d{4,}")
# national numbers whose check digits (or letters) python-stdnum knows: module, and what the raw value must look like
_NATIONAL = (
    ("it.codicefiscale", r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]"),
    ("mx.curp", r"[A-Za-z]{4}\d{6}[A-Za-z]{6}[A-Za-z0-9]{2}"),
    ("es.dni", r"\d{8}-?[A-Za-z]"),
    ("es.nie", r"[XYZxyz]\d{7}-?[A-Za-z]"),
    ("in_.pan", r"[A-Z]{5}\d{4}[A-Z]"),
    ("gb.nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}"),
    ("fi.hetu", r"\d{6}[-+A-Y]\d{3}[0-9A-Y]"),
    ("cn.ric", r"\d{17}[\dXx]"),
    ("fr.nir", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}"),
    ("de.idnr", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}"),
    ("br.cpf", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}"),
    ("in_.aadhaar", r"[2-9]\d{3} ?\d{4} ?\d{4}"),
    ("nl.bsn", r"\d{9}"),
    ("pl.pesel", r"\d{11}"),
    ("se.personnummer", r"(?:\d{2})?\d{6}[-+]?\d{4}"),
    ("no.fodselsnummer", r"\d{6} ?\d{5}"),
    ("be.nn", r"\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}"),
    ("ch.ssn", r"756\.?\d{4}\.?\d{4}\.?\d{2}"),
    ("za.idnr", r"\d{13}"),
    ("kr.rrn", r"\d{6}-?[1-4]\d{6}"),
    ("tr.tckimlik", r"[1-9]\d{10}"),
    ("ro.cnp", r"[1-9]\d{12}"),
    ("bg.egn", r"\d{10}"),
)


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value. ``unmistakable``: one hit is enough; else ``share`` of the distinct values must be hits.

    ``numeric``: it may stand in a column of numbers. ``named``: only believed in columns with such a name. ``unless``
    says of a column's name and values as a whole that they are something else that looks alike.
    """

    kind: str
    reach: Reach
    matches: Callable[[str], bool]
    share: float = 0.8
    unmistakable: bool = False
    numeric: bool = False
    named: re.Pattern[str] | None = None
    unless: Callable[[str, Sequence[str]], bool] | None = None


@cache
def value_kinds() -> tuple[ValueKind, ...]:
    """Return all kinds of value, the most telling first."""
    direct = Reach.DIRECT
    return (
        ValueKind("e-mail address", direct, lambda text: "@" in text and bool(_EMAIL.search(text)), unmistakable=True),
        ValueKind("account or card number", direct, _is_iban),
        ValueKind("account or card number", direct, _is_card, numeric=True),
        ValueKind("national or tax number", direct, lambda text: bool(_SSN.fullmatch(text))),
        *(ValueKind("national or tax number", direct, _national(*pair), numeric=True) for pair in _NATIONAL),
        ValueKind("network or device address", direct, _is_ip, unless=_are_versions),
        ValueKind("network or device address", direct, lambda text: bool(_MAC.fullmatch(text))),
        ValueKind("telephone number", direct, _is_phone),
        ValueKind("telephone number", direct, _is_bare_phone, share=0.95, numeric=True, unless=_are_running),
        ValueKind("place of living", Reach.INDIRECT, lambda text: bool(_COORDINATES.fullmatch(text))),
        ValueKind("person's name", direct, lambda text: bool(_TITLED.match(text)), share=0.5),
        ValueKind("person's name", direct, lambda text: bool(_PERSON.fullmatch(text)), named=_WHO, unless=_are_things),
        ValueKind(
            "date of birth",
            Reach.INDIRECT,
            lambda text: bool(_DATE.match(text)),
            named=re.compile("(?i)birth|dob|born"),
        ),
    )


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(_IBAN.fullmatch(text.strip().upper())) and bool(iban.is_valid(text))


def _is_card(text: str) -> bool:
    from stdnum import luhn

    match = _CARD.fullmatch(text.strip())
    return match is not None and bool(luhn.is_valid(re.sub(r"[ -]", "", match[0])))


def _is_ip(text: str) -> bool:
    if text.count(".") != 3 and ":" not in text:  # noqa: PLR2004 - an IPv4 address has three dots
        return False
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    return True


def _are_versions(name: str, texts: Sequence[str]) -> bool:
    """Tell whether numbers with three dots are versions: "3.4.0.1" is an address, too."""
    dotted = [text for text in texts if text.count(".") == 3]  # noqa: PLR2004 - four numbers
    if not dotted:
        return False
    if _VERSION.search(name):
        return True
    if all(text.startswith("10.") for text in dotted):
        return False  # the addresses of a private network
    parts = [int(part) for text in dotted for part in text.split(".") if part.isdigit()]
    return len(dotted) >= _FEW and max(parts, default=0) <= _SMALL and not re.search(r"(?i)ip|addr|host", name)


def _are_things(_: str, texts: Sequence[str]) -> bool:
    """Tell whether capitalised words name places, machines or firms: "Mast Nord", "Mast Ost", "Blue Ocean Ltd"."""
    counted = Counter(word for text in texts for word in {*text.lower().split()})
    shared = max((number for word, number in counted.items() if word.rstrip(".") not in _TITLES), default=0)
    firms = sum(_FIRMS.search(text) is not None for text in texts)
    return shared > max(2, _SHARED * len(texts)) or firms > len(texts) / 10


def _is_phone(text: str) -> bool:
    text = text.strip()
    if not _PHONE.fullmatch(text) or not _PHONE_MARK.search(text) or _DATE.match(text) or _is_ip(text):
        return False
    import phonenumbers

    try:
        number = phonenumbers.parse(text, None if text.startswith("+") else "US")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _is_bare_phone(text: str) -> bool:
    """Tell whether digits alone are a number with the code of its country, as a table of numbers keeps it."""
    if not _BARE_PHONE.fullmatch(text):
        return False
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{text}"))
    except phonenumbers.NumberParseException:
        return False


def _are_running(_: str, texts: Sequence[str]) -> bool:
    """Tell whether numbers were given out one after the other: of people's own ones hardly two are neighbours."""
    numbers = sorted({int(text) for text in texts if text.isdigit()})
    near = sum(1 for one, next_one in pairwise(numbers) if next_one - one <= _NEAR)
    return near * 10 > len(numbers)


def _national(module: str, shape: str) -> Callable[[str], bool]:
    pattern = re.compile(shape)

    def matches(text: str) -> bool:
        text = text.strip()
        return bool(pattern.fullmatch(text)) and bool(import_module(f"stdnum.{module}").is_valid(text))

    return matches
