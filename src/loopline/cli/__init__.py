"""The commands, one file each; `__main__` names them and says what they do.

May import: api, app, bench, decisions, delivery, demo, lab, learning, logs, model, ports, providers, runtime, settings,
signals, storage, studio, upkeep.
"""
