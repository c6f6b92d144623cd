"""The studio's store in a file, and in a PostgreSQL database."""

from collections.abc import Iterator

import pytest

from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def desk(place: Place) -> Iterator[StudioStore]:
    """A store with nothing in it."""
    store = StudioStore(place)
    yield store
    store.close()
