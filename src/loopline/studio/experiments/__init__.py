"""Experiments of live journeys: listed, ended, taken back. May import `access`, `documents` and `reports`."""
