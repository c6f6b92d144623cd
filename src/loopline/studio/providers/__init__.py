"""Providers: set up, listed, tried out, taken away, while the server runs. May import `access` and `senders`."""
