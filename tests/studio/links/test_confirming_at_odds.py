"""Double opt-in where something comes between: time, merges, another address, another channel, templates, few texts."""

from collections.abc import Iterator

import msgspec
import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.consent.asking import PENDING_MAX, ConsentAsked
from loopline.model.duration import DAY
from loopline.model.effect import Effect, EmitSignal
from loopline.model.hook import Receipt
from loopline.model.message import Sending
from loopline.model.person import Person
from loopline.model.signals.requested import MessageRequested
from loopline.pipeline.confirming import wait_for_word
from loopline.providers.sms.answers import answered
from loopline.runtime.clock import SystemClock, VirtualClock
from tests.studio.house import House, Json, identify, living, track
from tests.studio.links.yes import NEWS, RULES, lines, link_of, looked, mails, says_yes

PENDING = "not sent: they said yes, and have not confirmed it yet"
KEPT = "The sandbox kept the e-mail of mail; nothing left."


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("odds")) as house:
        set_rules(house, RULES)
        house.publish(NEWS)
        yield house


def set_rules(house: House, document: Json) -> None:
    answer = house.client.put("/api/workspace", json={"document": document, "reason": "to see it work"})
    assert answer.status_code == 200, answer.text


def becomes(house: House, one: str, other: str) -> None:
    """Somebody finds out that both are one person, who goes on as `other`."""
    house.send({"type": "alias", "previousId": one, "userId": other})


def refuses(house: House, person: str) -> None:
    told = house.client.put(f"/api/people/{person}/consent", json={"channel": "email", "allowed": False})
    assert told.status_code == 204, told.text
    house.settle()


def agrees(house: House, person: str, topic: str) -> None:
    body = {"channel": "email", "topic": topic, "allowed": True}
    assert house.client.put(f"/api/people/{person}/consent", json=body).status_code == 204
    house.settle()


def test_a_link_of_before_a_merge_confirms_for_whom_its_person_became(acme: House) -> None:
    acme.send(says_yes("ann-old", "email", email="ann@acme.test"))
    path = link_of(mails(acme, "ann-old")[0])
    acme.send(identify("ann", email="ann@acme.test"))
    becomes(acme, "ann-old", "ann")
    assert acme.get("/api/people/ann")["pending"] == ["email"]
    assert "it is confirmed" in looked(acme, path, "POST")
    found = acme.get("/api/people/ann")
    assert (found["consent"], found["pending"]) == ({"email": True}, [])
    assert [one["method"] for one in found["proofs"]] == ["api", "double_opt_in"]


def test_a_refusal_since_wins_over_a_yes_that_waits_with_the_one_who_is_merged(acme: House) -> None:
    acme.send(says_yes("bob-old", "email", "email:news", email="bob@acme.test"))
    path = link_of(mails(acme, "bob-old")[0])
    acme.send(identify("bob", email="bob@work.acme.test"))
    refuses(acme, "bob")
    becomes(acme, "bob-old", "bob")
    acme.send(identify("bob", email="bob@acme.test"))
    assert acme.get("/api/people/bob")["pending"] == []
    assert "This confirmation is over" in looked(acme, path, "POST")
    assert acme.get("/api/people/bob")["consent"] == {"email": False}


def test_a_refusal_from_before_the_asking_leaves_it_open_after_a_merge(acme: House) -> None:
    acme.send(identify("cem", email="cem@acme.test"))
    refuses(acme, "cem")
    acme.send(says_yes("cem-old", "email", email="cem@acme.test"))
    path = link_of(mails(acme, "cem-old")[0])
    becomes(acme, "cem-old", "cem")
    assert "it is confirmed" in looked(acme, path, "POST")
    assert acme.get("/api/people/cem")["consent"] == {"email": True}


def test_who_has_confirmed_stays_so_when_a_visitor_who_asked_again_turns_out_to_be_them(acme: House) -> None:
    acme.send(identify("dan", email="dan@acme.test"))
    agrees(acme, "dan", "news")
    acme.send(says_yes("dan-visits", "email:news", email="DAN@acme.test"))
    becomes(acme, "dan-visits", "dan")
    assert acme.get("/api/people/dan")["pending"] == []
    acme.send(track("dan", "asked"))
    assert KEPT in lines(acme, "dan")


def test_a_yes_for_an_address_that_nobody_proved_waits_still_after_a_merge(acme: House) -> None:
    acme.send(identify("eve", email="eve@acme.test"))
    agrees(acme, "eve", "news")
    acme.send(says_yes("eve-visits", "email:news", email="stranger@acme.test"))
    becomes(acme, "eve-visits", "eve")
    assert acme.get("/api/people/eve")["pending"] == ["email:news"]


def test_no_merge_makes_more_words_wait_than_one_person_may_have(acme: House) -> None:
    names = [f"email:t{number:02}" for number in range(PENDING_MAX + 6)]
    acme.send(says_yes("fay", *names[: PENDING_MAX - 4]), says_yes("fay-old", *names[PENDING_MAX - 4 :]))
    becomes(acme, "fay-old", "fay")
    waiting = acme.get("/api/people/fay")["pending"]
    assert len(waiting) <= PENDING_MAX and "email" in waiting, "what is not kept by topic waits as the channel"


def test_a_page_of_an_address_that_was_left_offers_no_button_and_writes_nothing(acme: House) -> None:
    acme.send(says_yes("gus", "email"))
    path = link_of(mails(acme, "gus")[0])
    acme.send(identify("gus", email="other@acme.test"))
    end = acme.app.log.end()
    for method in ("GET", "POST", "POST"):
        page = looked(acme, path, method)
        assert "This confirmation is over" in page and "<button" not in page
    assert acme.app.log.end() == end
    acme.send(identify("gus", email="Gus@ACME.test"))
    assert "it is confirmed" in looked(acme, path, "POST"), "the address is theirs again"


