"""A notebook's code: what probes that read it share."""
