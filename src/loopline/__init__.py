"""Loopline: lifecycle messaging in one loop: signals, decisions, delivery, learning."""

__version__ = "0.1.0"
