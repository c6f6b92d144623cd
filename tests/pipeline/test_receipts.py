"""A provider's news becomes signals of whom it is about: by our message, or else by the address."""

from msgspec.structs import replace

from loopline.model.channels import ChannelName
from loopline.model.effect import SendMessage
from loopline.model.hook import Consent, Heard, Receipt
from loopline.model.signal import ConsentChanged, ReceiptReceived
from loopline.pipeline.receipts import Attributed, addresses_of, attribute, channel_of, messages_of

NOW = 1_763_800_000_000
SMS: frozenset[ChannelName] = frozenset({"sms"})
BOTH: frozenset[ChannelName] = frozenset({"sms", "push"})
SENT = SendMessage(
    key="k1",
    person="ann",
    channel="sms",
    topic="offers",
    journey="upsell",
    version=3,
    node="text",
    enrollment="e1",
    address="+49170",
    context=b"{}",
    due_at=NOW,
    created_at=NOW,
)
DELIVERED = Receipt(kind="delivered", message="k1", id="e9", at=NOW - 5)
ANSWER = Receipt(kind="replied", address="+49170", id="a1", reason="STOP")
STOP = Consent(allowed=False, address="+49170", id="a1")


def told(*heard: Heard, channels: frozenset[ChannelName] = SMS) -> Attributed:
    return attribute(heard, "pigeon", channels, {"k1": SENT}, {("sms", "+49170"): ["ann", "bob"]}, NOW)


def test_news_of_a_message_says_where_it_was_decided() -> None:
    (signal,) = told(DELIVERED).signals
    assert isinstance(signal, ReceiptReceived)
    place = (signal.journey, signal.version, signal.node, signal.enrollment, signal.topic)
    assert place == ("upsell", 3, "text", "e1", "offers")
    assert (signal.key, signal.kind, signal.message, signal.channel) == ("ann", "delivered", "k1", "sms")
    assert (signal.at, signal.received_at, signal.address) == (NOW - 5, NOW, "+49170")


def test_the_same_news_has_the_same_ids_and_other_news_has_others() -> None:
    heard: list[Heard] = [DELIVERED, replace(DELIVERED, kind="opened"), replace(DELIVERED, id="e10"), ANSWER, STOP]
    once, again = told(*heard).signals, told(*reversed(heard)).signals
    assert {signal.id for signal in once} == {signal.id for signal in again}
    assert len({(signal.key, signal.id) for signal in once}) == len(once) == 3 + 2 * 2


def test_one_id_of_the_provider_may_stand_for_two_messages_to_one_person() -> None:
    both = {"k1": SENT, "k2": replace(SENT, key="k2")}
    for news in (DELIVERED, replace(DELIVERED, kind="clicked", url="https://a.test"), replace(STOP, message="k1")):
        found = attribute([news, replace(news, message="k2")], "pigeon", SMS, both, {}, NOW).signals
        assert len(found) == 2 and len({signal.id for signal in found}) == 2
        assert attribute([news], "pigeon", SMS, both, {}, NOW).signals[0].id == found[0].id, (
            "told again, it is the same"
        )


def test_without_an_id_of_the_provider_time_tells_two_apart() -> None:
    plain = Receipt(kind="clicked", message="k1", at=NOW - 9)
    ids = [signal.id for signal in told(plain, replace(plain, at=NOW - 8), replace(plain, url="https://x")).signals]
    assert len(set(ids)) == 3
    assert told(plain).signals[0].id == ids[0]


def test_a_clock_that_is_ahead_is_not_believed() -> None:
    assert [signal.at for signal in told(replace(DELIVERED, at=NOW + 9), replace(DELIVERED, at=0)).signals] == [
        NOW,
        NOW,
    ]


def test_an_address_alone_means_everybody_who_has_it() -> None:
    found = told(ANSWER, STOP)
    receipts = [signal for signal in found.signals if isinstance(signal, ReceiptReceived)]
    words = [signal for signal in found.signals if isinstance(signal, ConsentChanged)]
    assert [(one.key, one.message, one.reason) for one in receipts] == [("ann", "", "STOP"), ("bob", "", "STOP")]
    assert [(one.key, one.channel, one.topic, one.allowed) for one in words] == [
        ("ann", "sms", "", False),
        ("bob", "sms", "", False),
    ]
    assert found.nobodys == 0


def test_a_word_about_a_message_is_its_persons() -> None:
    (word,) = told(Consent(allowed=False, message="k1", topic="offers")).signals
    assert isinstance(word, ConsentChanged)
    assert (word.key, word.topic) == ("ann", "offers")


def test_mail_of_other_senders_is_not_ours_but_its_dead_address_is() -> None:
    strange = Receipt(kind="delivered", message="not ours", address="+49170")
    bounce = replace(strange, kind="bounced", hard_bounce=True)
    found = told(strange, DELIVERED, bounce)
    assert [(one.key, one.message) for one in found.signals if isinstance(one, ReceiptReceived)] == [
        ("ann", "k1"),
        ("ann", ""),
        ("bob", ""),
    ]
    assert found.nobodys == 1
    assert addresses_of([strange, DELIVERED, bounce], SMS, {"k1": SENT}) == [("sms", "+49170")]


def test_what_has_to_be_looked_up_is_asked_once() -> None:
    heard: list[Heard] = [DELIVERED, DELIVERED, ANSWER, STOP, Receipt(kind="opened", address="+49170")]
    assert messages_of(heard) == ["k1"]
    assert addresses_of(heard, SMS, {"k1": SENT}) == [("sms", "+49170")]
    assert addresses_of([DELIVERED], SMS, {"k1": SENT}) == []


def test_of_two_channels_the_provider_has_to_say_which() -> None:
    assert channel_of(STOP, SMS) == "sms"
    assert channel_of(STOP, BOTH) is None
    assert told(STOP, channels=BOTH) == Attributed((), 1)
    assert len(told(replace(STOP, channel="sms"), channels=BOTH).signals) == 2
