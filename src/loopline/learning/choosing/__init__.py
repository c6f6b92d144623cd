"""What is learned from choices: their evidence, the values of policies, and the policy that is stated next.

May import: learning.stats, model.
"""
