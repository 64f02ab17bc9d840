"""One module a command, named like it, each defining ``command``; a new file is a new command."""
