"""What we answer by SMS to STOP, START and HELP: the workspace's text or a built-in one, in the person's language."""

from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.decisions.requested import request_message
from loopline.delivery.spoken.words import as_written, spoken_texts
from loopline.model.consent.asking import WordSaid
from loopline.model.effect import Effect
from loopline.model.ids import stable_id
from loopline.model.language.spoken import language_of
from loopline.model.message import Sending
from loopline.model.nodes.message import Content
from loopline.model.person import Person
from loopline.model.signals.requested import MessageRequested
from loopline.model.sms.number import country_of
from loopline.model.sms.words import SPEAKING
from loopline.signals.addresses.people import without_bounce
from loopline.signals.people.consent_record import languages_said

ENGLISH_FIRST: Final = ("CA", "US")
"""Countries of which the table of words names another language beside the one that most people read there."""


def answer_to(person: Person, signal: WordSaid, published: PublishedSet) -> MessageRequested | None:
    """The request for the answer; None where the workspace answers to nothing.

    It is transactional, so that the refusal which it confirms does not hold it; a dead or suppressed number does. The
    number was asked already, by which the word came.
    """
    if published.workspace.answers.off or not signal.due:
        return None
    sending = Sending(channel="sms", content=Content(body=_text(person, signal, published)), track=False)
    return MessageRequested(
        key=person.key,
        id=f"{signal.id}/answer",
        at=signal.at,
        received_at=signal.received_at,
        message=f"{stable_id('answer', signal.id)}:answer:1",
        channel="sms",
        sending=msgspec.json.encode(sending),
        address=signal.address,
        asked=True,
    )


def _text(person: Person, signal: WordSaid, published: PublishedSet) -> str:
    workspace, country = published.workspace, country_of(signal.address)
    spoken = [tag for tag, where in SPEAKING.items() if country in where.split() and country not in ENGLISH_FIRST]
    said_there = spoken[0] if len(spoken) == 1 else ""
    language = language_of(*languages_said(person), said_there, workspace.language)
    said = workspace.answers
    own = {"help": said.help, "stop": said.stop, "start": said.start}[signal.word]
    if text := own.get(language):
        return as_written(text)
    words, help_at = spoken_texts()[language], said.help_at.strip()
    name = "help_alone" if signal.word == "help" and not help_at else signal.word
    brand = workspace.brand.name.strip() or "Info"
    return as_written(words[name].format(brand=brand, help_at=help_at))


def requested(
    person: Person, signal: MessageRequested | WordSaid, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person after a message was asked for, by a request or by a word that is to be answered."""
    asked = answer_to(person, signal, published) if isinstance(signal, WordSaid) else signal
    if asked is None:
        return person
    if asked.lifted_at and not asked.refused:  # the address knows better than what a bounce left here
        person = without_bounce(person, asked.channel, asked.address)
    effects.extend(request_message(person, asked, published, now))
    return person if person.first_seen_at else replace(person, first_seen_at=asked.received_at)
