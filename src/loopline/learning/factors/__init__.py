"""Whether an effect differs between the groups of a factor: one joint test, for any look.

Imports nothing of the house.
"""
