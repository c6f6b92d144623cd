"""Says in plain words what was said of an address."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from loopline.model.fact import Fact

AddressReason = Literal[
    "suppressed_bounced",
    "suppressed_complained",
    "suppressed_manual",
    "address_asked",
    "address_crowded",
    "address_left",
    "devices_gone",
]
ADDRESS_REFUSALS: Final[dict[str, str]] = {
    "suppressed_bounced": "mail to this address bounced",
    "suppressed_complained": "they complained about an earlier message",
    "suppressed_manual": "an operator suppressed this address",
    "address_asked": "it is not known yet what was said of this address, so it is asked again",
    "address_left": "they have had other addresses since, and no longer this one",
    "address_crowded": "more people share this address than one can belong to",
    "devices_gone": "there is no address for this channel any more: their devices lost the app, or are not theirs now",
}
SAID: Final = {"bounced": "bounced", "complained": "complained", "unsubscribed": "unsubscribed"}


def address_words(fact: Fact, data: Mapping[str, Any], when: Callable[[object], str]) -> str:
    """What was said of an address, since when and by what; it holds for everybody who has the address."""
    text, topic = data.get("address", ""), f', topic "{fact.topic}"' if fact.topic else ""
    if fact.reason == "allowed":
        return f"The address {text} may be written to again ({fact.name}{topic})."
    by = f" ({data['by']})" if data.get("by") else ""
    return f"The address {text} {SAID.get(fact.name, 'is suppressed')}{topic} on {when(data.get('since'))}{by}."
