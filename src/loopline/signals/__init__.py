"""What happened, made trustworthy: dialects read it, quality refuses what is wrong, people are told apart.

Pure. May import `conditions` and `model`.
"""
