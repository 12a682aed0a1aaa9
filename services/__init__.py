"""What may happen: one file per room, each function a verb. No HTTP, no HTML."""
