"""What a team improves next: its home page, the backlog, weekly reviews, the overlap of journeys.

May import `access`, `documents`, `offers` and `reports`.
"""
