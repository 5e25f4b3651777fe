"""What people say that answers nothing: fear, anger, thanks, a nod. It gets a human word and never counts as a miss.

Under a crisis reply the same words say more: safe again, help is called, still here.
"""

from __future__ import annotations

from bot.conversation import commands, screens
from bot.conversation.answers import plain
from bot.conversation.exchange import Exchange
from bot.model import Incoming

_SHORT = 14
"""A longer text tells something, whatever feeling stands in it."""

_OF_QUESTIONS = ("first", "plan", "skip", "unknown", "why", "back", "letters")
"""Words that always work but have to do with questions and papers: “怎么办” means something else now."""

_BESIDE = "我们已经现在了的啦呀吧啊,。!~ "
"""What may stand beside a word that says safe and says no more: 我冷静下来了, but not 没事再见."""
_CRISIS = ("unsafe", "safe", "called")
"""Words that mean something only under a crisis reply; doubt goes first, so that nobody in danger is taken for safe."""


def hear(x: Exchange, text: str) -> bool:
    """Take a text that only says how somebody feels; False when it says more, or nothing of the kind."""
    said = plain(text)
    if said in x.dialogs.greetings and not said.isdigit():
        x.tell("aside_nod")
        return True
    mood = _mood(x, text, tuple(name for name in x.dialogs.asides if name not in _CRISIS))
    if mood:
        x.tell(f"aside_{mood}")
    return bool(mood)


def under_crisis(x: Exchange, incoming: Incoming) -> bool:
    """Stay with somebody in danger: no question until they say that they are safe, or go on telling."""
    text = incoming.text.strip()
    found = commands.command(x, text)
    if incoming.choice or len(text) > _SHORT or (found and found[0] not in _OF_QUESTIONS):
        return False
    mood = _mood(x, text, _CRISIS)
    if mood == "safe":
        x.tell("crisis_safe")
        x.update(asked="", misses=0)
        return True
    x.tell("crisis_called" if mood == "called" else "crisis_here")
    screens.show(x, "#crisis")
    return True


def says_safe(x: Exchange, text: str) -> bool:
    """Whether a text under a crisis reply says that the danger is over and nothing more."""
    if x.conversation.asked != "#crisis" or _mood(x, text.strip(), _CRISIS) != "safe":
        return False
    said = x.ears.simplified(plain(text))
    known = (word.removeprefix("=") for word in x.dialogs.asides.get("safe", ()))
    return any(word in said and not said.replace(word, "").strip(_BESIDE) for word in known)


def _mood(x: Exchange, text: str, moods: tuple[str, ...]) -> str:
    """The first of these moods that a short text is in."""
    said = x.ears.simplified(plain(text))
    if not said and text.strip():
        said = text.strip()
    if len(said) > _SHORT:
        return ""
    words = {mood: x.dialogs.asides.get(mood, ()) for mood in moods}
    exact = next((mood for mood, known in words.items() if f"={said}" in known), "")
    return exact or next((mood for mood, known in words.items() if any(_means(word, said) for word in known)), "")


def _means(word: str, said: str) -> bool:
    return said == word[1:] if word.startswith("=") else word in said
