"""One module a subcommand of ``%mlsec``, named like it, each defining ``command``; a new file is a new subcommand."""
