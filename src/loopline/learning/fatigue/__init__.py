"""What one more message a week does: the arms of a cap that tries several limits, compared.

May import: learning.lift, learning.measured, learning.stats, model.
"""
