"""Names of libraries as data: a folder a subject, a file a family; what lies there is found, never listed."""
