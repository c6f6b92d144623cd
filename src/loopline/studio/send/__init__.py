"""Single messages, asked for by a call: taken once each, sent by the same road as those of journeys, and followed.

May import: api, decisions, model, ports, providers, runtime, storage, studio.
"""
