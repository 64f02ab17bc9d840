"""axe-core in a page of the tests: what it finds serious or worse in the parts that are ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "labextension" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page, *selectors: str) -> list[tuple[str, str, str]]:
    """Return (rule, impact, markup) of each serious or critical violation below the selectors; all must be there."""
    for selector in selectors:
        assert page.locator(selector).count() > 0, selector
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "selectors => window.axe.run({include: selectors.map(each => [each])}, {resultTypes: ['violations']})",
        list(selectors),
    )
    return [
        (violation["id"], violation["impact"], node["html"])
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
