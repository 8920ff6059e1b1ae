"""The routes of the page's interface, version 1: one subject a file."""
