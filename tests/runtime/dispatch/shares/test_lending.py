"""Processes that share one store lend of one ledger."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loopline.runtime.dispatch.shares.lending import SharedBounds, rate_lender
from loopline.runtime.dispatch.shares.rate_ledger import RateAsk
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def studio_store(tmp_path: Path) -> Iterator[StudioStore]:
    with closing(StudioStore(tmp_path / "studio.db")) as store:
        yield store


def refuse(error: BaseException) -> None:
    raise error


def test_two_processes_lend_of_one_ledger_and_of_no_other(studio_store: StudioStore) -> None:
    turns = studio_store.shares
    one, two = (rate_lender(turns, "email", "smtp", 10.0) for _ in range(2))
    got = [lend(RateAsk(name, keeps, 0, 1)).granted for keeps in range(6) for name, lend in (("a", one), ("b", two))]
    assert sum(got) == 10
    assert rate_lender(turns, "email", "other", 10.0)(RateAsk("a", wants=1)).granted == 1
    assert rate_lender(turns, "sms", "smtp", 10.0)(RateAsk("a", wants=1)).granted == 1


def test_a_provider_without_a_bound_needs_no_rate(studio_store: StudioStore) -> None:
    bounds = SharedBounds(studio_store.shares, 2, refuse)
    assert bounds.rate("email", "smtp", 0.0) is None

    async def both() -> None:
        first, second = (bounds.rate("email", "smtp", 10.0) for _ in range(2))
        assert first is not None and second is not None and first is not second
        assert first.most(3, 0.0) == second.most(3, 0.0) == 0
        await first.close()
        await second.close()

    asyncio.run(both())
