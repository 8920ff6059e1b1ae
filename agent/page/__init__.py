"""The page in the browser and the same over HTTP: one server of one's own, loopback unless it is told otherwise."""
