"""The planner: how large an effect a comparison will show, after how many weeks, with how many held out.

May import: learning.lift, learning.stats, model.
"""
