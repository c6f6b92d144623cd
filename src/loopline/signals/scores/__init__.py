"""The scores of models: read as a tenant's own models post them, and as a person takes them.

May import: model, signals.
"""
