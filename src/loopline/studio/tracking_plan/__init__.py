"""The names of events and traits that have been seen."""
