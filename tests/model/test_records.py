"""What stores keep: a document's kind is the word that its own text has."""

import msgspec
import pytest

from loopline.model.journey import Document, Entry, Journey, Segment, Workspace
from loopline.model.nodes.exit import Exit
from loopline.model.records import document_kind

DOCUMENTS: list[Document] = [
    Journey(id="j", entry=Entry(on=("go",)), start="end", nodes={"end": Exit()}),
    Segment(id="s", when="plan == 'pro'"),
    Workspace(),
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_kind_is_the_word_of_the_text(document: Document) -> None:
    assert msgspec.json.decode(msgspec.json.encode(document))["kind"] == document_kind(document)
