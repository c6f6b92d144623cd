"""Destinations: open facts and memberships, written to a database or a folder of others on a schedule.

May import `access`, `journeys`, `open_facts`, `providers` and `sources`.
"""
