"""What the standards that items map to are called, wherever a person reads of one."""

from __future__ import annotations

from collections.abc import Iterable

_NAMES = {
    "aisvs": "OWASP AISVS",
    "ai_rmf": "NIST AI RMF",
    "nistaml": "NIST AI 100-2",
    "atlas": "MITRE ATLAS",
    "cosai": "CoSAI risk map",
    "eu_ai_act": "EU AI Act",
    "iso27001": "ISO/IEC 27001",
    "iso42001": "ISO/IEC 42001",
    "ncsc_cisa": "NCSC and CISA guideline",
    "owasp_llm": "OWASP LLM Top 10",
    "owasp_ml": "OWASP ML Top 10",
    "sp800_53": "NIST SP 800-53",
    "ssdf": "NIST SSDF",
}


def standard_name(standard: str) -> str:
    """Return a standard's name ("NIST AI RMF" for "ai_rmf"); one without a name is called as in the catalogue."""
    return _NAMES.get(standard, standard)


def split_reference(reference: str) -> tuple[str, str]:
    """Return the standard and the id in it; that a mapping was made by judgement ("?") makes no other id of it."""
    standard, _, number = reference.rstrip("?").partition(" ")
    return standard, number


def named_references(references: Iterable[str]) -> list[str]:
    """Return one text for each standard, in the order given: ``NIST AI RMF GOVERN 1.3, MAP 2.1``."""
    numbers: dict[str, dict[str, None]] = {}
    for standard, number in map(split_reference, references):
        numbers.setdefault(standard, {})[number] = None
    return [f"{standard_name(standard)} {', '.join(found)}".rstrip() for standard, found in numbers.items()]
