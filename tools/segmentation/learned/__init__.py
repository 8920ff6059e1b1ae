"""Models of the user's own behind the same protocol: described by one file, checked by checksum, run apart."""
