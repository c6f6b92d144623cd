"""Who goes before whom in a simulated world: journeys of one group, and messages that are held for better ones.

May import: lab.simulator, model.
"""
