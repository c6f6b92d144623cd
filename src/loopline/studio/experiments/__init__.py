"""Experiments of live journeys: one arm is chosen for everybody, or taken back. May import: studio.documents."""
