"""What cost does as things grow: a person's past, people, members, journeys, timers, facts; a figure for each lever.

May import: bench, conditions, decisions, model, ports, reports, runtime, settings, signals, storage, studio.
"""
