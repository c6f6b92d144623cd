"""The words for what is odd about data that came in, by the reason of the fact."""

from typing import Final

from loopline.decisions.fact_values import data_of
from loopline.model.fact import Fact

QUALITY: Final = {
    "trait_type": 'The value of "{name}" changed its type from {was} to {now}.',
    "trait_limit": '"{name}" was not kept: there is no room for more traits.',
    "score_of_nobody": 'A score of "{name}" came for an id that nobody has; it was not kept.',
    "person_too_big": "There is no room for more traits of this person (64 KB): {name} was not kept.",
    "account_too_big": "There is no room for more of this account: {name} was not kept.",
    "list_limit": 'There is no room for more lists: "{name}" was not kept.',
    "zone_unknown": '"{now}" is no time zone, so what was known before stays.',
    "consent_limit": 'There is no room for more topics: "{name}" was not kept ({now}).',
    "event_reserved": 'The event "{name}" has a name that belongs to Loopline, so it was kept as "{now}".',
    "trait_late": 'An older statement about "{name}" came late, so the newer value stays.',
    "id_trimmed": "{name} had white space around it, which was left out.",
    "time_future": "A message was said to be of {now}, which had not come yet; it counts as of its receipt.",
    "alias_refused": 'A browser said that this is "{name}" too; it may not join people who are known.',
    "link_limit": '10,000 ids were found to be this person, so "{name}" was not linked: check who sends this id.',
    "consent_refused": "A browser gave consent that had been refused ({name}); what was refused stays so.",
    "address_refused": 'A browser stated another "{name}" of somebody who has one; what was known stays.',
    "device_limit": "There is room for 16 devices: {name}, which was seen longest ago, was dropped.",
    "device_moved": "Somebody else uses the device {name} now, so nothing is sent there for this person.",
    "time_unreadable": 'The time of a message, "{now}", cannot be read; it counts as of its receipt.',
    "signal_failed": "A signal could not be decided, by a fault of ours, and was set aside.",
    "person_set_aside": "What is known of this person cannot be read and was set aside; what happens waits.",
    "signals_unreadable": "Signals at position {name} of the log cannot be read, and were set aside.",
    "amount_currency": 'An amount of "{name}" came in {was}; {now} is added up here, so it is worth nothing.',
    "amount_text": 'The amount "{name}" came as the text "{was}"; it was read as {now}.',
    "amount_unreadable": 'The amount "{name}" came as "{was}", which is no number below 1e12, so it is worth nothing.',
    "declared_read": 'A {was} was sent for "{name}"; it was read as the {now} that is declared.',
    "declared_type": 'A {was} was sent for "{name}", which does not read as the {now} that is declared; it stays.',
    "declared_missing": '"{name}" is declared as required, and was not sent.',
    "event_stopped": 'The event "{name}" has stopped: {was} expected, {now} seen.',
    "volume_off": 'The volume of "{name}" has left its band: {was} expected, {now} seen.',
    "property_vanished": 'A property of "{name}" has vanished: {was} expected, {now} seen.',
    "property_drifted": 'A property of "{name}" has drifted: {was} expected, {now} seen.',
    "events_late": '"{name}" arrives late: {was} expected, {now} seen.',
    "trigger_silent": 'Nobody passes a trigger of "{name}" any more: {was} expected, {now} seen.',
}


def quality_words(fact: Fact) -> str:
    """What a fact says is odd, as a sentence."""
    data = data_of(fact)
    words = QUALITY.get(fact.reason, 'Something is odd about "{name}" ({reason}).')
    return words.format(name=fact.name, reason=fact.reason, was=data.get("was", "?"), now=data.get("now", "?"))
