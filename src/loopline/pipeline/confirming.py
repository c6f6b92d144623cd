"""A yes that is to be confirmed, from the asking to the word that counts: which wait, what is sent, what ends it."""

from contextlib import suppress
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.policy.phones import country_at
from loopline.decisions.policy.recipient import address_of
from loopline.decisions.published import PublishedSet
from loopline.delivery.content.compose import compose_template
from loopline.delivery.spoken.words import as_written, confirmation_mail, spoken_texts
from loopline.model.addresses.normal import address_key, address_parts
from loopline.model.change import Change
from loopline.model.channels import channel_named
from loopline.model.consent.asking import (
    CONFIRM_DAYS,
    CONFIRMABLE,
    ConsentAsked,
    ConsentConfirmed,
    confirmation_key,
    unconfirming_parts,
)
from loopline.model.consent.confirmed import holds_at, with_asked, with_confirmed
from loopline.model.consent.proof import Proof, word_name
from loopline.model.consent.wishes import NO_RECORD
from loopline.model.effect import Effect, EmitSignal
from loopline.model.errors import Invalid
from loopline.model.language.spoken import language_of
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Sending
from loopline.model.nodes.message import Content
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, ReceiptReceived, Signal
from loopline.model.signals.addresses import AddressTold
from loopline.model.signals.requested import MessageRequested
from loopline.model.sms.words import comparable
from loopline.signals.addresses.people import cause_of, join
from loopline.signals.people.browser import permit
from loopline.signals.people.consent_record import languages_said
from loopline.signals.people.pending import CONFIRMED, awaited_word, confirmed, pending_words, without_words

SINGLE: Final = ("", "api", "single_opt_in")
"""The methods of a yes that nobody has confirmed so far."""

SPOKEN_FROM: Final = ("sdk",)
"""The sources of words to which the workspace's rule applies: not an operator's, nor those of our own pages."""

PAGE: Final = "page"
MOVED: Final = "address"
"""The source of a word that is asked for again because its person has another address."""

DOUBLE: Final = "double_opt_in"

YES: Final = frozenset(comparable(words["yes"]) for words in spoken_texts().values()) | {"sí", "yes"}
"""The answers by SMS that confirm, wherever one is waited for."""


def as_asked(person: Person, signal: Signal, published: PublishedSet) -> ConsentAsked | None:
    """The signal as a yes to be confirmed: it says so, or the workspace's rule means it; None for all others."""
    if isinstance(signal, ConsentAsked):
        return signal
    if not isinstance(signal, ConsentChanged) or not signal.allowed or signal.source not in SPOKEN_FROM:
        return None
    rule = published.workspace.double_opt_in
    if signal.channel not in rule.channels or (signal.proof is not None and signal.proof.method not in SINGLE):
        return None
    if rule.topics and signal.topic not in rule.topics:
        return None
    if rule.countries and country_at(person.traits, published) not in rule.countries:
        return None
    return ConsentAsked(
        key=signal.key,
        id=signal.id,
        at=signal.at,
        received_at=signal.received_at,
        channel=signal.channel,
        topic=signal.topic,
        source=signal.source,
        trust="browser" if signal.trust == "browser" else "",
        proof=signal.proof,
    )


