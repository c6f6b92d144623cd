"""The links in messages: receipts for those we signed, a page for those we did not, and never an open redirect."""

import re
from collections.abc import Iterator

import pytest

from loopline.delivery.links import CLICK, OPEN, UNSUBSCRIBE, Claim
from tests.studio.house import WELCOME, House, Json, identify, track

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(scope="module")
def welcomed(house: House) -> House:
    """Ann has the first mail of the journey, an hour ago as far as her links can tell."""
    house.publish(WELCOME)
    house.send(identify("ann", email="ann@example.test", name="Ann", plan="free"), track("ann", "signed_up"))
    return house


def mail(house: House) -> Json:
    line = house.get("/api/messages", person="ann")["messages"][0]
    return house.get(f"/api/messages/{line['key']}")


def links(house: House) -> dict[str, str]:
    """The signed addresses inside the mail, by purpose, as paths."""
    found = mail(house)
    text = found["rendered"]["html"] + found["rendered"]["headers"]["List-Unsubscribe"]
    return {
        purpose: path
        for path, purpose in re.findall(r"http://127\.0\.0\.1:8400(/l/(open|click|unsubscribe)/[^\"<>]+)", text)
    }


def receipts(house: House) -> list[tuple[str, bool]]:
    house.settle()
    return [(one["kind"], one["machine"]) for one in mail(house)["receipts"]]


def an_hour_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    now = house.app.clock.now
    monkeypatch.setattr(house.app.clock, "now", lambda: now() + 3_600_000)


