"""When the bot speaks unasked: the plan, the pace, the clock and the delivery loop."""
