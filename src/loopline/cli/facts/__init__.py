"""The facts and the log of a folder, by command.

May import: app, cli.access, cli.local, model, runtime, studio.
"""
