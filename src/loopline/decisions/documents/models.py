"""Checks models: what they foretell, what they may see, who answers for them, and until when."""

import re
from datetime import date
from typing import Final

from loopline.conditions.language import Condition
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import AT_SEGMENT, check_choice, check_duration, check_event, check_text
from loopline.model.channels import CHANNELS
from loopline.model.duration import DAY
from loopline.model.scoring.documents import STAGES, Model, ModelFeatures, ModelHours, ModelLabel
from loopline.model.signals.scores import MODEL_NAME, is_score

EXPIRY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
LISTED_MAX: Final = 50
WINDOWS_MAX: Final = 6
HORIZON_MAX: Final = 366 * DAY


def check_model(found: Findings, model: Model) -> None:
    """Everything about one model."""
    if not MODEL_NAME.fullmatch(model.id):
        found.error("model_name", 'The id of a model has letters, digits, - and _, as in score("churn").', "id")
    if not model.owner:
        found.warn("model_owner", "Nobody answers for this model; name its owner.", "owner")
    if model.hours is None:
        check_event(found, model.label.event, "label.event")
    else:
        _check_hours(found, model, model.hours)
    _check_times(found, model)
    check_choice(found, model.stage, STAGES, "stage", "stage_unknown")
    _check_consent(found, model)
    _check_features(found, model)
    if model.audience:
        _check_seen(found, model, check_text(found, model.audience, "audience", AT_SEGMENT), "audience")
    if model.fallback:
        _check_seen(found, model, check_text(found, model.fallback, "fallback", AT_SEGMENT), "fallback")
    if model.expires and not _is_day(model.expires):
        found.error("day_form", "Write the day on which it expires, such as 2027-06-30.", "expires")
    elif not model.expires:
        found.warn("model_expiry", "A model grows old; say when it expires, and look at it then.", "expires")


def _check_hours(found: Findings, model: Model, hours: ModelHours) -> None:
    if hours.channel:
        check_choice(found, hours.channel, CHANNELS, "hours.channel", "channel_unknown")
    if hours.by.casefold() in {name.casefold() for name in model.forbidden} - {""}:
        found.error("model_forbidden", f'"{hours.by[:60]}" is forbidden to this model.', "hours.by")
    for name, given in (("label", model.label != ModelLabel()), ("features", model.features != ModelFeatures())):
        if given:
            found.warn("hours_unused", f"A model of hours has no {name}; remove it.", name)
    if model.fallback:
        found.warn("hours_unused", "Where no best hour is known a wait falls back to its fixed hour.", "fallback")


def _check_times(found: Findings, model: Model) -> None:
    within = check_duration(found, model.label.within, "label.within")
    if within is not None and not DAY <= within <= HORIZON_MAX:
        found.error("model_horizon", "What is foretold lies within 1 to 366 days.", "label.within")
    for name in ("train_every", "score_every", "valid_for"):
        span = check_duration(found, getattr(model, name), name)
        if span is not None and span < DAY:
            found.error("model_schedule", "Write a day or more, such as 1d.", name)
    if len(model.features.windows) > WINDOWS_MAX:
        found.error("model_features", f"At most {WINDOWS_MAX} windows.", "features.windows")
    for place, window in enumerate(model.features.windows):
        check_duration(found, window, f"features.windows[{place}]")


def _check_consent(found: Findings, model: Model) -> None:
    channel = model.consent.partition(":")[0]
    if model.consent and channel not in CHANNELS:
        text = f'Write a channel, or a channel and a topic, as in email:offers; there is no channel "{channel[:40]}".'
        found.error("model_consent", text, "consent")


def _check_features(found: Findings, model: Model) -> None:
    for name in ("events", "sums", "traits"):
        if len(getattr(model.features, name)) > LISTED_MAX:
            found.error("model_features", f"At most {LISTED_MAX} are named here.", f"features.{name}")
    forbidden = {name.casefold() for name in model.forbidden}
    for place, name in enumerate(model.features.traits):
        if name.casefold() in forbidden:
            text = f'"{name[:60]}" is forbidden to this model; take it out of the one or of the other.'
            found.error("model_forbidden", text, f"features.traits[{place}]")
        elif is_score(name):
            found.error("model_features", "A score is no feature of a model.", f"features.traits[{place}]")
    for place, name in enumerate(model.features.sums):
        event, _, field = name.partition(".")
        if not event or not field:
            text = "Write an event and its property, as in order.total."
            found.error("model_features", text, f"features.sums[{place}]")


def _check_seen(found: Findings, model: Model, condition: Condition | None, at: str) -> None:
    """What a condition of a model may ask for: what can be known as of a moment, and nothing that is forbidden."""
    if condition is None:
        return
    if at == "audience" and (condition.account_traits or condition.lists or condition.segments):
        text = "Ask for traits, events and consent: what lists, segments and accounts were at a moment is not kept."
        found.error("model_audience", text, at)
    forbidden = {name.casefold() for name in model.forbidden}
    for name in sorted(one for one in condition.traits if one.casefold() in forbidden):
        found.error("model_forbidden", f'"{name[:60]}" is forbidden to this model.', at)


def _is_day(text: str) -> bool:
    try:
        return bool(EXPIRY.match(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
