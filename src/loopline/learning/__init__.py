"""What the messages caused: statistics, the lift of a journey, and the SQL that counts units.

May import: conditions, model.
"""
