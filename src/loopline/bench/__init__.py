"""The benchmark: a seeded workload, sinks that take the messages, and the system under test in a process of its own."""
