"""What a person chose on the preference page, as the gate asks for it: a pause, and how many messages a week."""

from typing import Final

from msgspec.structs import replace

from loopline.model.addresses.normal import address_key
from loopline.model.channels import CHANNELS, ChannelName, channel_named
from loopline.model.consent.confirmed import holds_at
from loopline.model.consent.proof import word_name
from loopline.model.consent.wishes import WEEK_DAYS, ConsentRecord
from loopline.model.duration import DAY
from loopline.model.person import Person

WEEK_MS: Final = WEEK_DAYS * DAY


def paused_until(channel: ChannelName, person: Person, now: int) -> int:
    """Until when the person wants no marketing on a channel that comes to them (ms); 0: there is no pause."""
    record = person.consent_record
    if record is None or not _comes(channel) or record.wishes.paused_until <= now:
        return 0
    return record.wishes.paused_until


def sends_in_week_max(channel: ChannelName, person: Person) -> int:
    """How many messages the person wants in seven days, on all channels that come to them together; 0: no bound."""
    record = person.consent_record
    return record.wishes.at_most if record is not None and _comes(channel) else 0


def waits_for_word(person: Person, channel: ChannelName, topic: str, address: str, *, said: bool) -> bool:
    """Whether a yes to this topic, or where nothing else was `said` to the channel, was not confirmed yet.

    Nor is one that other addresses have confirmed, and this one has not.
    """
    record = person.consent_record
    if record is None or not (record.pending or record.confirmed):
        return False
    key, own = address_key(channel, address), word_name(channel, topic)
    deciding = own if own in (person.consent or {}) else channel
    if said and not holds_at(record.confirmed, deciding, key):
        return True
    names = [name for name in (own, channel) if name != channel or not said]
    return any(_awaited(person, record, name, key) for name in names)


def _awaited(person: Person, record: ConsentRecord, name: str, key: str) -> bool:
    """Whether this word waits; where it was said already, that of another address leaves this one alone."""
    word = (record.pending or {}).get(name)
    if word is None or (person.consent or {}).get(name) is not True:
        return word is not None
    channel = channel_named(name.partition(":")[0])
    is_own = channel is not None and address_key(channel, word.address) == key
    return is_own and name not in (record.confirmed or {})


def without_quiet_channels(person: Person) -> Person:
    """The person with those sends alone that came to them: what waits inside an app counts for none."""
    return replace(person, sends=tuple(sent for sent in person.sends if _comes(sent.channel)))


def _comes(channel: ChannelName) -> bool:
    return CHANNELS[channel].quiet_hours
