"""Sources: what pulls people, events and the like from outside, on a schedule, by the rules of imports.

May import `access`, `imports` and `providers`.
"""
