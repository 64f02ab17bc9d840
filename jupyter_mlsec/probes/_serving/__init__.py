"""Services: what probes share that read the code and the settings by which a model is served."""
