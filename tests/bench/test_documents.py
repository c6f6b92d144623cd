"""The journeys under test are ones that may be published."""

from pathlib import Path

import pytest

from loopline.bench.documents import held_out_journey, mail_journey, other_journey, webhook_journey, write_documents
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document


@pytest.mark.parametrize("journey", [mail_journey(), held_out_journey(), webhook_journey("http://127.0.0.1:1/hook")])
def test_they_have_no_error(tmp_path: Path, journey: str) -> None:
    paths = write_documents(tmp_path, journey, others=2)
    faults = [fault for path in paths for fault in check_document(read_document(path.read_bytes()), CheckContext())]
    assert len(paths) == 3
    assert [fault for fault in faults if fault.severity == "error"] == []
    assert paths[-1].read_text() == other_journey(1)
