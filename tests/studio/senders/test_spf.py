"""SPF as receivers count it: what it costs, where it ends, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.studio.senders.spf import LOOKUPS_MAX, SpfReading, mechanisms_of, read_spf

pytestmark = pytest.mark.anyio


class Zone:
    """What is published; it counts what it is asked."""

    def __init__(self, texts: dict[str, list[str]]) -> None:
        self._texts, self.asked = texts, 0

    async def texts(self, name: str) -> tuple[str, ...]:
        """As a name server's client answers."""
        self.asked += 1
        return tuple(self._texts.get(name, ()))


@pytest.mark.parametrize(
    ("record", "lookups"),
    [
        ("v=spf1 -all", 0),
        ("v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 ~all", 0),
        ("v=spf1 a mx a:mail.acme.test/24 -all", 3),
        ("v=spf1 include:two.test -all", 3),
        ("v=spf1 redirect=two.test", 3),
        ("v=spf1 exists:%{i}.acme.test include:%{d}.x.test ?all", 2),
        ("V=SPF1 +MX exp=why.acme.test -ALL", 1),
    ],
)
async def test_look_ups_are_counted_as_receivers_do(record: str, lookups: int) -> None:
    zone = Zone({"acme.test": ["other", record], "two.test": ["v=spf1 a mx -all"]})
    assert await read_spf("acme.test", zone) == SpfReading((record,), lookups)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (["v=spf1 -all", "v=spf1 ~all"], "keep one"),
        (["v=spf1 +all"], "everybody"),
        (["v=spf1 all"], "everybody"),
        (["v=spf1 include:nobody.test -all"], "no SPF record"),
        (["v=spf1 include: -all"], "no term"),
        (["v=spf1 wat -all"], '"wat"'),
        (["v=spf1 include:acme.test -all"], "more than 10"),
        (["v=spf1 " + " ".join(f"a:h{n}.test" for n in range(11)) + " -all"], "more than 10"),
    ],
)
async def test_what_receivers_would_not_take_is_told(records: list[str], words: str) -> None:
    found = await read_spf("acme.test", Zone({"acme.test": records}))
    assert words in found.fault and found.records == tuple(records)


async def test_a_domain_without_spf_has_none() -> None:
    assert await read_spf("acme.test", Zone({"acme.test": ["v=spf10 x", "hello"]})) == SpfReading(())


NAMES = st.sampled_from(["a.test", "b.test", "c.test", "d.test"])
TERMS = st.one_of(NAMES.map(lambda name: f"include:{name}"), st.sampled_from(["a", "mx", "-all", "ip4:1.2.3.4", "?"]))
ZONES = st.dictionaries(NAMES, st.lists(st.lists(TERMS, max_size=6).map(lambda terms: " ".join(["v=spf1", *terms]))))


@given(zone=ZONES)
async def test_whatever_is_published_the_walk_ends_within_its_bound(zone: dict[str, list[str]]) -> None:
    made = Zone(zone)
    found = await read_spf("a.test", made)
    assert made.asked <= LOOKUPS_MAX + 1 and found.lookups <= LOOKUPS_MAX + 1


def test_mechanisms_have_no_signs() -> None:
    assert mechanisms_of("v=spf1 ~MX ?include:a.test -all") == {"mx", "include:a.test", "all"}
