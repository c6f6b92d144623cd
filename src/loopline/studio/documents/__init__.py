"""Documents: drafted, checked, published, paused. May import `access` and `tracking_plan`, and no other resource."""
