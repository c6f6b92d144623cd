"""What we say to customers by ourselves, in their language: footers, confirmations, answers to words by SMS.

May import: model.
"""
