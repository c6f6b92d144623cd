"""The commands, one file each; `__main__` names them and says what they do.

May import: api, app, bench, crew, decisions, delivery, demo, lab, learning, logs, model, ports, providers, reports,
runtime, settings, signals, storage, studio, upkeep.
"""
