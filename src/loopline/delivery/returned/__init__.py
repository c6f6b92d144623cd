"""What comes back by mail: the addresses that it comes to, and what a mail to one of them says.

May import: delivery.email, model.
"""
