"""Held out: at which level a person is spared the messages of a journey."""

from typing import Literal

HoldoutLevel = Literal["journey", "programme", "global", "handoff"]
"""The level that holds a person out; `handoff`: the person was held out in the journey that handed over."""
