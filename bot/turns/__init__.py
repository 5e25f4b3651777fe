"""One message, one turn, one transaction: load, read for danger, understand, advance, advise, save."""
