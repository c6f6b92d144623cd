"""What a customer will be worth: models of repeat purchases, of the money a purchase brings, and of contracts renewed.

May import: model.
"""
