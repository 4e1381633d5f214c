"""Pictures of every state of the window, from the real program with a real engine: `python -m tests.gallery OUT [--videos DIR]`."""