def wait_for_word(
    person: Person, signal: ConsentAsked, published: PublishedSet, effects: list[Effect]
) -> tuple[Person, ConsentChanged | None]:
    """The person of whom the word is awaited; the request for its message is on its way to the address, which counts.

    A word that holds already is a plain one, and given back: there is nothing to confirm. So is one on a channel by
    which nobody can be asked, as far as who sent it may say it.
    """
    name = word_name(signal.channel, signal.topic)
    if signal.channel not in CONFIRMABLE:
        if signal.trust != "browser":
            return person, _plain(signal)
        permitted = permit(person, _plain(signal), (), effects)
        return person, permitted if isinstance(permitted, ConsentChanged) else None
    address = address_of(person, signal.channel, published)
    key = address_key(signal.channel, address) if address else ""
    record = person.consent_record or NO_RECORD
    if person.consent_now().get(name) is True and holds_at(record.confirmed, name, key):
        return person, _plain(signal)
    days = published.workspace.double_opt_in.days or CONFIRM_DAYS
    person, asked = awaited_word(person, signal, address, days, effects)
    if asked and key:
        sending = _sending(person, signal, published, days)
        effects.append(
            EmitSignal(
                MessageRequested(
                    key=key,
                    id=f"{signal.id}/confirm",
                    at=signal.at,
                    received_at=signal.received_at,
                    message=confirmation_key(asked, signal.id),
                    channel=signal.channel,
                    sending=msgspec.json.encode(sending),
                    address=address,
                    person=person.key,
                )
            )
        )
    return person, None


def words_confirmed(
    person: Person, signal: ConsentConfirmed, published: PublishedSet, effects: list[Effect]
) -> tuple[Person, list[ConsentChanged]]:
    """The person, and the words that hold from now on. The address that confirmed has to be hers still."""
    return confirmed(person, signal, own_addresses(person, published), effects)


def bound_word(
    person: Person, signal: Signal, change: Change | None, published: PublishedSet, effects: list[Effect]
) -> tuple[Person, Change | None]:
    """The person whose yes is bound to her present address, where it was confirmed from there, here or elsewhere.

    Of a word that is bound already so does any yes but that of our page, which may come by a link to an older address;
    one that says where it was said, as by SMS, is of that address.
    The address hears of a confirmation: who has shown that she reads it comes before those of whom a browser said so.
    """
    if not isinstance(signal, ConsentChanged) or not signal.allowed or signal.channel not in CONFIRMABLE:
        return person, change
    name, record = word_name(signal.channel, signal.topic), person.consent_record or NO_RECORD
    is_confirmed = signal.source == CONFIRMED or (signal.proof is not None and signal.proof.method == DOUBLE)
    own = own_addresses(person, published).get(signal.channel, "")
    key = address_key(signal.channel, signal.address) if signal.address else own
    is_said = (person.consent or {}).get(name) is True
    if not key or not is_said or not (is_confirmed or (name in (record.confirmed or {}) and signal.source != PAGE)):
        return person, change
    if signal.source == CONFIRMED:
        effects.append(join(person.key, key, cause_of(signal)))
    after = with_confirmed(record.confirmed, name, key)
    if after == record.confirmed:
        return person, change
    person = replace(person, consent_record=replace(record, confirmed=after))
    return person, change or Change(at=signal.at, consent=True)


def asked_where_moved(
    before: Person, person: Person, signal: Signal, published: PublishedSet, effects: list[Effect]
) -> Person:
    """The person whose confirmed words are asked for again at an address that she has since, once for each address."""
    record, was = person.consent_record, before.addresses or {}
    if record is None or not record.confirmed or person.addresses is before.addresses or person.merged_into:
        return person
    said, keys = person.consent_now(), own_addresses(person, published)
    for name, bound in record.confirmed.items():
        channel, _, topic = name.partition(":")
        on = channel_named(channel)
        key = keys.get(channel, "")
        if on is None or not key or said.get(name) is not True or bound.knows(key):
            continue
        if was.get(on) and was[on][0].key == key:
            continue
        known = person.consent_record or NO_RECORD
        noted = replace(known, confirmed=with_asked(known.confirmed, name, key))
        asked = ConsentAsked(
            key=person.key,
            id=f"{signal.id}/moved/{name}",
            at=signal.at,
            received_at=signal.received_at,
            channel=on,
            topic=topic,
            source=MOVED,
        )
        person, _ = wait_for_word(replace(person, consent_record=noted), asked, published, effects)
    return person


