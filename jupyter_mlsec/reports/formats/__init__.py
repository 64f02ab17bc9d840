"""Reports in formats that other programs read: one file each, found by name."""
