"""The servers that the clients talk to, and the node client, installed once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.clients.memory_face import Running, running_server
from tests.clients.node_client import installed


@pytest.fixture
def server() -> Iterator[Running]:
    """A real server; what reached it can be read back with `signals()`."""
    with running_server() as running:
        yield running


@pytest.fixture
def tls_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The same behind TLS, with a certificate that clients trust for as long as the test runs."""
    authority, trusted, own = trustme.CA(), tmp_path / "authority.pem", tmp_path / "server.pem"
    authority.cert_pem.write_to_path(trusted)
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(own)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    with running_server(own) as running:
        yield running


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder in which node finds its clients."""
    return installed()
