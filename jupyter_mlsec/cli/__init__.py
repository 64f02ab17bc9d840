"""The ``mlsec`` command: turns a command line into one call and prints the answer."""
