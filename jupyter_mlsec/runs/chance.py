"""What differs between two equal runs and means nothing, in families: how it looks, and what stands for it.

A family must leave results alone: a number is chance only where its unit, or the words around it, say that it is a
time, a rate, a size of memory or a name that was drawn. Texts that no family's mark occurs in are not searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = 1  # goes up with every change of what is taken out: bundles say which one their digests were made with


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of chance. ``marks`` are texts of which one must occur; without any, every text is searched."""

    name: str
    pattern: re.Pattern[str]
    replacement: str
    marks: tuple[str, ...] = ()

    def taken_out(self, text: str) -> str:
        """Return the text with this kind of chance replaced."""
        if self.marks and not any(mark in text for mark in self.marks):
            return text
        return self.pattern.sub(self.replacement, text)


_UNIT = r"(?:ns|µs|μs|us|ms|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?)"  # both letters that look like "µ"
_NUMBER = r"\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?"
_CLOCK = r"\d+:\d\d(?::\d\d)?(?:\.\d+)?"
_DURATION = rf"(?:{_CLOCK}|{_NUMBER} ?{_UNIT}\b(?:,? (?:and )?{_NUMBER} ?{_UNIT}\b)*)"
_HEX = "[0-9a-fA-F]"  # a pattern that ignores the case of letters takes three times as long
_THINGS = r"(?:it|its|iters?|iterations?|steps?|ex|examples?|samples?|batch(?:es)?|rows?|files?|tok(?:ens?)?|epochs?)"


def _family(name: str, pattern: str, replacement: str, *marks: str) -> Family:
    return Family(name, re.compile(pattern), replacement, marks)


