"""Pictures of every page: `python -m tests.e2e.pictures DATA OUT`, both colour schemes, at a desk and on a phone."""

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.cli.served import Server, server
from tests.e2e.browser import PHONE, WIDE, Scheme, chromium, window
from tests.e2e.studio import OWNER, Api, talking

SETTLE_MS = 900
SIZES = {"1440": WIDE, "390": PHONE}
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


def addresses(api: Api) -> dict[str, str]:
    """A name and an address for each page, with a journey, a person and a message that are there."""
    journeys = api.ask("GET", "/api/journeys")["journeys"]
    people = api.ask("GET", "/api/people?limit=5")["people"]
    messages = api.ask("GET", "/api/messages?limit=5")["messages"]
    pages = {
        "home": "/",
        "start": "/start",
        "journeys": "/journeys",
        "templates": "/journeys/new",
        "broadcasts": "/broadcasts",
        "broadcast-new": "/broadcasts/new",
        "calendar": "/calendar",
        "experiments": "/experiments",
        "people": "/people",
        "segments": "/segments",
        "segment-new": "/segments/new",
        "catalog": "/catalog",
        "sources": "/sources",
        "destinations": "/destinations",
        "accounts": "/accounts",
        "lists": "/lists",
        "imports": "/imports",
        "suppressed": "/suppressions",
        "content": "/content",
        "catalogs": "/catalogs",
        "offers": "/offers",
        "messages": "/messages",
        "channels": "/channels",
        "domains": "/domains",
        "health": "/health",
        "results": "/results",
        "programmes": "/programmes",
        "customers": "/customers",
        "figures": "/figures",
        "overlap": "/overlap",
        "backlog": "/backlog",
        "review": "/reviews",
        "models": "/models",
        "team": "/team",
        "settings": "/settings",
        "lost": "/nowhere",
    }
    for one in journeys[:2]:
        pages |= {f"editor-{one['id']}": f"/journeys/{one['id']}", f"report-{one['id']}": f"/results/{one['id']}"}
    if people and journeys:
        who = messages[0]["person"] if messages else people[0]["person"]
        about = messages[0]["journey"] if messages else journeys[0]["id"]
        pages |= {"person": f"/people/{who}", "why": f"/people/{who}?tab=why&journey={about}"}
    for segment in api.ask("GET", "/api/segments")["segments"][:1]:
        pages["segment"] = f"/segments/{segment['id']}"
    if messages:
        pages["message"] = f"/messages/{messages[0]['key']}"
    return pages


def enter(page: Page, served: Server) -> None:
    """Signed in, as the owner who may be there already."""
    for path in ("/api/setup", "/api/session"):
        token = {"token": served.setup_token()} if path == "/api/setup" else {}
        if page.request.post(f"{served.note.url}{path}", data={**OWNER, **token}).ok:
            return
    raise SystemExit("somebody else owns this data folder; take pictures of a fresh one")


def main(data: Path, out: Path) -> None:
    """Every page, in every form."""
    out.mkdir(parents=True, exist_ok=True)
    with server(data) as served, talking(served) as api, chromium() as browser:
        pages = addresses(api)
        for scheme in SCHEMES:
            for width, size in SIZES.items():
                with window(browser, served.note.url, size, scheme) as (page, watch):
                    enter(page, served)
                    for name, address in pages.items():
                        page.goto(address)
                        page.locator("h1, h2").first.wait_for()
                        expect(page.get_by_test_id("loading")).to_have_count(0)
                        page.wait_for_timeout(SETTLE_MS)
                        page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=True)
                    print(f"{scheme} at {width}: {watch.verdict() or 'nothing to complain about'}", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
