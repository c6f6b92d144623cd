"""Rules of delivery that cannot be kept are told with their place."""

from typing import Any

import pytest

from loopline.decisions.checks.delivery import check_delivery
from loopline.decisions.checks.findings import CheckContext, Findings
from loopline.model.mail.delivery_rules import AutoPause, DeliveryRules, DomainRate, WarmUp


def told(rules: DeliveryRules) -> list[tuple[str, str, str]]:
    """Severity, code and place of each fault."""
    found = Findings(CheckContext())
    check_delivery(found, rules, "delivery")
    return [(one.severity, one.code, one.at) for one in found.faults]


def rate(**fields: Any) -> DeliveryRules:  # fields of a rate
    """One rate."""
    return DeliveryRules(domain_rates=(DomainRate(**{"domains": ("gmail.com",), "limit": 5, **fields}),))


def plan(**fields: Any) -> DeliveryRules:  # fields of a warm-up
    """One warm-up."""
    return DeliveryRules(warm_ups=(WarmUp(**{"provider": "post", "starts": "2026-12-01", "days": (5,), **fields}),))


@pytest.mark.parametrize(
    "rules",
    [
        DeliveryRules(),
        rate(),
        rate(domains=("*",)),
        rate(domains=("*.edu", "münchen.de"), within="1d"),
        plan(),
        plan(growth=1.5, most=1_000),
        DeliveryRules(auto_pause=AutoPause(bounces=5, complaints=0.1, within="7d", at_least=1)),
    ],
)
def test_rules_that_can_be_kept(rules: DeliveryRules) -> None:
    assert told(rules) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"domains": ()}, "domain_rate_bound", "domains"),
        ({"domains": ("a@b.test",)}, "domain_invalid", "domains"),
        ({"domains": ("*", "b.test")}, "domain_invalid", "domains"),
        ({"domains": ("gm*il.com",)}, "domain_invalid", "domains"),
        ({"limit": 0}, "domain_rate_bound", "limit"),
        ({"within": "1ms"}, "domain_rate_bound", "within"),
        ({"within": "2d"}, "domain_rate_bound", "within"),
        ({"within": "soon"}, "duration_invalid", "within"),
    ],
)
def test_rates_that_cannot(fields: dict[str, Any], code: str, field: str) -> None:
    assert told(rate(**fields)) == [("error", code, f"delivery.domain_rates[0].{field}")]


def test_a_domain_with_two_rates_is_told() -> None:
    twice = DeliveryRules(domain_rates=rate().domain_rates + rate(domains=("GMAIL.com",)).domain_rates)
    assert told(twice) == [("warning", "domain_repeated", "delivery.domain_rates[1].domains")]
    apart = DeliveryRules(domain_rates=rate().domain_rates + rate(provider="post").domain_rates)
    assert told(apart) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"provider": ""}, "provider"),
        ({"starts": "tomorrow"}, "starts"),
        ({"days": ()}, "days"),
        ({"days": (5, 0)}, "days"),
        ({"growth": 1.5}, "growth"),
        ({"growth": 0.5, "most": 9}, "growth"),
    ],
)
def test_plans_that_cannot(fields: dict[str, Any], field: str) -> None:
    assert told(plan(**fields)) == [("error", "warm_up_plan", f"delivery.warm_ups[0].{field}")]


def test_a_provider_has_one_plan() -> None:
    twice = DeliveryRules(warm_ups=plan().warm_ups * 2)
    assert told(twice) == [("error", "warm_up_plan", "delivery.warm_ups[1].provider")]


@pytest.mark.parametrize(
    ("pause", "field"),
    [
        (AutoPause(bounces=101), "bounces"),
        (AutoPause(complaints=-1), "complaints"),
        (AutoPause(within="1m"), "within"),
        (AutoPause(at_least=0), "at_least"),
    ],
)
def test_pauses_that_cannot(pause: AutoPause, field: str) -> None:
    found = told(DeliveryRules(auto_pause=pause))
    assert found == [("error", "auto_pause_bound", f"delivery.auto_pause.{field}")]
