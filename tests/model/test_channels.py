"""One row for each kind of channel, and nobody else has a table of them."""

import ast
from typing import get_args

import pytest

from docs.codes import trees
from loopline.model.channels import (
    CHANNEL_NAMES,
    CHANNELS,
    Channel,
    PartName,
    channel_named,
    is_tracked,
    label_of,
    parse_channel,
)
from loopline.model.errors import Invalid
from loopline.model.nodes.message import Content


def test_each_name_has_its_row() -> None:
    assert tuple(CHANNELS) == CHANNEL_NAMES
    assert [row.name for row in CHANNELS.values()] == list(CHANNELS)


def test_parts_are_parts_of_a_content() -> None:
    assert set(get_args(PartName)) == set(Content.__struct_fields__) - {"language", "locales", "lookups"}


@pytest.mark.parametrize("row", CHANNELS.values(), ids=CHANNELS)
def test_a_row_makes_sense(row: Channel) -> None:
    assert {part for group in row.parts_required for part in group} <= set(row.parts_allowed)
    assert bool(row.address_trait) == (row.address_source == "trait")
    assert row.address_source != "content" or "url" in row.parts_allowed


def test_words_for_a_channel_that_we_do_not_know() -> None:
    assert (label_of("sms"), is_tracked("email")) == ("SMS", True)
    assert (label_of("fax"), is_tracked("fax")) == ("fax", False)


def test_a_name_is_a_channel_or_is_refused() -> None:
    assert (channel_named("sms"), channel_named("fax"), parse_channel("sms")) == ("sms", None, "sms")
    with pytest.raises(Invalid, match=r"channel: Choose one of email, sms.*channel_unknown") as refused:
        parse_channel("fax", at="channel")
    assert refused.value.at == "channel"


def keyed_by_channel(node: ast.AST) -> bool:
    """A table that is written out with channels for its keys."""
    keys = node.keys if isinstance(node, ast.Dict) else []
    return len({key.value for key in keys if isinstance(key, ast.Constant)} & set(CHANNELS)) > 1


def test_there_is_no_second_table_of_channels() -> None:
    """A new channel is a row here. What a demo or a simulated world sends and expects is its own."""
    own = ("model/channels.py", "demo/", "cli/demo.py", "lab/simulator/")
    tables = [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, tree in trees().items()
        if not path.startswith(own)
        for node in ast.walk(tree)
        if keyed_by_channel(node)
    ]
    assert not tables, f"take the row of model/channels.py: {', '.join(tables)}"
