"""HDF5, read without its library: objects, their attributes and links, and values of variable length."""
