"""A published metric, and a journey that names it."""

METRIC = """
kind: metric
id: orders
name: Orders
owner: growth
event: bought
measure: sum
"""
JOURNEY = """
kind: journey
id: hello
name: Hello
entry: {on: [signed_up]}
goal: {event: bought}
holdout: {percent: 50}
metrics: {orders: {metric: orders}}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: Hello, text: Hello}}
"""
