"""How people enter journeys: what triggers, who is let in, and what is remembered of it.

May import: conditions, decisions.assign, decisions.context, decisions.evidence, decisions.exits, decisions.goals,
decisions.narrate, decisions.narration, decisions.policy, decisions.published, decisions.triggers, model.
"""
