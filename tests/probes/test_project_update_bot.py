from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
BOT = ".github/dependabot.yml"
WHOLE = "version: 2\nupdates:\n  - package-ecosystem: pip\n    schedule: {interval: weekly}\n"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (BOT, WHOLE, ("pass", "1 configuration by which updates are proposed.")),
        (
            BOT,
            WHOLE + "    open-pull-requests-limit: 0\n",
            ("fail", f"{BOT} proposes no updates: no pull request may be opened."),
        ),
        (
            BOT,
            WHOLE + "    ignore: [{dependency-name: '*'}]\n",
            ("fail", f"{BOT} proposes no updates: everything is ignored."),
        ),
        (
            BOT,
            WHOLE.replace("pip", "npm"),
            ("fail", f"{BOT} proposes no updates: Python is not among the ecosystems."),
        ),
        (BOT, "version: 2\n", ("fail", f"{BOT} proposes no updates: it names no ecosystem.")),
        ("renovate.json", '{"enabled": false}', ("fail", "renovate.json proposes no updates: it is switched off.")),
        ("renovate.json", '{"extends": ["x"]}', ("pass", "1 configuration by which updates are proposed.")),
        (BOT, "updates: [\n", ("error", f"Not evidence: {BOT} cannot be read.")),
        ("a.yml", WHOLE, ("not-applicable", "Does not apply: nothing in the project proposes updates.")),
    ],
)
def test_bots(ask_project: Ask, name: str, text: str, said: tuple[str, str]) -> None:
    assert ask_project("update_bot", {name: text}) == said
