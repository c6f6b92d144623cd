"""TLS and logins, as the broker checks them; what is wrong is told by a code and repeats no secret."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from loopline.bench.server import free_port
from loopline.model.errors import Unavailable
from loopline.storage.kafka.log import KafkaLog
from tests.cluster.brokers import running_brokers
from tests.contracts.made import events, read_ids

SECRET = "s3cret"
SECONDS = 30.0
LISTENER = "listener.name.locked"
MODULES = "org.apache.kafka.common.security"


def keystore(authority: trustme.CA, path: Path) -> Path:
    """A key with its certificate, as the broker reads them."""
    issued = authority.issue_cert("127.0.0.1")
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(plain + b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    return path


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a broker that asks for a login over TLS, and the file of the authority to believe."""
    folder, authority, port = tmp_path_factory.mktemp("tls"), trustme.CA(), free_port()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    settings = {
        "locked": str(port),
        f"{LISTENER}.ssl.keystore.type": "PEM",
        f"{LISTENER}.ssl.keystore.location": str(keystore(authority, folder / "broker.pem")),
        f"{LISTENER}.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
        f"{LISTENER}.plain.sasl.jaas.config": f'{MODULES}.plain.PlainLoginModule required user_ann="{SECRET}";',
        f"{LISTENER}.scram-sha-512.sasl.jaas.config": f"{MODULES}.scram.ScramLoginModule required;",
    }
    with running_brokers(1, settings) as brokers:
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096)
        wanted = UserScramCredentialUpsertion("bob", info, SECRET.encode())
        for future in brokers.admin.alter_user_scram_credentials([wanted]).values():
            future.result(SECONDS)
        yield f"127.0.0.1:{port}", folder / "ca.pem"


@pytest.mark.parametrize(("user", "mechanism"), [("ann", "PLAIN"), ("bob", "SCRAM-SHA-512")])
def test_signals_are_written_and_read_over_tls_with_a_login(
    secured: tuple[str, Path], user: str, mechanism: str
) -> None:
    address, authority = secured
    log = KafkaLog(f"kafka://{user}:{SECRET}@{address}/of-{user}?sasl={mechanism}&ca={authority}")
    (first,) = log.append([events(1, 3)])
    assert read_ids(log, 0, 9) == [(first + n, f"m{n + 1}") for n in range(3)]
    assert log.trim(first, 1) == 0
    log.close()


@pytest.mark.parametrize(
    ("login", "options"),
    [
        ("ann:wrong", "?sasl=PLAIN&ca={ca}"),
        ("bob:wrong", "?ca={ca}"),
        (f"bob:{SECRET}", "?tls=yes"),
    ],
    ids=["a wrong password", "a wrong password by SCRAM", "a certificate that nobody vouches for"],
)
def test_who_is_refused_is_told_so(secured: tuple[str, Path], login: str, options: str) -> None:
    address, authority = secured
    with pytest.raises(Unavailable) as refused:
        KafkaLog(f"kafka://{login}@{address}/x{options.format(ca=authority)}")
    assert refused.value.code == "log_forbidden"
    for secret in (login.partition(":")[2], address, str(authority)):
        assert secret not in refused.value.text
