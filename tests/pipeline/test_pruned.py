"""Messages as facts remember them: what their row says, and which keys can be of ours."""

from loopline.pipeline.pruned import GONE, keys_of_ours, pruned_row

KEY = "0123456789abcdef" * 2 + ":hello:1"


def test_a_row_of_facts_reads_as_the_outbox_had_it() -> None:
    row = pruned_row(
        (KEY, "ann", "email", "news", "welcome", 3, "hello", KEY[:32], 5, "failed", "no such mailbox", 2.0)
    )
    m = row.message
    assert (m.key, m.person, m.channel, m.topic, m.journey, m.version) == (KEY, "ann", "email", "news", "welcome", 3)
    assert (m.node, m.enrollment, m.address, m.context, m.created_at) == ("hello", KEY[:32], "", GONE, 5)
    assert (row.status, row.reason, row.attempt, row.due_at) == ("failed", "no such mailbox", 2, 5)
    assert pruned_row((KEY, "ann", "email", "", "w", 1, "h", "e", 5, "sent", "", 1.0)).status == "sent"


def test_keys_of_other_senders_are_not_looked_for() -> None:
    odd = KEY.replace("hello", "a: b\n")
    others = ["", "0123:hello:1", KEY.upper(), f"{KEY}x", f" {KEY}", "<20260301.1@example.com>", KEY[:32]]
    assert keys_of_ours([KEY, *others, odd]) == [KEY, odd]
