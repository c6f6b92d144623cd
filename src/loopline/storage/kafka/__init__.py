"""The log on Kafka: one topic, one partition a shard. The driver comes with the extra `kafka`.

May import: model, storage.log_entries.
"""
