"""The character model and the tables that scripts made."""
