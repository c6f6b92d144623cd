"""What people do with Loopline: one folder a resource, each with its schemas, operations and routes.

`http.py` puts the routes together and `studio.py` the operations. May import everything below the application.
"""
