"""Scores of a tenant's own models read: a list of them, each of one person by one model."""

import math
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Raw, Struct, field

from loopline.model.errors import Invalid, TooLarge
from loopline.model.ids import person_key, stable_id
from loopline.model.signals.scores import MODEL_NAME, REASONS_MAX, SCORE_MAX, ScoreReason, ScoreStated
from loopline.signals.batch import ReadBatch
from loopline.signals.lenient_json import decode_leniently
from loopline.signals.quality import MESSAGE_BYTES_MAX, BadMessage, MessageError, bad_field, checked_id
from loopline.signals.timestamps import happened_at, to_ms

SCORES_BYTES_MAX: Final = 1024 * 1024
SCORES_MAX: Final = 2_500
NAME_MAX: Final = 64
SCORE_CODES: Final = {
    "userId": "id_invalid",
    "id": "id_invalid",
    "model": "score_model_invalid",
    "value": "score_invalid",
    "computedAt": "timestamp_invalid",
    "until": "timestamp_invalid",
}


class PostedReason(Struct):
    """A feature, what it was, and how far it moved the score."""

    feature: str
    value: float | None = None
    effect: float = 0.0


class PostedScore(Struct, rename="camel"):
    """A model's score of a person; it holds until `until`, where that is said."""

    person: str | int | None = field(name="userId", default=None)
    model: str = ""
    value: float | None = None
    id: str | int | None = None
    version: str = ""
    computed_at: datetime | None = None
    until: datetime | None = None
    reasons: list[PostedReason] = []


class PostedScores(Struct):
    """The body of a request."""

    scores: list[Raw]


_decode_scores = msgspec.json.Decoder(PostedScores).decode
_decode_score = msgspec.json.Decoder(PostedScore).decode


def read_scores(body: bytes, received_at: int) -> ReadBatch:
    """Read a request, received at this time (ms); what is wrong with one score costs no other.

    Raises Invalid, and TooLarge over a limit, when the request as a whole cannot be read.
    """
    if len(body) > SCORES_BYTES_MAX:
        raise TooLarge("batch_too_large", f"A request holds at most {SCORES_BYTES_MAX} bytes; send fewer scores.")
    try:
        given = decode_leniently(body, _decode_scores).scores
    except msgspec.ValidationError as error:
        raise Invalid("batch_missing", f'Send {{"scores": [score, ...]}}, not this: {error}') from None
    if len(given) > SCORES_MAX:
        raise TooLarge("batch_too_long", f"A request holds at most {SCORES_MAX} scores; send it in parts.")
    found: list[ScoreStated] = []
    errors: list[MessageError] = []
    for index, raw in enumerate(given):
        try:
            found.append(_read_score(bytes(raw), received_at))
        except BadMessage as refusal:
            errors.append(MessageError(index, "", refusal.code, refusal.text))
    return ReadBatch([*found], errors, len(found))


def _read_score(text: bytes, received_at: int) -> ScoreStated:
    if len(text) > MESSAGE_BYTES_MAX:
        raise BadMessage("message_too_large", f"The score has over {MESSAGE_BYTES_MAX} bytes; send less data.")
    try:
        score = _decode_score(text)
    except (msgspec.DecodeError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise BadMessage("score_invalid", "The score is nested too deeply; send plain numbers and texts.") from None
        raise bad_field(error, SCORE_CODES) from None
    who = checked_id(score.person, "userId")
    if not who:
        raise BadMessage("identity_missing", "userId is missing; send the person's id.")
    key = person_key(who)
    at = happened_at(score.computed_at, None, received_at)
    own_id = checked_id(score.id, "id") or stable_id("score", key, score.model, str(at), text.decode())
    return ScoreStated(
        key=key,
        id=own_id,
        at=at,
        received_at=received_at,
        model=_model(score.model),
        value=_number(score.value, "value"),
        version=score.version[:NAME_MAX],
        until=_until(score.until),
        reasons=tuple(map(_reason, score.reasons[:REASONS_MAX])),
    )


def _model(name: str) -> str:
    if MODEL_NAME.fullmatch(name):
        return name
    raise BadMessage("score_model_invalid", "model is a name of letters, digits, - and _, at most 64 characters.")


def _number(given: float | None, field: str) -> float:
    if given is None or not math.isfinite(given) or abs(given) > SCORE_MAX:
        raise BadMessage("score_invalid", f"{field} is a number, such as 0.82; at most {SCORE_MAX:g}.")
    return given


def _until(stamp: datetime | None) -> int:
    return 0 if stamp is None else max(1, to_ms(stamp))


def _reason(one: PostedReason) -> ScoreReason:
    value = None if one.value is None else _number(one.value, "the value of a reason")
    return ScoreReason(one.feature[:NAME_MAX], value, _number(one.effect, "the effect of a reason"))
