"""The review of a major incident: accounts, times, knowledge, duties; frames in, frames out."""
