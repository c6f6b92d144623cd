"""Operators' alarms: tried out. May import nothing of the other resources."""
