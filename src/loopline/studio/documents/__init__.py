"""Documents checked, saved and published."""
