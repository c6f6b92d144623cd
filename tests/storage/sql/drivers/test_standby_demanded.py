"""A PostgreSQL whose commits wait for no standby's disk is refused where that is demanded."""

import pytest

from loopline.model.errors import Conflict, Unavailable
from loopline.storage.sql.drivers.standby_demanded import demand_standby
from tests.storage.postgres import SECRET, PostgresServer, name_of, running_postgres, told


def test_without_a_named_standby_it_is_refused(postgres_url: str) -> None:
    with told(Conflict, "standby_missing"):
        demand_standby(postgres_url)


@pytest.mark.parametrize(
    ("commit", "is_enough"), [("on", True), ("remote_apply", True), ("remote_write", False), ("local", False)]
)
def test_the_standby_has_to_be_waited_for_until_it_is_on_its_disk(commit: str, is_enough: bool) -> None:
    with running_postgres() as primary:
        url = primary.make()
        with primary.followed():
            primary.ask(f"ALTER DATABASE {name_of(url)} SET synchronous_commit = '{commit}'")
            if is_enough:
                demand_standby(url)
            else:
                with told(Conflict, "standby_missing"):
                    demand_standby(url)


def test_a_postgresql_that_is_away_is_told_so(postgres: PostgresServer) -> None:
    with told(Unavailable, "store_unreachable"):
        demand_standby(f"postgresql://ann:{SECRET}@127.0.0.1:1/nothing")
