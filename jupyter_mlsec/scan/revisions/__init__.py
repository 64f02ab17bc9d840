"""What git holds: the files of the index and of commits, read from its objects and never from a work tree."""
