"""Importing this loads all that runs share, once for a process and all that are forked from it."""

from anyuan.run.engine.warm import preload

preload()
