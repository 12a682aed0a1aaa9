"""Words of units: refusals, notices, acts in a history, and the page of a record."""
