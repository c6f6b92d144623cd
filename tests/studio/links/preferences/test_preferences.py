"""The preference page over HTTP: what a customer chooses by its forms holds at the gate, with proof, and in words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.delivery.links import UNSUBSCRIBE, Claim
from loopline.model.consent.wishes import AT_MOST_MAX
from loopline.model.language.spoken import NAMES
from loopline.studio.links.preferences.choices import FORM_BYTES_MAX, TOPICS_SHOWN
from loopline.studio.links.preferences.languages import accepted, texts
from loopline.studio.links.preferences.preferences import CHANGES_MAX, masked
from tests.studio.house import House, Json, identify, living, track
from tests.studio.links.yes import NEWS

RULES: Json = {
    "kind": "workspace",
    "topics": {
        "news": {"name": "News & <b>more</b>", "description": "Once a week"},
        "offers": {"name": "Offers", "consent": "opt_in"},
        "beta": {"name": "Beta", "hidden": True},
        "receipts": {"name": "Receipts", "transactional": True},
    },
    "brand": {"name": 'Acme "&" Sons', "colour": "#ffee00", "logo": "https://img.acme.test/logo.png"},
}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11) Firefox/140.0", "Accept-Language": "en-GB,en;q=0.8"}


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("acme")) as house:
        answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "to begin"})
        assert answer.status_code == 200, answer.text
        house.publish(NEWS)
        yield house


def link(house: House, person: str, topic: str = "news") -> str:
    claim = Claim(f"e:{person}:1", person, "email", topic)
    return "/l/unsubscribe/" + house.app.signer.sign(UNSUBSCRIBE, claim)


def newcomer(house: House, person: str, **traits: str) -> str:
    house.send(identify(person, email=f"{person}@acme.test", **traits))
    return link(house, person)


def sent(house: House, person: str) -> list[str]:
    """What became of each message to this person, the last one first."""
    house.send(track(person, "asked"))
    return [line["text"] for line in house.get(f"/api/people/{person}/timeline")["facts"] if "essage" in line["text"]]


def ticked(page: str) -> dict[str, bool]:
    boxes = re.findall(r'<input type="checkbox" name="on" value="([^"]+)"[^>]*?( checked)?>', page)
    return {name: bool(checked) for name, checked in boxes}


def test_looking_changes_nothing_and_shows_what_holds(acme: House) -> None:
    path = newcomer(acme, "ann")
    for method in ("GET", "HEAD"):
        assert acme.stranger.request(method, path, headers=BROWSER).status_code == 200
    looked = acme.stranger.get(path, headers=BROWSER)
    assert ticked(looked.text) == {"email": True, "email:news": True, "email:offers": False}
    assert "a•••@acme.test" in looked.text and "ann@acme.test" not in looked.text
    assert "Acme &quot;&amp;&quot; Sons" in looked.text and "<b>more" not in looked.text
    assert '<img src="https://img.acme.test/logo.png"' in looked.text
    assert "img-src 'self' data: https://img.acme.test;" in looked.headers["content-security-policy"]
    assert "Beta" not in looked.text and "Receipts" not in looked.text and "<script" not in looked.text
    found = acme.get("/api/people/ann")
    assert (found["consent"], found["proofs"]) == ({}, [])


def test_topics_frequency_pause_and_language_are_kept_with_proof(acme: House) -> None:
    path = newcomer(acme, "bob")
    form = {
        "act": "save",
        "shown": ["email", "email:news", "email:offers"],
        "on": ["email", "email:offers"],
        "at_most": "2",
        "pause": "30",
        "language": "de",
    }
    saved = acme.stranger.post(path, data=form, headers=BROWSER)
    assert (
        saved.status_code == 200 and "Ihre Auswahl ist gespeichert" in saved.text and '<html lang="de">' in saved.text
    )
    assert ticked(saved.text) == {"email": True, "email:news": False, "email:offers": True}
    found = acme.get("/api/people/bob")
    assert found["consent"] == {"email:news": False, "email:offers": True}
    assert (found["at_most_a_week"], found["language"]) == (2, "de") and found["paused_until"] > 0
    proof = {one["name"]: one for one in found["proofs"]}
    assert set(proof) == {"email:news", "email:offers"}
    told = proof["email:offers"]
    assert (told["method"], told["ip"], told["agent"]) == ("page", "127.0.0.1", BROWSER["User-Agent"])
    assert "Offers" in told["text"] and "e:bob:1" in told["form"] and told["language"] == "en"
    lines = [line["text"] for line in acme.get("/api/people/bob/timeline")["facts"]]
    assert any("at most 2 a week, nothing before" in line for line in lines)


@pytest.mark.parametrize("person", ["cat", "dan"])
def test_a_pause_holds_marketing_and_its_end_lets_it_go(acme: House, person: str) -> None:
    path = newcomer(acme, person)
    acme.stranger.post(path, data={"act": "save", "pause": "7"}, headers=BROWSER)
    acme.send(track(person, "asked"))
    why = acme.get(f"/api/people/{person}/timeline")["facts"]
    assert any("they asked for a pause" in line["text"] for line in why), why
    assert acme.get("/api/messages", person=person)["messages"] == []
    page = acme.stranger.get(path, headers=BROWSER).text
    assert "Paused until 20" in page
    acme.stranger.post(path, data={"act": "save", "pause": "0"}, headers=BROWSER)
    acme.send(track(person, "asked"))
    assert len(acme.get("/api/messages", person=person)["messages"]) == 1


@pytest.mark.parametrize(("person", "most"), [("eve", 1), ("fay", 2)])
def test_no_more_leaves_in_a_week_than_the_person_wants(acme: House, person: str, most: int) -> None:
    acme.stranger.post(newcomer(acme, person), data={"act": "save", "at_most": str(most)}, headers=BROWSER)
    for _ in range(most + 1):
        acme.send(track(person, "asked"))
    assert len(acme.get("/api/messages", person=person)["messages"]) == most
    why = acme.get(f"/api/people/{person}/timeline")["facts"]
    assert any("as many messages a week as they want" in line["text"] for line in why)


def test_leaving_and_coming_back_and_leaving_again_within_the_same_minutes(acme: House) -> None:
    path = newcomer(acme, "gil")
    left = acme.stranger.post(path, data={"act": "leave"}, headers=BROWSER)
    assert "You are unsubscribed" in left.text and 'name="undo" value="email:news"' in left.text
    assert acme.get("/api/people/gil")["consent"] == {"email:news": False}
    back = acme.stranger.post(path, data={"act": "undo", "undo": "email:news"}, headers=BROWSER)
    assert "You are subscribed again" in back.text
    assert acme.get("/api/people/gil")["consent"] == {"email:news": True}
    one_click = acme.stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200 and acme.get("/api/people/gil")["consent"] == {"email:news": False}
    acme.stranger.post(path, data={"act": "undo", "undo": ["email:news", "email:none", "nothing"]}, headers=BROWSER)
    assert acme.get("/api/people/gil")["consent"] == {"email:news": True}
    acme.stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    found = acme.get("/api/people/gil")
    assert found["consent"] == {"email:news": False}
    assert [one["method"] for one in found["proofs"]] == ["page", "page", "one_click", "page", "one_click"]


def gets_it(house: House, person: str) -> bool:
    before = len(house.get("/api/messages", person=person)["messages"])
    house.send(track(person, "asked"))
    return len(house.get("/api/messages", person=person)["messages"]) > before


def test_who_left_by_one_click_sees_it_and_comes_back_by_the_box_or_undo_with_all_at_the_address(acme: House) -> None:
    ida, ivo = newcomer(acme, "ida"), link(acme, "ivo")
    acme.send(identify("ivo", email="Ida@Acme.Test"))
    assert gets_it(acme, "ida") and gets_it(acme, "ivo")
    acme.stranger.post(ida, data={"List-Unsubscribe": "One-Click"})
    assert not gets_it(acme, "ida") and not gets_it(acme, "ivo")
    assert [ticked(acme.stranger.get(path).text)["email:news"] for path in (ida, ivo)] == [False, False]
    back = acme.stranger.post(ida, data={"act": "save", "shown": "email:news", "on": "email:news"}, headers=BROWSER)
    assert ticked(back.text)["email:news"]
    assert gets_it(acme, "ida") and gets_it(acme, "ivo")
    acme.stranger.post(ivo, data={"List-Unsubscribe": "One-Click"})
    acme.stranger.post(ivo, data={"act": "undo", "undo": "email:news"}, headers=BROWSER)
    assert gets_it(acme, "ida") and gets_it(acme, "ivo")


@pytest.mark.parametrize("by", ["the other person", "an operator"])
def test_a_second_one_click_counts_when_somebody_else_brought_the_address_back(acme: House, by: str) -> None:
    here, there = f"jan{len(by)}", f"jo{len(by)}"
    path, other = newcomer(acme, here), link(acme, there)
    acme.send(identify(there, email=f"{here}@acme.test"))
    acme.stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    if by == "an operator":
        lifted = acme.client.post("/api/suppressions/lift", json={"address": f"{here}@acme.test"})
        assert lifted.status_code == 204
    else:
        acme.stranger.post(other, data={"act": "undo", "undo": "email:news"}, headers=BROWSER)
    assert gets_it(acme, there)
    assert gets_it(acme, here) is (by == "an operator"), "nobody else undoes what somebody refused herself"
    acme.stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    assert not gets_it(acme, here) and not gets_it(acme, there)


def stated(person: str, allowed: bool, day: str) -> Json:
    consent = {"categoryPreferences": {"email:news": allowed}}
    return {**identify(person), "timestamp": f"{day}T00:00:00Z", "context": {"consent": consent}}


@pytest.mark.parametrize("doubled", [False, True])
def test_a_refusal_that_comes_late_undoes_no_newer_permission(acme: House, doubled: bool) -> None:
    person = f"lea{doubled}".lower()
    newcomer(acme, person)
    acme.send(*[stated(person, False, "2026-01-10")] * doubled, stated(person, True, "2026-01-20"))
    acme.send(stated(person, False, "2026-01-10"))
    assert acme.get(f"/api/people/{person}")["consent"] == {"email:news": True} and gets_it(acme, person)
    acme.send(stated(person, False, "2026-01-21"))
    assert acme.get(f"/api/people/{person}")["consent"] == {"email:news": False} and not gets_it(acme, person)


def test_a_late_refusal_of_one_undoes_no_newer_permission_of_another_at_the_address(acme: House) -> None:
    newcomer(acme, "mia")
    acme.send(identify("max", email="mia@acme.test"))
    acme.send(stated("max", True, "2026-01-20"))
    acme.send(stated("mia", False, "2026-01-10"))
    assert acme.get("/api/people/max")["consent"] == {"email:news": True} and gets_it(acme, "max")
    assert not gets_it(acme, "mia")  # her own word
    acme.send(stated("mia", True, "2026-01-15"))
    assert gets_it(acme, "mia")


def test_everything_can_be_left_at_once(acme: House) -> None:
    path = newcomer(acme, "hal", phone="+4915112345678")
    left = acme.stranger.post(path, data={"act": "leave_all"}, headers=BROWSER)
    assert "You are unsubscribed" in left.text
    assert acme.get("/api/people/hal")["consent"] == {"email": False, "sms": False, "whatsapp": False}


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"List-Unsubscribe=One-Click", b"--x\r\n", b"a" * (FORM_BYTES_MAX + 1), b"act="]
)
def test_what_is_no_form_of_ours_is_the_one_click(acme: House, body: bytes) -> None:
    person = f"kim{len(body)}"
    path = newcomer(acme, person)
    assert acme.stranger.post(path, content=body).status_code == 200
    assert acme.get(f"/api/people/{person}")["consent"] == {"email:news": False}


def test_the_longest_page_is_saved_as_it_was_sent_and_is_no_one_click(tmp_path: Path) -> None:
    names = [f"monthly-news-about-the-garden-and-the-greenhouse-{number}" for number in range(TOPICS_SHOWN + 20)]
    topics: Json = {name: {} for name in names}
    with living(tmp_path) as house:
        rules = {"document": {"kind": "workspace", "topics": topics}, "reason": "many"}
        assert house.client.put("/api/workspace", json=rules).status_code == 200
        house.send(identify("ann", email="ann@acme.test", phone="+4915112345678", push_token="t" * 32))
        path = link(house, "ann", "")
        boxes = ticked(house.stranger.get(path, headers=BROWSER).text)
        assert len(boxes) > 4 * TOPICS_SHOWN
        on = [name for name, is_ticked in boxes.items() if is_ticked]
        form = {"act": "save", "shown": [*boxes], "on": on, "at_most": "3", "pause": "0", "language": "en"}
        saved = house.stranger.post(path, data=form, headers=BROWSER)
        assert saved.status_code == 200 and ticked(saved.text) == boxes
        found = house.get("/api/people/ann")
        assert found["at_most_a_week"] == 3 and found["consent"].get("email") is not False


def test_a_form_of_many_bytes_is_read_no_further_than_its_bound(acme: House) -> None:
    path = newcomer(acme, "ole")
    pieces = (b"x" * 65_536 for _ in range(200))
    assert acme.stranger.post(path, content=pieces).status_code == 200
    assert acme.get("/api/people/ole")["consent"] == {"email:news": False}


@pytest.mark.parametrize(
    "form",
    [
        {"act": "dance"},
        {"act": "save", "at_most": "-1", "pause": "x", "language": "tlh"},
        {"act": "save", "shown": "sms:x"},
    ],
)
def test_a_strange_form_changes_nothing(acme: House, form: dict[str, str]) -> None:
    path = newcomer(acme, "lea")
    assert acme.stranger.post(path, data=form, headers=BROWSER).status_code == 200
    found = acme.get("/api/people/lea")
    assert (found["consent"], found["at_most_a_week"], found["paused_until"]) == ({}, 0, None)


def test_a_number_beyond_all_bounds_is_cut(acme: House) -> None:
    acme.stranger.post(newcomer(acme, "mia"), data={"act": "save", "at_most": "99999"}, headers=BROWSER)
    assert acme.get("/api/people/mia")["at_most_a_week"] == AT_MOST_MAX


def test_one_link_changes_little_in_a_minute(acme: House) -> None:
    path = newcomer(acme, "ned")
    codes = [acme.stranger.post(path, data={"act": "dance"}).status_code for _ in range(CHANGES_MAX + 1)]
    assert codes == [200] * CHANGES_MAX + [503]


def test_a_link_of_another_purpose_is_none(acme: House) -> None:
    answer = acme.stranger.post("/l/unsubscribe/x.y", data={"act": "leave_all"})
    assert answer.status_code == 404 and "link_invalid" in answer.text


def test_the_brand_is_readable(acme: House) -> None:
    style = acme.stranger.get("/l/brand.css")
    assert "background: #ffee00; color: #000000" in style.text


@pytest.mark.parametrize("language", sorted(NAMES))
def test_each_language_has_every_text_with_the_same_fields(language: str) -> None:
    own, english = texts()[language], texts()["en"]
    assert own.keys() == english.keys()
    for name, text in english.items():
        assert sorted(re.findall(r"{\w+}", own[name])) == sorted(re.findall(r"{\w+}", text)), name


@pytest.mark.parametrize("language", sorted(NAMES))
def test_the_browser_chooses_the_language_where_the_person_has_not(acme: House, language: str) -> None:
    page = acme.stranger.get(newcomer(acme, "oda"), headers={"Accept-Language": f"xx,{language}-XX;q=0.9,en;q=0.1"})
    assert f'<html lang="{language}">' in page.text and texts()[language]["save"] in page.text


def test_the_weights_of_languages_are_read() -> None:
    assert accepted("tlh, nl;q=0.3, pt-BR;q=0.7, fr;q=x") == "pt"
    assert accepted("") == accepted("tlh;q=1") == ""


def test_an_address_is_shown_to_its_owner_alone() -> None:
    assert (masked("ann@x.test"), masked("+4915112345678"), masked("")) == ("a•••@x.test", "•••78", "")
