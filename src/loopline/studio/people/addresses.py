"""A person's addresses as the API shows them, with what stands against each."""

from loopline.model.addresses.address import NO_WORDS, SUPPRESSION_REASONS, AddressWord, SuppressionReason
from loopline.model.addresses.normal import address_parts
from loopline.model.person import Person
from loopline.model.push.devices import shown_address
from loopline.studio.people import schemas as shape


def suppressed_of(person: Person) -> dict[str, SuppressionReason]:
    """What is suppressed, "channel=address" or a whole channel: by her addresses, and by her own record."""
    by_address = {
        "=".join(address_parts(held.key)): reason
        for addresses in (person.addresses or {}).values()
        for held in addresses
        for reason in SUPPRESSION_REASONS
        if held.refuses(reason)
    }
    return {_shown(what): reason for what, reason in {**(person.suppressed or {}), **by_address}.items()}


def _shown(what: str) -> str:
    channel, named, address = what.partition("=")
    return f"{channel}{named}{shown_address(channel, address)}"


def address_lines(person: Person) -> tuple[shape.AddressLine, ...]:
    """Those that have a record, the present one of each channel first."""
    return tuple(
        shape.AddressLine(
            *address_parts(held.key),
            present=place == 0,
            asked=held.asked_at > 0,
            words=tuple(word_line(name, word) for name, word in sorted((held.words or NO_WORDS).items())),
        )
        for addresses in (person.addresses or {}).values()
        for place, held in enumerate(addresses)
    )


def word_line(name: str, word: AddressWord) -> shape.AddressWordLine:
    """One word that stands against an address."""
    kind, _, topic = name.partition(":")
    return shape.AddressWordLine(kind, topic, word.since or word.at, word.by, word.note)
