"""Work on what is not trusted in child processes that can be stopped: reading files, and running tools."""
