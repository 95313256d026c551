"""Views of reports: tables, and reports in words."""
