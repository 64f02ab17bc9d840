"""Personal data in text: addresses and numbers that identify a person, each proved by a check digit or its context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.model.text import Span, Text

_BEFORE = 40  # characters in front of a number in which a word can say what it is


@dataclass(frozen=True, slots=True)
class Personal:
    """One place, and what kind of personal data stands there."""

    kind: str
    span: Span


def find_personal(text: Text) -> Iterator[Personal]:
    """Yield the personal data of a text, in no order, never overlapping within one kind."""
    content = text.content
    if "@" in content:
        yield from _emails(content)
    if "+" in content:
        yield from _phones(content)
    yield from _numbers(text)
    yield from _labelled_phones(text)


_EMAIL = re.compile(
    r"(?<![\w.+@/-])([A-Za-z0-9][\w.+-]{0,63})@((?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+([A-Za-z]{2,24}))(?![\w@-])"
)
_NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|info|support|contact|admin|help|sales|security|office|hello|team|webmaster|postmaster|press"
    r"|feedback|abuse|root|user\w*|test\w*|foo|bar|name|you|your[\w.-]*|me|someone|nobody|anonymous|git|hg|svn|ftp|example"
    r"|email|mail|username|firstname[\w.]*|john\.?doe|jane\.?doe|jdoe|xxx+|alice|bob|maintainers?|devs?|developers?|authors?"
    r"|[\w.-]+-(?:dev|discuss|discussion|users?|list|announce|bot)|dev|bot|ci)",
    re.IGNORECASE,
)
_NOWHERE = re.compile(
    r"(?:.*\.)?(?:example\.\w+|(?:test|invalid|local|localhost|internal)|domain\.\w+|company\.com|email\.com|mail\.com"
    r"|your-?\w*\.\w+|foo\.\w+|bar\.\w+|acme\.\w+|contoso\.com|fabrikam\.com|test\.\w+|xyz\.com|abc\.com|users\.noreply\.github\.com"
    r"|.*gserviceaccount\.com|.*amazonaws\.com|.*\.compute\.internal|python\.org|numfocus\.org|googlegroups\.com)",
    re.IGNORECASE,
)
_FILES = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "py",
        "ipynb",
        "js",
        "ts",
        "json",
        "txt",
        "csv",
        "tsv",
        "md",
        "html",
        "css",
        "xml",
        "yml",
        "yaml",
        "zip",
        "gz",
        "tar",
        "so",
        "dll",
        "exe",
        "pt",
        "pth",
        "bin",
        "h5",
        "pkl",
        "npy",
        "onnx",
        "whl",
        "cfg",
        "ini",
        "log",
        "parquet",
        "pdf",
    ]
)
_AUTHORSHIP = re.compile(r"(?:author|maintainer|packager|signed-off|co-authored|copyright|license|©)", re.IGNORECASE)


def _emails(content: str) -> Iterator[Personal]:
    for match in _EMAIL.finditer(content):
        local, domain, ending = match[1], match[2], match[3].lower()
        if ending in _FILES or _NOBODY.fullmatch(local) or _NOWHERE.fullmatch(domain) or local.isdigit():
            continue
        line = content.rfind("\n", 0, match.start()) + 1
        if _AUTHORSHIP.search(content, max(line, match.start() - 200), match.start()):
            continue
        yield Personal("an e-mail address", Span(match.start(), match.end()))


_PHONE = re.compile(r"(?<![\w.+)\]*/=^-])\+[1-9]\d{0,2}[ ().-]{0,2}\d(?:[ ().-]{0,2}\d){5,12}(?![\w.])")
_PHONE_NAME = re.compile(
    r"(?:phone|telephone|mobile|cell|tel|fax|handy)(?:$|[^a-z])|phone_?(?:no|num|number)", re.IGNORECASE
)
_DECIMAL = re.compile(r"\+\d+\.\d+")
_REGIONS = ("US", "GB", "DE", "FR", "IN", "ES", "IT", "BR", "NL")  # tried where the column says that it is a number
_FICTION = re.compile(r"555[ ().-]?01\d\d$")  # reserved for films and examples


def _phones(content: str) -> Iterator[Personal]:
    for match in _PHONE.finditer(content):
        if not _FICTION.search(match[0]) and not _DECIMAL.fullmatch(match[0]) and _is_phone(match[0], None):
            yield Personal("a telephone number", Span(match.start(), match.end()))


def _is_phone(number: str, region: str | None) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _labelled_phones(text: Text) -> Iterator[Personal]:
    """Yield numbers in columns that are called telephone or the like; there no ``+`` is needed."""
    for label in text.labels:
        value = text.content[label.span.start : label.span.end].strip()
        digits = sum(char.isdigit() for char in value)
        plain = not set(value) - set("0123456789+-(). /xX")
        named = plain and 7 <= digits <= 15 and "." not in value.strip(".") and _PHONE_NAME.search(label.name)  # noqa: PLR2004 - E.164
        if named and any(_is_phone(value, region) for region in _REGIONS):
            yield Personal("a telephone number", label.span)


@dataclass(frozen=True, slots=True)
class _Number:
    """A kind of number: how it is written, how it is proved, and the words that have to stand near it (if any)."""

    kind: str
    pattern: re.Pattern[str]
    valid: Callable[[str], bool]
    words: re.Pattern[str] | None = None
    bare: re.Pattern[str] | None = None  # a way of writing it that needs no word


def _stdnum(module: str) -> Callable[[str], bool]:
    def valid(number: str) -> bool:
        import importlib

        return bool(importlib.import_module(f"stdnum.{module}").is_valid(number))

    return valid


def is_card_number(number: str) -> bool:
    """Tell whether digits (with or without signs between) have a card's check digit and are nobody's example."""
    from stdnum import luhn

    digits = re.sub(r"\D", "", number)
    return digits not in _TEST_CARDS and len(set(digits)) > 4 and bool(luhn.is_valid(digits))  # noqa: PLR2004


def _ssn(number: str) -> bool:
    from stdnum.us import ssn

    return number not in _SAMPLE_SSN and bool(ssn.is_valid(number))


_TEST_CARDS = frozenset(
    [
        "4111111111111111",
        "4242424242424242",
        "4012888888881881",
        "4000056655665556",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "6011000990139424",
        "30569309025904",
        "38520000023237",
        "3530111333300000",
        "4000000000000002",
        "4000002500003155",
        "5200828282828210",
        "4222222222222",
    ]
)
_SAMPLE_SSN = frozenset({"078-05-1120", "219-09-9999", "123-45-6789", "987-65-4321", "111-11-1111", "457-55-5462"})
_NUMBERS = (
    _Number(
        "an IBAN",
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"),
        _stdnum("iban"),
    ),
    _Number(
        "a card number",
        re.compile(
            r"(?<![\w.,-])(?:[3-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{4}|3[47]\d{2}[ -]\d{6}[ -]\d{5}|[2-6]\d{12,18})"
            r"(?![\w.,-]\d|\w)"
        ),
        is_card_number,
        re.compile(r"card|credit|debit|visa|mastercard|amex|\bpan\b|\bcc\b", re.IGNORECASE),
        re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}"),
    ),
    _Number(
        "a social security number",
        re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)"),
        _ssn,
    ),
    _Number(
        "an Italian tax code",
        re.compile(r"(?<!\w)[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z](?!\w)"),
        _stdnum("it.codicefiscale"),
    ),
    _Number("a Brazilian tax number", re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), _stdnum("br.cpf")),
    _Number(
        "a Spanish identity number",
        re.compile(r"(?<!\w)(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z](?!\w)"),
        lambda number: _stdnum("es.dni")(number) or _stdnum("es.nie")(number),
        re.compile(r"\b(?:dni|nie|nif)\b", re.IGNORECASE),
    ),
    _Number(
        "a French social security number",
        re.compile(r"(?<![\w.])[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w.])"),
        _stdnum("fr.nir"),
        re.compile(r"s[ée]curit[ée]|\b(?:nir|insee)\b", re.IGNORECASE),
    ),
    _Number(
        "a Dutch citizen service number",
        re.compile(r"(?<![\w.])\d{9}(?![\w.])"),
        _stdnum("nl.bsn"),
        re.compile(r"\b(?:bsn|burgerservicenummer|sofi)", re.IGNORECASE),
    ),
    _Number(
        "a German tax number",
        re.compile(r"(?<![\w.])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w.])"),
        _stdnum("de.idnr"),
        re.compile(r"steuer-?\s?(?:id|nummer|identifikations)|\btin\b", re.IGNORECASE),
    ),
    _Number(
        "an NHS number",
        re.compile(r"(?<![\w.])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w.])"),
        _stdnum("gb.nhs"),
        re.compile(r"\bnhs", re.IGNORECASE),
    ),
    _Number(
        "a Polish identity number",
        re.compile(r"(?<![\w.])\d{11}(?![\w.])"),
        _stdnum("pl.pesel"),
        re.compile(r"pesel", re.IGNORECASE),
    ),
    _Number(
        "an Aadhaar number",
        re.compile(r"(?<![\w.])[2-9]\d{3} ?\d{4} ?\d{4}(?![\w.])"),
        _stdnum("in_.aadhaar"),
        re.compile(r"aadhaar|aadhar|uidai", re.IGNORECASE),
    ),
)


def _numbers(text: Text) -> Iterator[Personal]:
    content = text.content
    for number in _NUMBERS:
        if number.words is not None and number.bare is None and not _named(text, number.words):
            continue
        for match in number.pattern.finditer(content):
            if not _in_context(text, number, match) or not number.valid(match[0]):
                continue
            yield Personal(number.kind, Span(match.start(), match.end()))


def _named(text: Text, words: re.Pattern[str]) -> bool:
    return bool(words.search(text.content)) or any(words.search(label.name) for label in text.labels)


def _in_context(text: Text, number: _Number, match: re.Match[str]) -> bool:
    if number.words is None or (number.bare is not None and number.bare.fullmatch(match[0])):
        return True
    line = text.content.rfind("\n", 0, match.start()) + 1
    if number.words.search(text.content, max(line, match.start() - _BEFORE), match.start()):
        return True
    return any(
        label.span.start <= match.start() and match.end() <= label.span.end and number.words.search(label.name)
        for label in text.labels
    )
