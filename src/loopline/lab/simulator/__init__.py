"""Generated worlds with planted bad luck, held to invariants and to a second engine.

May import: conditions, decisions, lab.examples, lab.virtual_time, model, pipeline, ports, runtime, signals.
"""
