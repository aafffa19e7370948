"""Environments that a test publishes in a store."""

from __future__ import annotations

import os

from envarium.store import change
from trees import plant


def build(store):
    """Return a staged environment."""
    return plant(change.stage(store))


def put(store, name):
    """Publish an environment of that name, and return its path."""
    return change.publish(store, build(store), name)


def staged(store):
    """Return the names in the staging directory."""
    return os.listdir(store.own(change.STAGING))
