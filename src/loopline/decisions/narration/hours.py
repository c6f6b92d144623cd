"""Words for the hour that somebody waits for: the fixed one or the own best one, and why."""

from typing import Any

from loopline.model.nodes.wait import FIXED_HOUR

BECAUSE = {
    "unknown": "the fixed hour, since no best hour of theirs is known",
    "outside": "the fixed hour, since their best hour of that day lies outside of the times that are allowed",
}


def hour_words(told: Any) -> str:
    """Such as ", their best hour, 10:00 (clicks 2.1 points above the mean of the day's hours, model version 3)"."""
    if not isinstance(told, dict):
        return ""
    if told.get("arm") == FIXED_HOUR:
        return ", the fixed hour, by the draw"
    if because := BECAUSE.get(str(told.get("because", ""))):
        return f", {because}"
    gain = told.get("gain")
    points = f"{100 * gain:.1f} points above the mean of the day's hours" if isinstance(gain, int | float) else ""
    version = f"model version {told['version']}" if told.get("version") else ""
    said = ", ".join(one for one in (f"clicks {points}" if points else "", version) if one)
    return f", their best hour, {told.get('at', '')}" + (f" ({said})" if said else "")
