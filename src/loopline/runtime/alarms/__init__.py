"""What operators are told of: troubles that began and ended, said once, to each destination by itself.

May import: model, ports, runtime.supervise.
"""
