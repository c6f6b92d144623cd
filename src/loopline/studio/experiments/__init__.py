"""Experiments of live journeys: one arm is for everybody, or taken back. May import `access` and `documents` alone."""
