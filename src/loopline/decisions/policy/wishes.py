"""What a person chose on the preference page, as the gate asks for it: a pause, and how many messages a week."""

from typing import Final

from msgspec.structs import replace

from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.consent.wishes import WEEK_DAYS
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


def waits_for_word(person: Person, channel: ChannelName, topic: str, *, said: bool) -> bool:
    """Whether a yes to this topic, or where nothing else was `said` to the channel, was not confirmed yet."""
    pending = person.consent_record.pending if person.consent_record is not None else None
    if not pending:
        return False
    return (bool(topic) and f"{channel}:{topic}" in pending) or (channel in pending and not said)


def without_quiet_channels(person: Person) -> Person:
    """The person with those sends alone that came to them: what waits inside an app counts for none."""
    return replace(person, sends=tuple(sent for sent in person.sends if _comes(sent.channel)))


def _comes(channel: ChannelName) -> bool:
    return CHANNELS[channel].quiet_hours
