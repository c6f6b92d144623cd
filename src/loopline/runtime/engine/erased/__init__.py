"""What the loop holds of people who were forgotten.

May import: model, pipeline, runtime.engine, signals.
"""
