"""People who say a yes that is to be confirmed, the mails that ask them, and the pages to which these lead."""

import re
from html import unescape

from tests.studio.house import House, Json, identify

RULES: Json = {
    "kind": "workspace",
    "topics": {"news": {"name": "News & more"}, "offers": {"name": "Offers"}},
    "brand": {"name": "Acme {{x}} <b>"},
}
NEWS: Json = {
    "kind": "journey",
    "id": "news",
    "owner": "growth",
    "entry": {"on": ["asked"], "reentry": {"policy": "always"}},
    "goal": {"event": "bought", "within": "14d"},
    "start": "mail",
    "nodes": {
        "mail": {
            "kind": "message",
            "channel": "email",
            "topic": "news",
            "content": {"subject": "News", "html": "<p>News</p>", "text": "News"},
        }
    },
}
"""A journey that sends a mail about a topic to people who ask, as often as they ask."""

BROWSER = {"User-Agent": "Mozilla/5.0 (X11) Firefox/140.0", "Accept-Language": "en-GB"}
PROOF: Json = {"text": "Yes, news", "form": "https://acme.test/sign-up", "ip": "192.0.2.7"}


def says_yes(person: str, *names: str, asks: bool = True, **traits: str) -> Json:
    told = {"categoryPreferences": dict.fromkeys(names, True), "proof": PROOF, "double_opt_in": asks}
    return {**identify(person, **{"email": f"{person}@acme.test", **traits}), "context": {"consent": told}}


def mails(house: House, person: str) -> list[Json]:
    """The confirmations that the sandbox holds for a person's address, the oldest first."""
    found = house.get("/api/messages", person=person)["messages"]
    return [house.get(f"/api/messages/{one['key']}") for one in reversed(found) if ":confirm:" in one["key"]]


def link_of(mail: Json) -> str:
    found = re.search(r'href="([^"]*/l/confirm/[^"]+)"', mail["rendered"]["html"])
    assert found, mail
    return "/l/confirm/" + unescape(found[1]).partition("/l/confirm/")[2]


def lines(house: House, person: str) -> list[str]:
    return [line["text"] for line in house.get(f"/api/people/{person}/timeline")["facts"]]


def looked(house: House, path: str, method: str = "GET") -> str:
    answer = house.stranger.request(method, path, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text
