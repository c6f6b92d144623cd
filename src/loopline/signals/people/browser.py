"""What a browser's key may not say: everybody who reads the page holds it, so it speaks for nobody who is known."""

from collections.abc import Collection
from typing import Final

from msgspec.structs import replace

from loopline.model.channels import CHANNELS
from loopline.model.consent.proof import word_name
from loopline.model.effect import Effect
from loopline.model.fact import quality_fact
from loopline.model.ids import ANONYMOUS, shown_id
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, PersonLinked, TraitsChanged

BrowserLimited = TraitsChanged | ConsentChanged | PersonLinked
BROWSER_LIMITED: Final = (TraitsChanged, ConsentChanged, PersonLinked)
"""The signals of which a browser may not send everything."""

KEPT: Final = "kept"
REFUSED: Final = "refused"
DEVICES_TRAITS: Final = frozenset(row.devices_trait for row in CHANNELS.values() if row.devices_trait)


def permit(
    person: Person, signal: BrowserLimited, address_traits: Collection[str], effects: list[Effect]
) -> BrowserLimited | None:
    """What is left of a browser's signal about this person, None when nothing is; each refusal is a fact of quality.

    A browser links anonymous ids to anybody, and never one known id to another. It takes consent back, and gives it
    only where nothing was refused. It states an address where the person has none of that kind, and
    never one more.
    """
    match signal:
        case PersonLinked():
            if signal.other.startswith(ANONYMOUS):
                return signal
            effects.append(
                quality_fact(person.key, signal.received_at, "alias_refused", shown_id(signal.other), KEPT, REFUSED)
            )
            return None
        case ConsentChanged():
            return _consent(person, signal, effects)
        case TraitsChanged():
            return _addresses(person, signal, address_traits, effects)


def _consent(person: Person, signal: ConsentChanged, effects: list[Effect]) -> ConsentChanged | None:
    said = person.consent_now()
    name = word_name(signal.channel, signal.topic)
    if not signal.allowed or (said.get(signal.channel) is not False and said.get(name) is not False):
        return signal
    effects.append(quality_fact(person.key, signal.received_at, "consent_refused", name, KEPT, REFUSED))
    return None


def _addresses(
    person: Person, signal: TraitsChanged, address_traits: Collection[str], effects: list[Effect]
) -> TraitsChanged:
    refused = [
        name
        for name in signal.traits
        if name in address_traits
        and (person.traits.get(name) not in (None, "") or name in DEVICES_TRAITS)
        and person.traits.get(name) != signal.traits[name]
    ]
    for name in refused:
        effects.append(quality_fact(person.key, signal.received_at, "address_refused", name, KEPT, REFUSED))
    traits = {name: value for name, value in signal.traits.items() if name not in refused}
    return replace(signal, traits=traits) if refused else signal
