"""Questions to the facts for models: what people were and did as of a moment, and what came of it.

May import: conditions, learning, model, ports.
"""
