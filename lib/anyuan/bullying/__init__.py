"""Bullying: arrangements, cases, places and hours, what pupils say; frames in, frames out."""
