"""What countries ask of marketing messages: one table with a source for each row, and the hours that it leaves.

May import: model.localtime.
"""
