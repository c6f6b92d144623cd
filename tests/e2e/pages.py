"""Every page of the studio, and how a story gets there."""

from playwright.sync_api import Page, expect

from tests.cli.served import Server
from tests.e2e.studio import OWNER, own

PAGES = {
    "home": "/",
    "start": "/start",
    "journeys": "/journeys",
    "templates": "/journeys/new",
    "canvas": "/journeys/welcome",
    "broadcasts": "/broadcasts",
    "new broadcast": "/broadcasts/new",
    "calendar": "/calendar",
    "experiments": "/experiments",
    "people": "/people",
    "person": "/people/ann",
    "why": "/people/ann?tab=why&journey=welcome",
    "accounts": "/accounts",
    "account": "/accounts/acme",
    "lists": "/lists",
    "list": "/lists/vip",
    "imports": "/imports",
    "suppressed": "/suppressions",
    "content": "/content",
    "template": "/content/template/hello",
    "catalogs": "/catalogs",
    "channels": "/channels",
    "domains": "/domains",
    "health": "/health",
    "files": "/files",
    "rules of delivery": "/delivery-rules",
    "team": "/team",
    "segments": "/segments",
    "segment": "/segments/free_plan",
    "new segment": "/segments/new",
    "a faulty segment": "/segments/new?name=Free&when=plan%20%3D%3D%20%22free%22%20and%20seats%20=%203",
    "catalog": "/catalog",
    "sources": "/sources",
    "destinations": "/destinations",
    "offers": "/offers",
    "messages": "/messages",
    "message": "/messages/{message}",
    "results": "/results",
    "report": "/results/trial",
    "customers": "/customers",
    "programmes": "/programmes",
    "models": "/models",
    "figures": "/figures",
    "shared metrics": "/shared-metrics",
    "overlap": "/overlap",
    "backlog": "/backlog",
    "review": "/reviews",
    "settings": "/settings",
    "lost": "/nowhere",
}
SIGN_IN = {field: OWNER[field] for field in ("email", "password")}


def signed_in(page: Page, house: Server) -> None:
    """As the owner, who is made by the test that comes first."""
    if page.request.get("/api/session").json()["state"] == "setup":
        own(page, house)
    else:
        assert page.request.post("/api/session", data=SIGN_IN).ok, "the owner could not sign in"


def at_rest(page: Page, address: str) -> None:
    """The page has all that it waits for."""
    page.goto(address)
    page.locator("h1, h2").first.wait_for()
    expect(page.get_by_test_id("loading")).to_have_count(0)
    page.wait_for_timeout(250)
