"""What a policy of a choose node is: stated by learning, published through the log, obeyed by decisions.

May import: model.
"""
