"""Documents: drafted, checked, published, paused. May import `access`, and no other resource."""
