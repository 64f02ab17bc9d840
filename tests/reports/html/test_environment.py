"""The way to HTML: the policy's digest is the style's, and a template cannot ask for what is not there."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime

import pytest
from jinja2 import UndefinedError

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.reports.html.environment import render, style_source
from jupyter_mlsec.reports.html.report import render_report

PAIRS = [
    *((name, f"{name}-ink") for name in ("pass", "fail", "warn", "stale", "waived", "error", "open", "na")),
    *((ground, ink) for ground in ("page", "card") for ink in ("ink", "quiet", "accent")),
]


def test_the_policy_names_the_digest_of_the_style_that_is_there(assessment: Assessment, now: datetime) -> None:
    html = render_report(assessment, now=now)
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'".replace("+", "&#43;") in html.replace("&#39;", "'").replace("+", "&#43;")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'report' is undefined"):
        render("audit_fragment.html.jinja")


def luminance(color: str) -> float:
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "name"), [(0, "light"), (1, "dark"), (2, "print")])
def test_every_text_has_the_contrast_of_wcag_aa(theme: int, name: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", style_source("page.css.jinja"), re.DOTALL)
    assert len(blocks) == 3, name
    colors = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[theme]))
    too_low = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in too_low.items() if ratio < 4.5} == {}
