"""A real server is killed while the members of a big account are being told: each hears of each change exactly once."""

import signal
import time
from contextlib import closing
from pathlib import Path

import duckdb

from loopline.model.accounts.account import FIRST_OF_ALL, Account
from loopline.model.person import Person
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import decode
from loopline.storage.sql.state import SqlState
from tests.cli.served import Server, loopline
from tests.simulation.fat_person import MEGABYTE, level, peak

MEMBERS = 5_000
ACCOUNT = "@big"
TRIES = 6
SECONDS = 30.0


def group(person: str, **traits: object) -> dict[str, object]:
    """Somebody states the account."""
    return {"type": "group", "userId": person, "groupId": "big", "traits": traits}


class BigAccount:
    """The account behind a server's public door."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.server = folder, Server(folder)
        self._key = loopline("key", "create", "--data", folder, "--role", "write").stdout.strip()

    def post(self, *messages: dict[str, object]) -> None:
        """Signals through the public door."""
        answer = self.server.ask("POST", "/v1/batch", {"batch": messages}, key=self._key)
        assert answer.status_code == 200, answer.text

    def knows(self, person: str, plan: str) -> bool:
        """Whether somebody has heard of a plan."""
        return bool(self.server.ask("GET", f"/api/people/{person}").json()["account_traits"].get("plan") == plan)

    def wait_for(self, person: str, plan: str) -> None:
        """Until somebody has heard of a plan."""
        ends = time.monotonic() + SECONDS
        while not self.knows(person, plan):
            assert time.monotonic() < ends, f"{person} is not told of {plan}"

    def die(self) -> Account:
        """`kill -9`; the account as it is on disk then."""
        self.server.stop(signal.SIGKILL)
        with closing(SqlState(self.folder / "state.db")) as state:
            account = decode(state.load([ACCOUNT])[ACCOUNT])
        assert isinstance(account, Account)
        self.server = Server(self.folder)
        return account

    def people(self) -> list[Person]:
        """All members as they are stored; the server has ended."""
        with closing(SqlState(self.folder / "state.db")) as state:
            account = decode(state.load([ACCOUNT])[ACCOUNT])
            assert isinstance(account, Account) and account.wake_at() is None
            found = [decode(record) for record in state.load(account.members).values()]
        people = [one for one in found if isinstance(one, Person)]
        return [with_traits(one, account) if one.account_version else one for one in people]


def test_a_kill_between_two_pages_costs_no_member_a_change_and_tells_none_twice(tmp_path: Path) -> None:
    big = BigAccount(tmp_path / "data")
    try:
        for begin in range(0, MEMBERS, 500):
            big.post(*(group(f"p{n:04}") for n in range(begin, begin + 500)))
        level(big.server)
        killed_between, killed_in, plan = 0, 0, ""
        for number in range(TRIES):
            killed_in += 1
            plan = f"plan{number}"
            big.post(group("p0007", plan=plan, note="x" * 500))
            big.wait_for("p0000", plan)
            account = big.die()
            killed_between += account.wake_at() == FIRST_OF_ALL
            # The newcomer and the leaver come while the others are being told, and so does a newer change.
            big.post(group(f"new{number}"), {**group(f"p4{number:03}"), "groupId": "other"})
            if killed_between == 2:
                break
        assert killed_between, "it was never killed between two pages"
        # One change after the other: the members hear of the newest, and not of each.
        big.post(*(group(f"p{number:04}", plan=f"flood{number}") for number in range(300)))
        plan = "last"
        big.post(group("p0009", plan=plan))
        big.wait_for("new0", plan)
        level(big.server)
        assert peak(big.server) < 600 * MEGABYTE
        big.server.stop()
        assert {(one.account_traits or {}).get("plan") for one in big.people()} == {plan}
        told = _told(big.folder)
        assert all(times == people for times, people in told), "each once of each change"
        assert len(told) <= killed_in + 3, "the flood was told as one change, or two"
    finally:
        if big.server.process.poll() is None:
            big.server.stop(signal.SIGKILL)


def _told(folder: Path) -> list[tuple[int, int]]:
    """Of each position of the log at which more than one heard of the account: how often, and how many people."""
    with closing(duckdb.connect(str(folder / "facts.duckdb"), read_only=True)) as facts:
        return facts.execute(
            "SELECT count(*), count(DISTINCT person) FROM facts "
            "WHERE kind = 'person' AND reason = 'account' GROUP BY position HAVING count(DISTINCT person) > 2"
        ).fetchall()
