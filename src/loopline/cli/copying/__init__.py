"""A record moved to another home, by command.

May import: cli.access, logs, model, runtime, settings, storage, upkeep.
"""
