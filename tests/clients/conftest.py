"""The server that the clients talk to, and the node client, installed once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.memory_face import Running, running_server
from tests.clients.node_client import installed


@pytest.fixture
def server() -> Iterator[Running]:
    """A real server; what reached it can be read back with `signals()`."""
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder in which node finds its clients."""
    return installed()