# In this order: what a terminal would not show goes first, names with a fixed shape before numbers with a unit.
FAMILIES: tuple[Family, ...] = (
    _family("colour", r"\x1b\[[0-9;?]*[A-Za-z]", "", "\x1b"),
    _family("overwritten line", r"[^\n]*[\r\x08](?!\n)", "", "\r", "\x08"),
    _family(
        "cell's file", r"(?:/[^\s\"'<>]*|[A-Za-z]:\\[^\s\"'<>]*)?[/\\]ipykernel_\d+[/\\]\d+\.py", "<cell>", "ipykernel_"
    ),
    _family("cell's file", r"<ipython-input-[^>]*>", "<cell>", "<ipython-input-"),
    _family(
        "library's folder",
        r"(?:~|[A-Za-z]:)?[/\\][^\s\"'<>:|]*?[/\\](?:site|dist)-packages[/\\]",
        "<site>/",
        "site-packages",
        "dist-packages",
    ),
    _family(
        "library's folder", r"(?:~|[A-Za-z]:)?[/\\][^\s\"'<>:|]*?[/\\]lib[/\\]python3\.\d+[/\\]", "<lib>/", "python3."
    ),
    _family("temporary name", r"(?<=[/\\])tmp[a-z0-9_]{8}(?![a-z0-9_])", "<temporary>", "tmp"),
    _family(
        "unique id",
        rf"(?<!{_HEX}){_HEX}{{8}}-?{_HEX}{{4}}-?[1-8]{_HEX}{{3}}-?[89abAB]{_HEX}{{3}}-?{_HEX}{{12}}(?!{_HEX})",
        "<uuid>",
    ),
    _family("address", r"\b0x[0-9a-fA-F]{6,16}\b", "<address>", "0x"),
    _family("address", r"(?<![\d.])1(?:39|40)\d{12}(?![\d.])", "<address>", "139", "140"),  # id() on 64-bit Linux
    _family("element's id", r"\b(sk-(?:container|estimator)-id)-\d+\b", r"\1", "sk-"),
    _family("element's id", r"\b(T_)[0-9a-f]{5}(?=_|\b)", r"\1id", "T_"),
    _family("element's id", r"\b(ldavis_el)\d+", r"\1", "ldavis_el"),
    _family(
        "process", r"(?i)\b(pid|process id)([\s=:#]{1,3})\d+\b", r"\1\2<process>", "pid", "PID", "Pid", "rocess id"
    ),
    _family("port", r"(?<=://)(127\.0\.0\.1|localhost|0\.0\.0\.0|\[::1\]):\d{4,5}\b", r"\1:<port>", "://"),
    _family("timing", r"(?m)^(?:CPU times|Wall time|Elapsed|Duration):.*$", "<timing>", "time", "Elapsed", "Duration"),
    _family("timing", rf"{_NUMBER} ?{_UNIT}(?: {_NUMBER} ?{_UNIT})? ± [^\n]*", "<timing>", "±"),
    _family(
        "timing",
        r"(?m)^The slowest run took [^\n]* longer than the fastest\.[^\n]*\n(?:[^\n]*cached\.? ?\n)?",
        "",
        "slowest",
    ),
    _family("timing", rf"\b{_CLOCK}<(?:{_CLOCK}|\?)", "<timing>", "<"),
    _family("timing", rf"(?<=\[){_CLOCK}(?=, )", "<timing>", "["),
    _family(
        "timing",
        rf"(?<=/\d \b){_CLOCK}(?=, Epoch)|(?<=/\d\d ){_CLOCK}(?=, Epoch)|(?<=/\d\d\d ){_CLOCK}(?=, Epoch)",
        "<timing>",
        ", Epoch",
    ),
    _family("rate", rf"(?i)(?<![\w.]){_NUMBER} ?(?:{_THINGS}|[kmgt]?i?b)/s(?:ec(?:ond)?)?\b", "<rate>", "/s"),
    _family("rate", rf"(?i)(?<![\w.]){_NUMBER} ?{_UNIT}/{_THINGS}\b", "<timing>", "s/"),
    _family(
        "rate", rf"(?i)\b(\w+_(?:runtime|per_second)['\"]?: ?['\"]?){_NUMBER}", r"\1<rate>", "_runtime", "_per_second"
    ),
    _family("timing", r"(?<= )\d+(?:\.\d+)?m?s(?= <timing>)", "<timing>", " <timing>"),
    _family("timing", r"(?<=<timing>,) +", " ", "<timing>, "),
    _family(
        "timing",
        r"(?i)\b((?:took|takes|elapsed|(?:run|wall|cpu|clock|training|execution|fit(?:ting)?|prediction|inference"
        r"|running|comput(?:e|ation)|processing|search|query|total|load(?:ing)?)[ _-]?time|time"
        r" (?:taken|elapsed|spent|used)|runtime|duration"
        r"|(?:finished|done|completed|executed|ran|loaded|trained|fitted) in)\b[^\n\d]{0,20})"
        rf"{_DURATION}",
        r"\1<timing>",
        *("ook", "akes", "lapsed", "ime", "uration", " in "),
    ),
    _family(
        "timing",
        rf"(?i)\b((?:(?:wall|cpu|training|execution|total|run|elapsed)[ _-]?time|elapsed|time (?:taken|elapsed|spent)"
        rf"|runtime)(?: \([^()\n]{{1,12}}\))?['\"]? ?[:=] ?){_NUMBER}",
        r"\1<timing>",
        *("lapsed", "ime"),
    ),
    _family(
        "memory",
        rf"(?i)\b((?:peak|maximum|max|used|rss|resident|current|increment|allocated|available)\b[^\n\d]{{0,30}}"
        rf"(?:memory|ram|rss)?[^\n\d]{{0,20}}){_NUMBER} ?[KMGT]i?B\b",
        r"\1<memory>",
        *("emory", "RAM", "ncrement", "rss", "RSS"),
    ),
)


def taken_out(text: str) -> str:
    """Return one text without what is chance in it."""
    for family in FAMILIES:
        text = family.taken_out(text)
    return text


_TIMES = re.compile(r"\b(?:timeit|perf_counter|process_time|monotonic|time\.time|default_timer|datetime\.now)\b")
_ANY_DURATION = re.compile(rf"(?<![\w.]){_NUMBER} ?{_UNIT}(?![\w/])")


def durations_taken_out(source: str, text: str) -> str:
    """Return the text without any duration where the cell's source measures one: then each unit of time is chance."""
    return _ANY_DURATION.sub("<timing>", text) if _TIMES.search(source) else text
