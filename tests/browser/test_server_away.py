"""A server that is away, busy, or has no extension: said quietly, asked again by itself, and never called clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.pages import command, notifications

LOAD = 'import torch\n\nweights = torch.load("weights.pt", weights_only=False)'
OURS = "**/jupyter-mlsec/v1/**"

OpenNotebook = Callable[..., Page]
Code = Callable[..., dict[str, Any]]


def asked(context: BrowserContext) -> list[str]:
    """Return the list of what is asked of our server from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/jupyter-mlsec/v1/" in request.url:
            found.append(request.url.partition("/v1/")[2])

    context.on("request", note)
    return found


def show_panel(page: Page) -> None:
    command(page, "mlsec:show-findings")
    expect(page.locator("#mlsec-findings")).to_be_visible()


def test_a_server_that_is_away_is_asked_again_by_itself(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    context.route(OURS, lambda route: route.abort())
    page = open_document([code(LOAD)])
    show_panel(page)
    state = page.locator("#mlsec-findings .mlsec-state")
    expect(state).to_have_attribute("data-state", "failed")
    expect(state).to_contain_text("The server cannot be reached. It is tried again by itself")
    expect(page.locator("#mlsec-status")).to_contain_text("Check failed")
    context.unroute_all()
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(1)
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()


def test_a_busy_server_is_asked_again_by_itself(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    refused: list[Route] = []

    def busy(route: Route) -> None:
        refused.append(route)
        if len(refused) > 2:
            route.continue_()
        else:
            body = '{"message": "too many checks are waiting already", "help": "it is tried again by itself"}'
            route.fulfill(status=503, body=body, headers={"Retry-After": "2"})

    context.route("**/jupyter-mlsec/v1/scan*", busy)
    page = open_document([code(LOAD)])
    show_panel(page)
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(1)
    assert len(refused) > 2


def test_an_old_server_is_told_once_and_left_alone(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    context.route(OURS, lambda route: route.fulfill(status=404, body="<html>404</html>"))
    found = asked(context)
    before = notifications(context.pages[0]).locator(".jp-Notification-List-Item").count()
    command(context.pages[0], "apputils:display-notifications")
    for name in ("old-one.ipynb", "old-two.ipynb"):
        page = open_document([code(LOAD)], name=name)
        expect(page.locator("#mlsec-status")).to_contain_text("Not checked")
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell .cm-content").click()
        page.keyboard.type("x = 1\n")
    show_panel(page)
    expect(page.locator("#mlsec-findings .mlsec-state")).to_have_attribute("data-state", "absent")
    expect(page.locator("#mlsec-findings .mlsec-state")).to_contain_text("Notebooks are not being checked")
    told = notifications(page).locator(".jp-Notification-List-Item")
    assert told.count() <= before + 1
    command(page, "apputils:display-notifications")
    assert len([each for each in found if each.startswith("scan")]) == 2
    context.unroute_all()
    page.locator("#mlsec-findings").get_by_role("button", name="Try again").click()
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(1)


def test_the_checklist_comes_back_with_the_server(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    context.route("**/jupyter-mlsec/v1/checklist*", lambda route: route.abort())
    page = open_document([code("x = 1")])
    command(page, "mlsec:show-checklist")
    state = page.locator("#mlsec-checklist .mlsec-state")
    expect(state).to_have_text("The server cannot be reached. It is tried again by itself")
    context.unroute_all()
    expect(page.locator("#mlsec-checklist [data-mlsec-item]").first).to_be_visible()


def test_every_request_has_the_base_url_and_the_cookie_that_guards_it(
    open_document: OpenNotebook, code: Code, context: BrowserContext
) -> None:
    """The page has a cookie and no token: what is not guarded against forgery is refused."""
    sent: list[tuple[str, str]] = []

    def note(request: Request) -> None:
        if "/jupyter-mlsec/v1/" in request.url and request.method != "GET":
            path = request.url.partition("//")[2].partition("/")[2]
            sent.append((path.partition("jupyter-mlsec")[0], request.headers.get("x-xsrftoken", "")))

    context.on("request", note)
    page = open_document([code(LOAD)])
    show_panel(page)
    expect(page.locator("#mlsec-findings [data-mlsec-finding]")).to_have_count(1)
    cookies = [each.get("value") for each in context.cookies() if each.get("name") == "_xsrf"]
    assert sent
    assert {base for base, _ in sent} == {"hub/user/ana/"}
    assert {guard for _, guard in sent} <= set(cookies)
