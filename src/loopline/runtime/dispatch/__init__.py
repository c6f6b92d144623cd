"""From the outbox to a provider and back.

May import: decisions, delivery, model, pipeline, ports, runtime.alarms, runtime.engine, runtime.intake,
runtime.supervise.
"""
