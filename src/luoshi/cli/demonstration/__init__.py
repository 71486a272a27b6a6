"""The demonstration: an invented region whose last six months are lived through the real actions."""
