"""Checks of the workspace's rules of delivery."""

import re
from datetime import date
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_duration
from loopline.model.duration import DAY, HOUR, SECOND
from loopline.model.mail.delivery_rules import DOMAINS_MAX, EVERY_OTHER, RULES_MAX, AutoPause, DeliveryRules, DomainRate
from loopline.model.mail.mailbox import domain_in_ascii

DOMAIN: Final = re.compile(r"(?:\*\.)?[^\s@*.]+(?:\.[^\s@*.]+)*")
DAYS_MAX: Final = 366
GROWTH_MAX: Final = 10.0
LIMIT_MAX: Final = 10_000_000


def check_delivery(found: Findings, rules: DeliveryRules, at: str) -> None:
    """Rates to domains: which, how many, within which time."""
    if len(rules.domain_rates) > RULES_MAX:
        text = f"There are at most {RULES_MAX} rates; let several domains share one."
        found.error("domain_rate_bound", text, f"{at}.domain_rates")
    _check_pause(found, rules.auto_pause, f"{at}.auto_pause")
    _check_pause(found, rules.auto_pause_providers, f"{at}.auto_pause_providers")
    _check_plans(found, rules, f"{at}.warm_ups")
    known = dict[tuple[str, str], int]()
    for number, rate in enumerate(rules.domain_rates[:RULES_MAX]):
        _check_rate(found, rate, f"{at}.domain_rates[{number}]")
        for domain in rate.domains[:DOMAINS_MAX]:
            first = known.setdefault((domain_in_ascii(domain), rate.provider), number)
            if first != number:
                text = (
                    f'"{domain[:60]}" has a rate already in domain_rates[{first}], which counts; take one of them out.'
                )
                found.warn("domain_repeated", text, f"{at}.domain_rates[{number}].domains")


def _check_pause(found: Findings, pause: AutoPause, at: str) -> None:
    for name in ("bounces", "complaints"):
        if not 0 <= getattr(pause, name) <= 100:
            text = "Write the percentage from which on a journey is paused, such as 5; 0 watches for nothing."
            found.error("auto_pause_bound", text, f"{at}.{name}")
    within_ms = check_duration(found, pause.within, f"{at}.within")
    if within_ms is not None and not HOUR <= within_ms <= 30 * DAY:
        found.error("auto_pause_bound", "Look at the mails of the last 1h to 30d.", f"{at}.within")
    if pause.at_least < 1:
        found.error("auto_pause_bound", "A share needs at least 1 mail; 200 say more.", f"{at}.at_least")


def _check_plans(found: Findings, rules: DeliveryRules, at: str) -> None:
    if len(rules.warm_ups) > RULES_MAX:
        found.error("warm_up_plan", f"There are at most {RULES_MAX} warm-ups.", at)
    for number, plan in enumerate(rules.warm_ups[:RULES_MAX]):
        place = f"{at}[{number}]"
        if not plan.provider:
            found.error("warm_up_plan", "Name the provider whose days these are.", f"{place}.provider")
        try:
            date.fromisoformat(plan.starts)
        except ValueError:
            text = f'"{plan.starts[:40]}" is no day; write one such as 2026-12-01.'
            found.error("warm_up_plan", text, f"{place}.starts")
        if not 1 <= len(plan.days) <= DAYS_MAX or not all(1 <= count <= LIMIT_MAX for count in plan.days):
            text = f"Say for 1 to {DAYS_MAX} days how many messages are the most, such as [50, 100, 200]."
            found.error("warm_up_plan", text, f"{place}.days")
        if plan.growth and not (1 < plan.growth <= GROWTH_MAX and plan.most > 0):
            text = f"The last day grows by more than 1 and at most {GROWTH_MAX:.0f} a day, until `most`."
            found.error("warm_up_plan", text, f"{place}.growth")
        if any(other.provider == plan.provider for other in rules.warm_ups[:number]):
            found.error("warm_up_plan", f'"{plan.provider[:40]}" has a plan already.', f"{place}.provider")


def _check_rate(found: Findings, rate: DomainRate, at: str) -> None:
    if not 1 <= len(rate.domains) <= DOMAINS_MAX:
        found.error("domain_rate_bound", f"Name 1 to {DOMAINS_MAX} domains.", f"{at}.domains")
    for domain in rate.domains[:DOMAINS_MAX]:
        if domain == EVERY_OTHER:
            if len(rate.domains) > 1:
                text = 'Each domain of "*" counts by itself, so it stands alone; give the others a rate of their own.'
                found.error("domain_invalid", text, f"{at}.domains")
        elif not DOMAIN.fullmatch(domain) or len(domain) > 253:
            text = f'"{domain[:60]}" is no domain; write one such as gmail.com, "*.edu", or "*" for every other one.'
            found.error("domain_invalid", text, f"{at}.domains")
    if not 1 <= rate.limit <= LIMIT_MAX:
        found.error("domain_rate_bound", f"A rate is 1 to {LIMIT_MAX:,} mails; to send none, pause.", f"{at}.limit")
    within_ms = check_duration(found, rate.within, f"{at}.within")
    if within_ms is not None and not SECOND <= within_ms <= DAY:
        found.error("domain_rate_bound", "A rate is within 1s to 1d, such as 1m or 1h.", f"{at}.within")
