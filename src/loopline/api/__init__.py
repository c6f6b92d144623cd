"""HTTP itself: the server, dialects, keys, limits, errors and pages.

May import the edges (`providers`, `reports`, `runtime`, `storage`) and the rooms, never `studio`.
"""
