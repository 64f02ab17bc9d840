"""The files of a project: what probes that read them share."""
