"""What a member works on and how it goes: pure functions of what was checked in."""
