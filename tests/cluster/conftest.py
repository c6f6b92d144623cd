"""Brokers for all tests of this folder: one for what one can show, and three where some of them are killed."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.cluster.brokers import Brokers, running_brokers

NAMES = count(1)


@pytest.fixture(scope="session")
def broker() -> Iterator[Brokers]:
    """One real broker, for all tests that leave it running."""
    with running_brokers(1) as brokers:
        yield brokers


@pytest.fixture
def kafka_url(broker: Brokers) -> str:
    """A log of this test's own, of which there is no topic yet."""
    return broker.url(f"log{next(NAMES)}")
