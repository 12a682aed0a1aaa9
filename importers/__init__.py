"""Documents in: text to drafts. Pure functions; no database and no HTTP."""
