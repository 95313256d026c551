"""Pages of reporting periods and of what offices report."""