def test_a_person_opens_clicks_and_leaves(welcomed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an_hour_later(welcomed, monkeypatch)
    known = links(welcomed)
    opened = welcomed.stranger.get(known["open"], headers=BROWSER)
    assert (opened.status_code, opened.headers["content-type"], len(opened.content)) == (200, "image/gif", 43)
    assert "no-store" in opened.headers["cache-control"]
    for _ in range(2):  # a doubled request is one receipt
        clicked = welcomed.stranger.get(known["click"], headers=BROWSER)
        assert (clicked.status_code, clicked.headers["location"]) == (302, "https://example.com/start?a=1&b=2")
    assert receipts(welcomed) == [("opened", False), ("clicked", False)]

    looked = welcomed.stranger.get(known["unsubscribe"], headers=BROWSER)
    assert (
        looked.status_code == 200
        and '<button type="submit" name="act" value="leave">Unsubscribe</button>' in looked.text
    )
    assert "default-src 'self'" in looked.headers["content-security-policy"]
    assert welcomed.get("/api/people/ann")["consent"] == {}, "looking changes nothing"
    left = welcomed.stranger.post(known["unsubscribe"], data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200 and "You are unsubscribed" in left.text
    assert welcomed.get("/api/people/ann")["consent"] == {"email": False}
    assert receipts(welcomed)[-1] == ("unsubscribed", False)


def test_a_machine_is_marked_as_one(welcomed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an_hour_later(welcomed, monkeypatch)
    known = links(welcomed)
    before = receipts(welcomed)
    assert welcomed.stranger.head(known["click"], headers=BROWSER).status_code == 302
    assert welcomed.stranger.get(known["open"], headers={"User-Agent": "GoogleImageProxy"}).status_code == 200
    assert receipts(welcomed)[len(before) :] == [("clicked", True), ("opened", True)]


def test_who_follows_every_link_within_seconds_is_a_machine(welcomed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    links = "".join(f'<a href="https://example.com/{page}">{page}</a>' for page in ("a", "b", "c", "a"))
    content = {"subject": "Three", "html": f"<p>{links}</p>", "text": "Three"}
    nodes = {"three": {"kind": "message", "channel": "email", "content": content}}
    welcomed.publish({**WELCOME, "id": "three", "entry": {"on": ["asked"]}, "start": "three", "nodes": nodes})
    for person in ("hasty", "calm"):
        welcomed.send(identify(person, email=f"{person}@example.test"), track(person, "asked"))
    real, shift = welcomed.app.clock.now, 3_600_000
    monkeypatch.setattr(welcomed.app.clock, "now", lambda: real() + shift)

    def clicks(person: str, pause_ms: int) -> list[bool]:
        nonlocal shift
        key = welcomed.get("/api/messages", person=person)["messages"][0]["key"]
        html = welcomed.get(f"/api/messages/{key}")["rendered"]["html"]
        for path in re.findall(r"http://127\.0\.0\.1:8400(/l/click/[^\"]+)", html):
            assert welcomed.stranger.get(path, headers=BROWSER).status_code == 302
            shift += pause_ms
        welcomed.settle()
        told = welcomed.get(f"/api/messages/{key}")["receipts"]
        shift += 20_000  # longer than a click is held
        welcomed.app.worker.wake()  # it looks at a clock that was set, and not for ten seconds
        welcomed.settle()
        assert all(one in welcomed.get(f"/api/messages/{key}")["receipts"] for one in told)
        return [one["machine"] for one in welcomed.get(f"/api/messages/{key}")["receipts"]]

    assert clicks("hasty", 100) == [True] * 4, "the first ones too, and what follows"
    assert clicks("calm", 8_000) == [False, False, False]


def forged(house: House) -> Iterator[tuple[str, str]]:
    claim = Claim("no:such:message", "ann", "email", url="https://evil.test/")
    sign = house.app.signer.sign
    yield "GET", "/l/click/https://evil.test/"
    yield "GET", "/l/click/" + sign(OPEN, claim)
    yield "GET", "/l/open/" + sign(CLICK, claim)
    yield "GET", "/l/click/" + sign(CLICK, claim)[:-2] + "xx"
    yield "GET", "/l/click/" + sign(CLICK, Claim("m", "ann", "email", url="javascript:alert(1)"))
    yield "GET", "/l/click/" + sign(CLICK, Claim("m", "ann", "email", url="//evil.test/"))
    yield "GET", "/l/unsubscribe/" + "x" * 9_000
    yield "POST", "/l/unsubscribe/" + sign(CLICK, claim)


def test_a_link_that_we_did_not_sign_leads_nowhere(welcomed: House) -> None:
    before = receipts(welcomed)
    for method, path in forged(welcomed):
        answer = welcomed.stranger.request(method, path, headers=BROWSER)
        assert answer.status_code == 404, path
        assert "location" not in answer.headers
    answer = welcomed.stranger.get("/l/click/x.y", headers=BROWSER)
    assert "link_invalid" in answer.text and answer.headers["content-type"].startswith("text/html")
    assert receipts(welcomed) == before


def test_a_link_works_when_its_message_is_gone(welcomed: House) -> None:
    sign = welcomed.app.signer.sign
    welcomed.send(identify("bob", plan="free"))
    claim = Claim("gone:hello:1", "bob", "email", "offers", url="https://example.com/x")
    answer = welcomed.stranger.get("/l/click/" + sign(CLICK, claim), headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/x")
    assert welcomed.stranger.post("/l/unsubscribe/" + sign(UNSUBSCRIBE, claim)).status_code == 200
    assert welcomed.get("/api/people/bob")["consent"] == {"email:offers": False}


def test_the_page_calls_a_topic_as_the_workspace_does(welcomed: House) -> None:
    rules = {"topics": {"offers": {"name": "Offers & news"}, "tips": {}}}
    document = {"kind": "workspace", **rules}
    answer = welcomed.client.put("/api/workspace", json={"document": document, "reason": "names"})
    assert answer.status_code == 200, answer.text
    for topic, shown in (("offers", "Offers &amp; news"), ("tips", "tips"), ("never", "never")):
        claim = Claim("gone:hello:1", "bob", "email", topic)
        page = welcomed.stranger.get("/l/unsubscribe/" + welcomed.app.signer.sign(UNSUBSCRIBE, claim))
        assert f"about &#34;{shown}&#34;" in page.text or f"about &quot;{shown}&quot;" in page.text


def test_the_page_looks_as_its_policy_allows(house: House) -> None:
    style = house.stranger.get("/l/page.css")
    assert style.headers["content-type"].startswith("text/css") and "button" in style.text


def test_a_flood_of_one_link_costs_the_log_one_signal(welcomed: House) -> None:
    """Each of the three kinds of links; afterwards the next hour's click is a double as before."""
    begun = welcomed.app.log.end()
    for purpose in ("open", "click", "unsubscribe"):
        path = links(welcomed)[purpose]
        for _ in range(40):
            if purpose == "unsubscribe":
                assert welcomed.stranger.post(path).status_code == 200
            else:
                welcomed.stranger.get(path, headers={"User-Agent": "curl/8.0"}, follow_redirects=False)
    assert welcomed.app.log.end() - begun <= 4


@pytest.mark.parametrize(
    ("target", "added", "leads"),
    [
        ("https://bücher.test/x", "", "https://xn--bcher-kva.test/x"),
        ("https://shop.test/?a=1", "?utm_source=x&fbclid=1", "https://shop.test/?a=1&utm_source=x&fbclid=1"),
        ("https://shop.test/größe", "?u=https://evil.test/", "https://shop.test/gr%C3%B6%C3%9Fe?u=https://evil.test/"),
    ],
)
def test_a_click_leads_to_an_ascii_host_with_what_was_added(house: House, target: str, added: str, leads: str) -> None:
    link = house.app.signer.url(CLICK, Claim("none", "nobody", "email", url=target))
    answer = house.stranger.get("/l/click/" + link.rpartition("/")[2] + added, headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (302, leads)
