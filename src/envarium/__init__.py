"""All your Python environments in one place, each activated by its name."""

__version__ = "0.1.0"
