"""What is around the engine of a world, be it one shard or several.

May import: lab.simulator, model, runtime.
"""
