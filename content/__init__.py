"""What the bot says: cards, drills, signs, notes and phrases, and the coach's own writing."""
