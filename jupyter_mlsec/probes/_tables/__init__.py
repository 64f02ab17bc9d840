"""Tables: what probes of data frames share."""
