"""The commands of `python -m agent`: one file each; the file's name is the command's, its `COMMAND` what runs."""
