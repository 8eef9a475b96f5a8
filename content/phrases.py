"""The sentences of the bot: read from phrases.toml, checked, filled in.

A phrase is a template with `{name}` fields, plain names only. It is taken apart once, at load; a value that
is filled in is never read as a template again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from content.header import ContentError, key_lines, line_of, read_toml

ENGLISH = "en"
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown acts on; an underscore inside a word (America/New_York) is just one."""


class Markdown(str):
    """Text that is Markdown already: `Library.say` fills it in as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A template taken apart: literal text, each piece followed by the name of a field or by ""."""

    parts: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The names of its fields."""
        return frozenset(field for _, field in self.parts if field)

    def fill(self, values: Mapping[str, object]) -> str:
        """The sentence. Raises KeyError with the field that is missing."""
        return "".join(text + (shown(values[field]) if field else "") for text, field in self.parts)


Phrases = Mapping[str, Mapping[str, Phrase]]
"""Locale ("en", "de", "pt-br") and dotted key to phrase."""


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """A phrases file as text; `is_shipped` when it belongs to the bot and not to an operator's folder."""

    file: str
    locale: str
    text: str
    is_shipped: bool


def shown(value: object) -> str:
    """A value as it stands in a sentence: the characters that Markdown would act on are escaped in words."""
    if isinstance(value, str) and not isinstance(value, Markdown):
        return _SPECIAL.sub(r"\\\g<0>", value)
    return str(value)


def say(phrases: Phrases, key: str, locale: str, values: Mapping[str, object]) -> Markdown:
    """The phrase of that key, in the locale or its next kin ("de-AT", "de", English), filled in.

    With a value `count`, a key that holds `one` and `other` gives the fitting one. Raises KeyError with the
    key when there is no such phrase or a field has no value.
    """
    number = ".one" if values.get("count") == 1 else ".other"
    for kin in _kin(locale):
        known = phrases.get(kin, {})
        phrase = known.get(key) or (known.get(key + number) if "count" in values else None)
        if phrase is not None:
            try:
                return Markdown(phrase.fill(values))
            except KeyError as missing:
                raise KeyError(f"{key}: nothing was given for the field {missing}") from None
    raise KeyError(key)


def _kin(locale: str) -> Iterable[str]:
    locale = locale.lower().replace("_", "-")
    while locale:
        yield locale
        locale = locale.rpartition("-")[0]
    yield ENGLISH


def locale_of(file: str) -> str:
    """The locale of a file name: "phrases.toml" is English, "phrases.pt-BR.toml" is "pt-br".

    Raises ContentError for a name that is neither.
    """
    match = re.fullmatch(r"phrases(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?\.toml", file)
    if not match or match[1] == ENGLISH:
        mend = "name it phrases.toml for English, phrases.de.toml for German and so on"
        raise ContentError(file, 1, "this file name is no language", mend)
    return (match[1] or ENGLISH).lower()


def read_phrases(files: Iterable[PhraseFile], faults: list[ContentError]) -> Phrases:
    """The phrases of all files, later ones over earlier ones key by key. Faults are added to `faults`."""
    found: dict[str, dict[str, Phrase]] = {ENGLISH: {}}
    shipped: dict[str, Phrase] = {}
    for file in files:
        lines = key_lines(file.text)
        known = found.setdefault(file.locale, {})
        try:
            flat = dict(_flat(read_toml(file.file, file.text)))
        except ContentError as fault:
            faults.append(fault)
            continue
        for key, value in flat.items():
            try:
                phrase = _phrase(value)
                _refuse_new_fields(phrase, key, shipped)
            except ValueError as error:
                what, mend = error.args
                faults.append(ContentError(file.file, line_of(lines, key), f"{key}: {what}", mend))
            else:
                known[key] = phrase
        if file.is_shipped and file.locale == ENGLISH:
            shipped = dict(known)
    return found


def _flat(table: Mapping[str, object], above: str = "") -> Iterable[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def _phrase(value: object) -> Phrase:
    if not isinstance(value, str):
        raise ValueError("a phrase has to be words", 'put it between straight quotes (")')
    try:
        taken = list(Formatter().parse(value))
    except ValueError:
        what = "a brace { or } stands alone"
        raise ValueError(what, "write fields as {name}, and a brace that people see twice: {{") from None
    for _, field, form, conversion in taken:
        if field is not None and (form or conversion or not _FIELD.fullmatch(field)):
            shape = field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            what = f"the field {{{shape}}} is not a plain name"
            raise ValueError(what, "use a small word such as {name}, nothing else between the braces")
    return Phrase(tuple((text, field or "") for text, field, _, _ in taken))


def _refuse_new_fields(phrase: Phrase, key: str, shipped: Mapping[str, Phrase]) -> None:
    """An operator's or translator's phrase is given the values of the shipped one and no others."""
    stem = key.removesuffix(".one").removesuffix(".other")
    replaced = [shipped[name] for name in (key, stem, f"{stem}.one", f"{stem}.other") if name in shipped]
    allowed = frozenset[str]().union(*(one.fields for one in replaced))
    if f"{stem}.other" in shipped:
        allowed |= {"count"}
    unknown = sorted(phrase.fields - allowed)
    if replaced and unknown:
        known = ", ".join(f"{{{field}}}" for field in sorted(allowed)) or "none"
        raise ValueError(f"nothing is known for the field {{{unknown[0]}}}", f"this phrase may use: {known}")
