"""Any texts of any messages go out as a table and come back to the letter (but for a spreadsheet's line ends)."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from loopline.studio.texts.table import PARTS, csv_of, texts_of, texts_put

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")
TEXT = st.text(LETTERS, min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
TOLD = st.dictionaries(st.sampled_from(PARTS), TEXT, min_size=1, max_size=4)
CONTENT = st.builds(
    lambda base, locales: base | ({"locales": locales} if locales else {}),
    TOLD,
    st.dictionaries(st.sampled_from(("de", "fr", "pt-BR")), TOLD, max_size=2),
)
NODE = st.builds(
    lambda content, slots: {"kind": "message", "channel": "email", "content": content, "overrides": slots},
    CONTENT,
    st.dictionaries(st.sampled_from(("hero", "foot")), TEXT, max_size=2),
)
JOURNEY = st.builds(lambda nodes: {"nodes": nodes}, st.dictionaries(st.sampled_from("abc"), NODE, min_size=1))


@given(JOURNEY)
def test_out_and_in_changes_nothing(document: dict[str, Any]) -> None:
    put = texts_put(document, csv_of(document))
    assert put.document == document
    assert (put.same, put.changed, put.refused) == (len(texts_of(document)), (), ())


@given(JOURNEY, TEXT)
def test_a_text_of_a_file_replaces_that_text_alone(document: dict[str, Any], text: str) -> None:
    wanted = deepcopy(document)
    step = next(iter(document["nodes"]))
    part = next(one for one in PARTS if one in document["nodes"][step]["content"])
    wanted["nodes"][step]["content"][part] = text
    put = texts_put(document, csv_of(wanted))
    assert put.document == wanted
    assert len(put.changed) == (document != wanted)
