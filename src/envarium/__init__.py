"""Every Python environment you own lives in one house, and is one word away."""

__version__ = "0.1.0"
