"""Who and where: the conversation, its memory and its platforms."""
