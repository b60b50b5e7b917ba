"""evalwidgets: experts judge what models wrote, in JupyterLab, and the scores land in datasets."""
