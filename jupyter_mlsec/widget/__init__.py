"""The checklist beside the notebook, as a widget that also reads without a kernel. The only place of ipywidgets."""
