"""The demo's two worlds, replayed through the public API in virtual time: real purchases, and a planted effect.

May import: app, crew, delivery, model, runtime, storage.
"""
