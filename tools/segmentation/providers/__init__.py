"""What ships: one provider a file, found by its name; each defines PROVIDER."""
