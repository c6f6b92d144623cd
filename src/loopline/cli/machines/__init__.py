"""The commands that run a record by several processes, on as many machines.

May import: api, app, cli, crew, logs, model, runtime, settings, storage, studio, upkeep.
"""
