"""The operations of the studio: one folder a resource, each with its schemas, operations and routes.

`studio.py` holds the operations and `http.py` the routes. May import everything but the application and what drives it;
a resource imports another only where its own docstring says so.
"""
