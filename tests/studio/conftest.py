"""The house that the tests of the rooms talk to; each file has one of its own."""

from collections.abc import Iterator

import pytest

from tests.studio.house import House, living


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house without data."""
    with living(tmp_path_factory.mktemp("house")) as house:
        yield house
