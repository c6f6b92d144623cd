"""Double opt-in over HTTP and by mail: a yes waits, its link confirms by a button alone, and what else ends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.consent.asking import CONFIRMATIONS_A_DAY
from loopline.studio.links.preferences.languages import texts
from tests.studio.house import House, Json, identify, living, track
from tests.studio.links.yes import BROWSER, NEWS, PROOF, RULES, lines, link_of, looked, mails, says_yes


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("acme")) as house:
        answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "to begin"})
        assert answer.status_code == 200, answer.text
        house.publish(NEWS)
        yield house


def test_looking_confirms_nothing_and_the_button_does_with_proof(acme: House) -> None:
    acme.send(says_yes("ann", "email", "email:news"))
    (mail,) = mails(acme, "ann")
    content = mail["rendered"]
    assert content["subject"] == "Please confirm your e-mail address for Acme { {x}} <b>"
    assert "<b>" not in content["html"].partition("<p>")[2] and "List-Unsubscribe" not in str(mail)
    path = link_of(mail)
    looked(acme, path, "HEAD")
    page = looked(acme, path)
    assert page.count("<button") == 1 and "News &amp; more" in page and "a•••@acme.test" in page
    acme.settle()
    assert acme.get("/api/people/ann")["consent"] == {}
    acme.send(track("ann", "asked"))
    assert any("not sent: they said yes, and have not confirmed it yet" in line for line in lines(acme, "ann"))

    assert "it is confirmed" in looked(acme, path, "POST")
    found = acme.get("/api/people/ann")
    assert (found["consent"], found["pending"]) == ({"email": True, "email:news": True}, [])
    told = [(one["name"], one["method"], one["ip"]) for one in found["proofs"]]
    assert told == [
        ("email", "api", "192.0.2.7"),
        ("email:news", "api", "192.0.2.7"),
        ("email", "double_opt_in", "127.0.0.1"),
        ("email:news", "double_opt_in", "127.0.0.1"),
    ]
    last = found["proofs"][-1]
    assert last["agent"] == BROWSER["User-Agent"] and last["text"].endswith("[Yes, I want this]")
    assert "News & more" in last["text"] and mail["key"] in last["form"]
    acme.send(track("ann", "asked"))
    assert "The sandbox kept the e-mail of mail; nothing left." in lines(acme, "ann")
    for method in ("GET", "POST"):
        assert "This confirmation is over" in looked(acme, path, method)


def test_a_refusal_meanwhile_wins_and_a_link_of_before_confirms_nothing(acme: House) -> None:
    acme.send(says_yes("bob", "email"))
    path = link_of(mails(acme, "bob")[0])
    told = acme.client.put("/api/people/bob/consent", json={"channel": "email", "allowed": False})
    assert told.status_code == 204
    assert "This confirmation is over" in looked(acme, path, "POST")
    found = acme.get("/api/people/bob")
    assert (found["consent"], found["pending"]) == ({"email": False}, [])


def test_who_was_unsubscribed_may_come_back_by_confirming(acme: House) -> None:
    acme.send(identify("una", email="una@acme.test"))
    acme.client.put("/api/people/una/consent", json={"channel": "email", "allowed": False})
    acme.send(says_yes("una", "email"))
    assert acme.get("/api/people/una")["consent"] == {"email": False}
    assert "it is confirmed" in looked(acme, link_of(mails(acme, "una")[0]), "POST")
    assert acme.get("/api/people/una")["consent"] == {"email": True}


def test_an_address_is_asked_few_times_a_day_whoever_enters_it(acme: House) -> None:
    for number in range(CONFIRMATIONS_A_DAY + 2):
        acme.send(says_yes(f"guest{number}", "email", email="Victim@acme.test"))
    sent = [len(mails(acme, f"guest{number}")) for number in range(CONFIRMATIONS_A_DAY + 2)]
    assert sum(sent) == CONFIRMATIONS_A_DAY
    last = f"guest{CONFIRMATIONS_A_DAY + 1}"
    assert any("asked to confirm often enough for a day" in line for line in lines(acme, last))


def test_asking_again_keeps_the_first_link_good(acme: House) -> None:
    acme.send(says_yes("eve", "email"))
    acme.send(says_yes("eve", "email"))
    first, second = mails(acme, "eve")
    assert first["key"] != second["key"]
    assert "it is confirmed" in looked(acme, link_of(first), "POST")
    assert "This confirmation is over" in looked(acme, link_of(second))


def test_a_link_is_of_the_address_that_was_asked(acme: House) -> None:
    acme.send(says_yes("kim", "email"))
    path = link_of(mails(acme, "kim")[0])
    acme.send(identify("kim", email="other@acme.test"))
    assert "This confirmation is over" in looked(acme, path, "POST")
    assert acme.get("/api/people/kim")["consent"] == {}


def test_a_link_that_was_changed_or_made_for_something_else_confirms_nothing(acme: House) -> None:
    acme.send(says_yes("lee", "email"))
    path = link_of(mails(acme, "lee")[0])
    for wrong in (path[:-2], path.replace("/confirm/", "/unsubscribe/")):
        assert acme.stranger.post(wrong, headers=BROWSER).status_code == 404
    assert acme.get("/api/people/lee")["consent"] == {}


def test_an_operator_may_ask_for_it_too(acme: House) -> None:
    acme.send(identify("max", email="max@acme.test", language="de-AT"))
    body = {"channel": "email", "allowed": True, "topic": "offers", "double_opt_in": True}
    assert acme.client.put("/api/people/max/consent", json=body).status_code == 204
    acme.settle()
    (mail,) = mails(acme, "max")
    assert mail["rendered"]["subject"].startswith("Bitte bestätigen Sie")
    page = looked(acme, link_of(mail))
    assert '<html lang="de">' in page and texts()["de"]["confirm"] in page


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("strict")) as house:
        rule = {"channels": ["email"], "countries": ["DE"], "days": 3}
        document = {**RULES, "double_opt_in": rule, "country": "US"}
        answer = house.client.put("/api/workspace", json={"document": document, "reason": "the law"})
        assert answer.status_code == 200, answer.text
        yield house


def test_the_workspaces_rule_asks_where_it_says(strict: House) -> None:
    strict.send(says_yes("ann", "email", asks=False, country="DE"), says_yes("bob", "email", asks=False))
    assert strict.get("/api/people/ann")["pending"] == ["email"]
    assert strict.get("/api/people/bob")["consent"] == {"email": True}
    (mail,) = mails(strict, "ann")
    assert "for 3 days" in mail["rendered"]["text"]
    imported = says_yes("cat", "email", asks=False, country="DE")
    imported["context"]["consent"]["proof"] = {**PROOF, "method": "double_opt_in"}
    strict.send(imported)
    assert strict.get("/api/people/cat")["consent"] == {"email": True}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"channels": ["push"]}, "double_opt_in_channel"),
        ({"channels": ["email"], "days": 61}, "double_opt_in_days"),
        ({"channels": ["email"], "countries": ["XX"]}, "country_unknown"),
        ({"channels": ["email"], "template": "nope"}, "template_unknown"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(strict: House, rule: Json, code: str) -> None:
    body = {"document": {**RULES, "double_opt_in": rule}, "reason": "wrong"}
    answer = strict.client.put("/api/workspace", json=body)
    assert answer.status_code == 400 and code in answer.text


LINKED = '<h1>Hi</h1><a href="{{confirm_url}}">Confirm</a>'


def confirm_template(**content: object) -> Json:
    given = {"subject": "Please confirm", "preheader": "One step more.", **content}
    return {"kind": "template", "id": "confirm", "transactional": True, "content": given}


def pushed(house: House, document: Json) -> tuple[int, str]:
    body = {"document": document, "publish": True, "reason": "new"}
    answer = house.client.post("/api/documents", json=body)
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"html": "<h1>Hi</h1>"}, "html"),
        ({"html": LINKED, "text": "Hi {{! confirm_url }}"}, "text"),
        ({"html": LINKED, "locales": {"de": {"html": "<h1>Hallo</h1>"}}}, "locales.de.html"),
    ],
)
def test_a_template_from_which_nobody_could_confirm_is_refused(strict: House, content: Json, where: str) -> None:
    assert pushed(strict, confirm_template(**content))[0] == 200, "nobody confirms by it yet"
    rule = {"channels": ["email"], "template": "confirm"}
    body = {"document": {**RULES, "double_opt_in": rule}, "reason": "our own mail"}
    refused = strict.client.put("/api/workspace", json=body)
    assert refused.status_code == 400 and "confirm_url_missing" in refused.text, refused.text
    assert f"by {where} of template" in refused.text, refused.text


def test_a_template_stays_one_from_which_people_confirm(tmp_path: Path) -> None:
    with living(tmp_path / "own") as house:
        good = confirm_template(html=LINKED, locales={"de": {"html": LINKED, "subject": "Bitte"}})
        assert pushed(house, good)[0] == 200
        document = {**RULES, "double_opt_in": {"channels": ["email"], "template": "confirm"}}
        answer = house.client.put("/api/workspace", json={"document": document, "reason": "our own mail"})
        assert answer.status_code == 200, answer.text
        status, told = pushed(house, confirm_template(html="<h1>Hi</h1>"))
        assert status == 400 and "confirm_url_missing" in told
        status, told = pushed(house, good | {"archived": True})
        assert status == 409 and "double_opt_in" in told
        house.send(says_yes("ann", "email", asks=False))
        (mail,) = mails(house, "ann")
        assert mail["rendered"]["subject"] == "Please confirm"
        assert "it is confirmed" in looked(house, link_of(mail), "POST")
