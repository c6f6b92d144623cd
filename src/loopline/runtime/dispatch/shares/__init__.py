"""What a provider may get, shared by the processes that send to it: its rate a second, and its warm-up's day.

May import: model, runtime.dispatch, runtime.supervise.
"""
