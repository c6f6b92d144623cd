"""Takes what is kept of forgotten people out of everything but the loop's record, which has let go of them already."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from loopline.model.erased.digest import Hidden, hidden_by
from loopline.model.errors import Conflict
from loopline.runtime.dispatch.archive import digest, pack, unpack
from loopline.runtime.shards.heard import is_heard, told_so_far
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.runtime.upkeep.log_trimming import LogTrimming
from loopline.storage.opened_log import KeptLog
from loopline.storage.sql.state import SqlState
from loopline.studio.access.keyring import kept_secret
from loopline.studio.open_facts.desk import OpenFacts
from loopline.upkeep.stores import Stores

SECRET: Final = "erasure"
SECRET_BYTES: Final = 32
FOREVER: Final = 1 << 62
HEARD_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.05
MESSAGES: Final = """
SELECT DISTINCT key FROM facts WHERE kind IN ('message', 'attempt') AND key <> '' AND list_contains($people, person)
"""


def hidden_in(folder: Path) -> Hidden:
    """The digests of this data folder; their secret stands with the others, beside the stores."""
    return hidden_by(kept_secret(folder, SECRET, lambda: secrets.token_urlsafe(SECRET_BYTES)).encode())


class Purge:
    """Everything here may be done again after a kill. One at a time; it may take minutes, and blocks its thread."""

    def __init__(
        self,
        stores: Stores,
        erase: Callable[[Mapping[str, str], Sequence[str]], None],
        facts: GuardedFacts,
        exporter: FactsExporter,
        open_facts: OpenFacts,
        trimming: LogTrimming,
        others: Sequence[tuple[KeptLog, SqlState]] = (),
    ) -> None:
        """`erase` takes people, each under its alias, and addresses out of facts that nobody has open.

        `others` are the logs and states of the shards behind the first, where there are more.
        """
        self._stores, self._erase = stores, erase
        self._others: Final = tuple(others)
        self._facts, self._exporter, self._open_facts, self._trimming = facts, exporter, open_facts, trimming

    def run(self, people: Mapping[str, str], addresses: Sequence[str], position: int) -> None:
        """Erase these people, each under its alias, and these addresses; the log up to `position` leaves.

        Raises Conflict `erasure_waits` and what the parts raise, such as Unavailable `facts_unfit`: then it is to be
        tried again.
        """
        self._exporter.catch_up()
        self._facts.exported()  # raises for facts that are not ours to change
        with self._exporter.standing_still():
            self._facts.replace(partial(self._erase, people, addresses))
        self._erase_copies([*people, *dict.fromkeys(people.values())])
        self._stores.studio.erasures.erase_traces(list(people), addresses)
        if not self._trimming.purge(position):
            text = "Something that is set aside waits for signals that name a forgotten person: settle it first."
            raise Conflict("erasure_waits", text)
        for store in (*(self._stores.record or ()), *chain(*self._others), self._stores.studio):
            store.overwrite_freed()
        self._open_facts.write_all()

    def wait_for_tellings(self) -> None:
        """What shards have told each other until now leaves its tables, and is decided. Raises Conflict
        `erasure_waits`."""
        assert self._stores.record is not None
        states = [self._stores.record[0], *(state for _, state in self._others)]
        told, ends = told_so_far(states), time.monotonic() + HEARD_SECONDS
        while not is_heard(states, told):
            if time.monotonic() > ends:
                text = "What shards have told each other is still on its way: see what health says of them."
                raise Conflict("erasure_waits", text)
            time.sleep(LOOK_SECONDS)

    def _erase_copies(self, people: Sequence[str]) -> None:
        """Copies of what was sent to them leave the packs in which they stand with those of others."""
        sent, table = self._stores.studio.sent, self._stores.studio.erasures
        for (found,) in self._facts.query(MESSAGES, {"people": list(people)}):
            key = str(found)
            for number, parts in sent.find(digest(key), 0, FOREVER):
                left = [copy for copy in unpack(parts) if copy.key != key]
                fresh = pack([(0, copy.key, copy.rendered) for copy in left]) if left else None
                table.rewrite_sent(number, fresh.digests if fresh else b"", fresh.parts if fresh else b"")
