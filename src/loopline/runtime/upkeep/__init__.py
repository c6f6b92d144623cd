"""What runs beside the loop: publishing, fan-out, sweeps, the export of facts.

May import: conditions, decisions, delivery, model, pipeline, ports, runtime.engine, runtime.intake, runtime.shards,
runtime.supervise, signals.
"""
