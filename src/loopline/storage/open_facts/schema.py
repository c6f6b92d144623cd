"""What open facts hold: the tables with their columns, which keep their names and meanings, and how they are read."""

from typing import Final, Literal, get_args

from msgspec import Struct

from loopline.model.fact import FactKind

SCHEMA: Final = 1
"""Stands in the metadata of each file. It rises when a column goes or means another thing, not when one is added."""

TableName = Literal["facts", "people", "lists", "merges"]
TABLE_NAMES: Final = get_args(TableName)

DAY_MS: Final = 86_400_000
FIRST_DAY: Final = 10_957
LAST_DAY: Final = 47_481
"""2000-01-01 and 2099-12-31 in days since 1970. What happened outside stands in the file of the nearer one."""


BEYOND: Final = 2**62


class OpenColumn(Struct, frozen=True):
    """A column: its name, DuckDB's type, and what it says. `of` is where it is read."""

    name: str
    type: str
    says: str
    of: str


def _moment(column: str) -> str:
    """A time in ms as a timestamp; one that no calendar has is none."""
    return f"TRY(make_timestamp({column} * 1000))"


_WITHOUT_CODES: Final = """
CASE WHEN kind = 'offer' THEN json_merge_patch(data, '{"code": null}') ELSE data END::VARCHAR"""
"""A code is as good as money until it is redeemed, and its reader is to be who it was granted to."""

FACTS: Final = (
    OpenColumn("kind", "VARCHAR", "What kind of fact it is; every kind is told below.", "kind"),
    OpenColumn("person", "VARCHAR", "The person's id; after a merge that of the person who is left.", "person"),
    OpenColumn("happened_at", "TIMESTAMP", "When it happened, UTC.", _moment('"at"')),
    OpenColumn("decided_at", "TIMESTAMP", "When the engine said so, UTC.", _moment("decided_at")),
    OpenColumn("shard", "INTEGER", "The shard whose log has the signal; 0 where there is one.", "shard"),
    OpenColumn("position", "BIGINT", "The place of the signal in the log of its shard.", "position"),
    OpenColumn("seq", "BIGINT", "The order of several facts of one position.", "seq"),
    OpenColumn("name", "VARCHAR", "The event, the receipt, the arm, the list: what the kind says it is.", "name"),
    OpenColumn("journey", "VARCHAR", "The journey, '' where there is none.", "journey"),
    OpenColumn("version", "BIGINT", "The version of the journey; 0 where there is none.", "version"),
    OpenColumn("enrollment", "VARCHAR", "One passage of one person through the journey.", "enrollment"),
    OpenColumn("node", "VARCHAR", "The node of the journey.", "node"),
    OpenColumn("channel", "VARCHAR", "The channel of a message, an attempt or a receipt.", "channel"),
    OpenColumn("topic", "VARCHAR", "The topic of a message or of a consent.", "topic"),
    OpenColumn("message", "VARCHAR", "The key of the message: the same in message, attempt and receipt.", "key"),
    OpenColumn("arm", "VARCHAR", "The arm of an experiment.", "arm"),
    OpenColumn("held", "VARCHAR", "The level that holds the person out (journey, programme, global), or ''.", "held"),
    OpenColumn("reason", "VARCHAR", "Why: the stable reason of a refusal, an exit, a receipt.", "reason"),
    OpenColumn("value", "DOUBLE", "The amount of a goal, in the workspace's currency.", "value"),
    OpenColumn("account", "VARCHAR", "The account of the person then.", "account"),
    OpenColumn("provider", "VARCHAR", "The provider by which an attempt was made.", "provider"),
    OpenColumn("unit", "VARCHAR", "Of an entry: the unit that was drawn (person or account).", "unit"),
    OpenColumn("data", "VARCHAR", "What else the fact says, as JSON; of an event its properties.", _WITHOUT_CODES),
)
PEOPLE: Final = (
    OpenColumn("person", "VARCHAR", "The person's id.", "person"),
    OpenColumn("email", "VARCHAR", "The trait `email`.", "email"),
    OpenColumn("name", "VARCHAR", "The trait `name`, or first and last name.", "name"),
    OpenColumn("account", "VARCHAR", "The account, '' where there is none.", "account"),
    OpenColumn("zone", "VARCHAR", "The time zone, where it is known.", "zone"),
    OpenColumn("traits", "VARCHAR", "All traits, as JSON.", "traits::VARCHAR"),
    OpenColumn("account_traits", "VARCHAR", "The traits of the account, as JSON.", "account_traits::VARCHAR"),
    OpenColumn("consent", "VARCHAR", "The consent by channel and topic, as JSON.", "consent::VARCHAR"),
    OpenColumn("first_seen_at", "TIMESTAMP", "When they were first seen, UTC.", _moment("first_seen_at")),
    OpenColumn("updated_at", "TIMESTAMP", "When something of them last changed, UTC.", _moment("updated_at")),
)
LISTS: Final = (
    OpenColumn("list", "VARCHAR", "The list.", "list"),
    OpenColumn("person", "VARCHAR", "A person who is on it now.", "person"),
)
MERGES: Final = (
    OpenColumn("other", "VARCHAR", "An id that a person had.", "other"),
    OpenColumn("person", "VARCHAR", "The person who is left.", '"into"'),
)
COLUMNS: Final[dict[TableName, tuple[OpenColumn, ...]]] = {
    "facts": FACTS,
    "people": PEOPLE,
    "lists": LISTS,
    "merges": MERGES,
}
SAYS: Final[dict[TableName, str]] = {
    "facts": "One line for everything that happened or was decided, a file a day (UTC) of `happened_at`.",
    "people": "Everybody as they are now.",
    "lists": "Who is on which list now.",
    "merges": "Ids that became another person's.",
}

