"""How signals are taken in and written to the log: by a process of its own, or by a thread of this one.

May import `ports` and the rooms, never `api`.
"""
