"""Everything by which a person is known, and where something of her stands."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from loopline.decisions.policy.recipient import address_of
from loopline.model.addresses.normal import ADDRESS, address_key, has_words
from loopline.model.channels import CHANNELS, channel_named
from loopline.model.errors import Conflict, Missing
from loopline.model.person import Person
from loopline.studio.context import StudioContext
from loopline.studio.names import stored_key

IDS_MAX: Final = 1_000
ADDRESSES_MAX: Final = 1_000
OTHERS: Final = 'SELECT other FROM merges WHERE "into" = $person ORDER BY other LIMIT $limit'
EARLIER: Final = """
SELECT DISTINCT channel, json_extract_string(data, '$.address') FROM facts
WHERE kind = 'address' AND (
    list_contains($people, person) OR list_contains($people, json_extract_string(data, '$.through'))
)
LIMIT $limit
"""


class WholePerson(Struct, frozen=True):
    """Somebody with all ids (`keys`, the present one first) and all addresses (their keys)."""

    person: Person
    keys: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The addresses as they are written."""
        return tuple(key.removeprefix(ADDRESS).partition("/")[2] for key in self.addresses)


def known_person(ctx: StudioContext, person: str) -> WholePerson:
    """Raises Missing `person_unknown`, Conflict `person_set_aside`, Unavailable `facts_unfit`. It reads facts."""
    key = stored_key(person)
    found = ctx.people.get([key]).get(key)
    if found is None:
        if ctx.people.is_set_aside(key):
            text = "The record of this person is set aside: settle that first, on the page Health."
            raise Conflict("person_set_aside", text)
        raise Missing("person_unknown", f'Nothing is known of "{person[:64]}"; look the id up with the search.')
    ctx.export_facts()
    asked = {"person": found.key, "limit": IDS_MAX}
    others = [str(row[0]) for row in ctx.facts.query(OTHERS, asked)]
    keys = tuple(dict.fromkeys((found.key, key, *found.links, *others)))
    return WholePerson(found, keys, _addresses(ctx, found, keys))


def _addresses(ctx: StudioContext, person: Person, keys: Sequence[str]) -> tuple[str, ...]:
    held = [one.key for addresses in (person.addresses or {}).values() for one in addresses]
    rows = ctx.facts.query(EARLIER, {"people": list(keys), "limit": ADDRESSES_MAX})
    earlier = [
        address_key(name, str(text or ""))
        for channel, text in rows
        if (name := channel_named(str(channel))) is not None
    ]
    published = ctx.published()
    speaking = [row.name for row in CHANNELS.values() if has_words(row.name)]
    stated = [address_key(one, address_of(person, one, published)) for one in speaking]
    return tuple(dict.fromkeys(key for key in (*held, *earlier, *stated) if key))
