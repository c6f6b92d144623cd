"""What a push is sent to.

May import: model.addresses.
"""