KINDS: Final[dict[FactKind, str]] = {
    "event": "A person did something; `name` is the event, `data` its properties.",
    "person": "What is known of a person, whole (first time) or what changed, in `data`.",
    "account": "Traits of an account changed; no person.",
    "consent": "Consent was given, refused or asked for; `channel`, `topic` and `reason` say which and by whom.",
    "list": "A person joined or left the list `name`.",
    "merged": "The id `name` is this person from now on.",
    "quality": "Something was odd about data that came in; `reason` says what, `name` where.",
    "entered": "A person entered a journey; `held` says whether they are held out, `unit` by which unit.",
    "not_entered": "A person did not enter; `reason` says why.",
    "stepped": "A decision was taken at `node`.",
    "waited": "A wait began at `node`.",
    "assigned": "The experiment at `node` gave the arm `arm`.",
    "message": "A message was decided; `message` is its key.",
    "called": "An endpoint or a look-up is to be called at `node`.",
    "withheld": "A message would have left, but the person is held out (`held`).",
    "refused": "A message was refused by a rule; `reason` says which.",
    "deferred": "A message was put off; `reason` says why.",
    "attempt": "A provider was given a message; `name` is the outcome, such as sent or failed.",
    "receipt": "A provider or a link reported `name`: delivered, opened, clicked, bounced, complained, replied.",
    "updated": "A journey wrote traits or lists at `node`.",
    "goal": "A goal was reached; `value` is the amount. `name` is the event, or `node` for a goal node.",
    "exited": "A person left a journey; `reason` says why.",
    "moved": "A publish moved a person to another version or node.",
    "published": "A version was published; no person.",
    "state": "A journey was paused, resumed or ended; no person.",
    "address": "An address was given, confirmed, closed or opened.",
    "queued": "A person waits for a place in a journey whose entries are limited; `key` is the id of what was asked.",
    "offer": "A message asked for the offer `name`, or what came of it, by `reason`; `value` is what it holds of the "
    "budget. Its codes are not told.",
    "asked": "Somebody asked an account to let them into a journey.",
    "chosen": "An account chose this member.",
    "forgotten": "A person was forgotten; `person` is a random name under which what they did stays counted.",
    "returned": "A member gave the place back to the account.",
    "capped": "The limits that a cap tries (`name`) answer a message differently; `arm` is the person's.",
}

DAY: Final = f"""least(greatest("at" // {DAY_MS}, {FIRST_DAY}), {LAST_DAY})"""
_IN: Final = {
    "people": "people",
    "lists": "(SELECT unnest(lists) AS list, person FROM people)",
    "merges": "merges",
}

# Whatever makes another file of a day changes this: facts that came, people who were merged or forgotten.
MARKS: Final = f"""
SELECT {DAY} AS day, count(*), bit_xor(hash(person, "at", shard, position, seq)) FROM facts GROUP BY day ORDER BY day
"""
MARKS_OF_PEOPLE: Final = """
SELECT 'people', count(*), bit_xor(hash(person, position, seq, updated_at)) FROM people
UNION ALL SELECT 'lists', count(*), bit_xor(hash(list, person)) FROM (SELECT unnest(lists) AS list, person FROM people)
UNION ALL SELECT 'merges', count(*), bit_xor(hash(other, "into")) FROM merges
"""


def select_of(table: TableName) -> str:
    """The SELECT that makes an open table of the facts file; of facts those from `$begin` up to `$end` (ms)."""
    columns = ", ".join(f'{one.of} AS "{one.name}"' for one in COLUMNS[table])
    if table == "facts":
        return f'SELECT {columns} FROM facts WHERE "at" >= $begin AND "at" < $end'
    return f"SELECT {columns} FROM {_IN[table]}"


def bounds(day: int) -> tuple[int, int]:
    """From when up to when (ms) facts stand in the file of a day; the first and the last have all beyond them."""
    begin = -BEYOND if day <= FIRST_DAY else day * DAY_MS
    return begin, BEYOND if day >= LAST_DAY else (day + 1) * DAY_MS
