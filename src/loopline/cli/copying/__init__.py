"""A record moved to another home, by command.

May import: cli.access, model, settings, storage, upkeep.
"""
