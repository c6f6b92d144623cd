"""Several providers a channel in a simulated world: their plans and outages, what reached them and what they tell.

May import: model, pipeline, runtime.
"""
