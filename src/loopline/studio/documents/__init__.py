"""Documents: drafted, checked, published, paused. May import `access`, `content` and `tracking_plan` alone."""
