"""The eight verbs of the graph, one file each: functions from state and context to an update."""
