"""Views of plans, decisions and projects."""
