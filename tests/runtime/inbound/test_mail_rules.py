"""A certificate that no server could use stops the start, in words that name the settings."""

from pathlib import Path

import pytest

from loopline.model.errors import Invalid
from loopline.runtime.inbound.mail_rules import check_certificate, tls_context
from tests.runtime.inbound.certificate import certificate


def test_certificates(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files, other = certificate(tmp_path), certificate(tmp_path / "other")
    both = tmp_path / "both.pem"
    both.write_bytes(files.certificate.read_bytes() + files.key.read_bytes())
    check_certificate(str(files.certificate), str(files.key))
    assert tls_context(str(both), "") is not None
    for wrong, key in ((files.certificate, other.key), (files.certificate, Path()), (tmp_path / "none", files.key)):
        with pytest.raises(Invalid) as caught:
            check_certificate(str(wrong), "" if key == Path() else str(key))
        assert caught.value.code == "certificate_invalid"
        assert "LOOPLINE_INBOUND_CERTIFICATE" in caught.value.text