def test_a_yes_on_a_channel_by_which_nobody_can_be_asked_is_a_plain_one(acme: House) -> None:
    acme.send(says_yes("hal", "email", "push"))
    found = acme.get("/api/people/hal")
    assert (found["consent"], found["pending"]) == ({"push": True}, ["email"])


def test_a_complaint_ends_every_word_of_its_channel(acme: House) -> None:
    acme.send(says_yes("ida", "email:offers"), identify("ida"))
    agrees(acme, "ida", "news")
    acme.send(track("ida", "asked"))
    path = link_of(mails(acme, "ida")[0])
    sent = next(one["key"] for one in acme.get("/api/messages", person="ida")["messages"] if ":mail:" in one["key"])
    told = Receipt(kind="complained", message=sent, address="ida@acme.test", id="c1")
    acme.do(acme.app.hooks._hear("smtp", frozenset({"email"}), [told]))
    acme.settle()
    assert acme.get("/api/people/ida")["pending"] == []
    assert "This confirmation is over" in looked(acme, path, "POST")


def test_one_yes_by_sms_confirms_all_that_wait_for_the_number(acme: House) -> None:
    number = "+4915112348888"
    for name in ("sms:news", "sms:offers"):
        acme.send(says_yes("kim", name, phone=number))
    assert acme.get("/api/people/kim")["pending"] == ["sms:news", "sms:offers"]
    assert len(mails(acme, "kim")) == 2
    acme.do(acme.app.hooks._hear("vonage", frozenset({"sms"}), answered(number, "JA", "k1")))
    acme.settle()
    found = acme.get("/api/people/kim")
    assert (found["consent"], found["pending"]) == ({"sms:news": True, "sms:offers": True}, [])


def asking(text: str) -> Json:
    content = {"subject": "Mine asks", "text": text, "html": f"<p>{text}</p>"}
    return {"kind": "template", "id": "asks", "transactional": True, "content": content}


def test_a_template_of_the_workspace_asks(acme: House) -> None:
    body = {"document": asking("Press {{confirm_url}} now"), "publish": True, "reason": "to ask"}
    made = acme.client.post("/api/documents", json=body)
    assert made.status_code == 200, made.text
    set_rules(acme, {**RULES, "double_opt_in": {"channels": ["email"], "template": "asks"}})
    acme.send(says_yes("lea", "email"))
    (mail,) = mails(acme, "lea")
    assert mail["rendered"]["subject"] == "Mine asks"
    assert "/l/confirm/" in mail["rendered"]["text"]
    set_rules(acme, RULES)


@pytest.mark.parametrize(
    ("text", "subject"),
    [("Press {{confirm_url}}", "Mine asks"), ("Welcome", "Please confirm your e-mail address for Acme")],
)
def test_a_template_without_a_link_that_was_published_before_it_was_checked_is_not_used(
    text: str, subject: str
) -> None:
    rules = {**RULES, "double_opt_in": {"channels": ["email"], "template": "asks"}, "brand": {"name": "Acme"}}
    published = PublishedSet()
    for document in (rules, asking(text)):
        published = publish(published, build_document(document), 1)
    effects: list[Effect] = []
    person = Person(key="lea", traits={"email": "lea@acme.test"})
    asked = ConsentAsked(key="lea", id="1", at=1, received_at=1, channel="email", topic="")
    wait_for_word(person, asked, published, effects)
    (request,) = [one.signal for one in effects if isinstance(one, EmitSignal)]
    assert isinstance(request, MessageRequested)
    assert msgspec.json.decode(request.sending, type=Sending).content.subject == subject


@pytest.fixture
def timed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, VirtualClock]]:
    clock = VirtualClock(SystemClock().now())
    with living(tmp_path_factory.mktemp("timed"), clock=clock) as house:
        set_rules(house, RULES)
        house.publish(NEWS)
        yield house, clock


def test_a_word_that_nobody_confirmed_lapses_by_its_timer_and_may_be_asked_for_again(
    timed: tuple[House, VirtualClock],
) -> None:
    house, clock = timed
    house.send(says_yes("ann", "email:news"))
    path = link_of(mails(house, "ann")[0])
    began = clock.now()
    clock.move_to(began + 14 * DAY - 1)
    assert "<button" in looked(house, path)
    clock.move_to(began + 14 * DAY)
    assert "This confirmation is over" in looked(house, path, "POST")
    house.app.worker.wake()
    house.settle()
    person = house.app.people.get(["ann"])["ann"]
    assert person.consent_record is not None and person.consent_record.pending is not None
    word = person.consent_record.pending["email:news"]
    assert (word.expires_at, word.asked, word.address, word.proof.ip) == (0, "", "", "")
    house.send(track("ann", "asked"))
    assert any(PENDING in line for line in lines(house, "ann"))
    house.send(says_yes("ann", "email:news"))
    assert "it is confirmed" in looked(house, link_of(mails(house, "ann")[-1]), "POST")
    clock.move_to(clock.now() + 1_000)
    house.send(track("ann", "asked"))
    assert KEPT in lines(house, "ann")


def test_a_word_that_lapsed_with_a_visitor_shuts_nothing_that_its_person_has_confirmed(
    timed: tuple[House, VirtualClock],
) -> None:
    house, clock = timed
    house.send(says_yes("visitor", "email:news", email="bob@acme.test"), identify("bob", email="bob@acme.test"))
    clock.move_to(clock.now() + 15 * DAY)
    house.app.worker.wake()
    house.settle()
    agrees(house, "bob", "news")
    becomes(house, "visitor", "bob")
    assert house.get("/api/people/bob")["pending"] == []
    house.send(track("bob", "asked"))
    assert KEPT in lines(house, "bob")
