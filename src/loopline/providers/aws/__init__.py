"""What Amazon's services have in common: how a call is signed, and news that come by a topic of SNS.

May import: model, providers.http_client.
"""