def own_addresses(person: Person, published: PublishedSet) -> dict[str, str]:
    """By channel the key of the address by which a person confirms now; none where she has no such address."""
    keys: dict[str, str] = {one: address_key(one, address_of(person, one, published)) for one in CONFIRMABLE}
    return {channel: key for channel, key in keys.items() if key}


def yes_by_answer(person: Person, signal: Signal) -> ConsentConfirmed | None:
    """The confirmation in an answer by SMS, where a word to this number waits for one and the answer is yes alone."""
    if not isinstance(signal, ReceiptReceived) or signal.kind != "replied" or signal.channel != "sms":
        return None
    if comparable(signal.reason) not in YES:
        return None
    words = pending_words(person).items()
    key = address_key("sms", signal.address)
    of_key = (one for name, one in words if name.startswith("sms") and address_key("sms", one.address) == key)
    asked = next((one.asked for one in of_key if one.asked), "")
    if not asked:
        return None
    return ConsentConfirmed(
        key=person.key,
        id=f"{signal.id}/yes",
        at=signal.at,
        received_at=signal.received_at,
        message=confirmation_key(asked, signal.id),
        proof=Proof("double_opt_in", text=signal.reason, form=f"sms {signal.address}"),
    )


def overtaken(person: Person, signal: Signal) -> Person:
    """The person after a signal, without the words to confirm which it decides: a refusal or a complaint wins."""
    if not pending_words(person):
        return person
    match signal:
        case ConsentChanged():
            return without_words(person, signal.channel, signal.topic, signal.at, allowed=signal.allowed)
        case ReceiptReceived() if signal.kind == "complained":  # of whatever message: it means the channel
            return without_words(person, signal.channel, "", signal.at)
        case ReceiptReceived() if signal.kind == "unsubscribed":
            return without_words(person, signal.channel, signal.topic, signal.at)
        case AddressTold():
            return _told(person, signal)
        case _:
            return person


def _told(person: Person, signal: AddressTold) -> Person:
    """What the address refuses since a word was asked for; what it had refused before, the confirmation takes back."""
    channel, _ = address_parts(signal.address)
    for name, word in (signal.words or {}).items():
        kind, _, topic = name.partition(":")
        if not word.allowed and kind in ("unsubscribed", "complained"):
            person = without_words(person, channel, topic, word.at)
    return person


def _plain(signal: ConsentAsked) -> ConsentChanged:
    return ConsentChanged(
        key=signal.key,
        id=signal.id,
        at=signal.at,
        received_at=signal.received_at,
        channel=signal.channel,
        topic=signal.topic,
        allowed=True,
        source=signal.source,
        trust=signal.trust,
        proof=signal.proof,
    )


def _sending(person: Person, signal: ConsentAsked, published: PublishedSet, days: int) -> Sending:
    """The workspace's template where it can be composed and has the link, else built-in words, as the person speaks."""
    content, files = Content(), tuple[Attachment, ...]()
    known = published.content.templates.get(published.workspace.double_opt_in.template)
    if signal.channel == "email" and known:
        with suppress(Invalid):  # the check of the workspace says so; a yes is confirmed all the same
            pinned = compose_template(known[1], {}, published.content)
            content, files = pinned.content, pinned.attachments
    if unconfirming_parts(content):
        content, files = _built_in(person, signal, published, days), ()
    return Sending(channel=signal.channel, content=content, attachments=files, track=False)


def _built_in(person: Person, signal: ConsentAsked, published: PublishedSet, days: int) -> Content:
    workspace = published.workspace
    said = signal.proof.language if signal.proof else ""
    chosen, *traits = languages_said(person)
    language = language_of(chosen, said, *traits, workspace.language)
    if signal.channel == "email":
        return confirmation_mail(language, workspace.brand, days)
    words = spoken_texts()[language]
    brand = as_written(workspace.brand.name.strip() or "Info")
    return Content(body=words["confirm_sms"].format(brand=brand, word=words["yes"]))
