"""JupyterLab's page for browser tests: what several of them do in the same way."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as StillHidden


def command(page: Page, id_: str) -> None:
    """Run a command of JupyterLab, without waiting for its end."""
    page.evaluate("id => void window.jupyterapp.commands.execute(id)", id_)


def notifications(page: Page) -> Locator:
    """Return the list of notifications, newest first; the command that opens it closes it as well.

    The status bar's own button can lie outside of a narrow window.
    """
    centre = page.locator(".jp-Notification-Center")
    if centre.count() == 0:
        command(page, "apputils:display-notifications")
    expect(centre).to_be_visible()
    return centre


def answer_notification(page: Page, name: str) -> None:
    """Press a button of the newest notification."""
    notifications(page).get_by_role("button", name=name).first.click()


def tooltip(page: Page, mark: Locator) -> Locator:
    """Point at a mark until its tooltip is there: the editor may draw the mark anew below a pointer that rests."""
    shown = page.locator(".cm-tooltip-lint")
    for _ in range(10):
        page.mouse.move(0, 0)
        mark.hover()
        with suppress(StillHidden):
            shown.wait_for(timeout=3000)
            break
    expect(shown).to_be_visible()
    return shown
