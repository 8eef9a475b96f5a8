"""The Telegram edge, the only door to python-telegram-bot.

wire       requests over aiohttp, and the poll that neither loops for ever nor dies in silence
reading    an update becomes what somebody said
rendering  a reply becomes what Telegram shows
uploads    pictures, each of them once
speaking   sends it, and says what became of it
edge       the life of the connection, and who hears what
"""

from bot.on_telegram.edge import OnTelegram

__all__ = ["OnTelegram"]
