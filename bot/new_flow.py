"""The five steps that `lotse flows new` begins with, and their test: both pass from the start."""

from __future__ import annotations

FLOW = """\
# yaml-language-server: $schema=../docs/flow.schema.json
# Ein neuer Ablauf. Prüfen: lotse flows check · ansehen: lotse flows preview
lotse: 1
flow: {name}                    # die Kennung, bleibt für immer
title: {title}                  # so steht es im Menü
icon: "💬"
menu: 90                        # der Platz im Menü; ohne diese Zeile nur über den Link
start: hello
triggers:
  deeplink: {name}              # für einen Link, der gleich hierher führt
  words: [{name}]               # womit man den Ablauf im Menü auch findet
idle: {{remind: 6h, forget: 24h}}

data:                           # was gefragt wird und wie lange es bleibt: never, session oder case
  topic: {{type: choice, keep: case}}
  words: {{type: text, keep: case}}

steps:
  hello:
    checkpoint: true            # hier landet man sicher, wenn sich der Ablauf ändert
    ask: Worum geht es?
    help: Tippen Sie auf das, was am besten passt.
    save: topic
    options:                    # Kennung: Knopf, andere Wörter dafür, nächster Schritt
      question: {{label: Ich habe eine Frage, accept: [frage], next: story}}
      "no": {{label: "Nein, danke", accept: [nichts], next: bye}}
    unclear: {{tries: 2, then: choose}}

  story:
    ask: Was möchten Sie wissen?
    help: Schreiben Sie ein paar Sätze. Bitte schreiben Sie keine Namen.
    accepts: [text]
    save: words
    next: choose

  choose:
    checkpoint: true
    ask: |
      Die Stelle gehört zur Stadt. Sie gibt keine Rechtsberatung.
      Diese Nachricht hält keine Frist an.
      Wenn Sie keine Papiere haben, schreiben Sie bitte keinen Namen.

      Möchten Sie mit einem Menschen schreiben?
    help: „Ja“ heißt, ein Mensch liest Ihre Antworten und schreibt Ihnen hier.
    options:
      "yes": {{label: "✅ Ja", next: talk}}
      "no": {{label: Nein, next: bye}}

  talk:                         # gibt an einen Menschen weiter, was unter consent steht
    handoff: {{team: {team}, consent: [topic, words]}}
    next: bye

  bye:
    say: Danke. Sie können jederzeit wiederkommen.
    end: true
"""

TEST = """\
test: {name} leads to a human
flow: {name}
in: all                         # in jeder Sprache dieselben Antworten
play:
  - start: {name}
  - expect: {{at: hello, options: [question, "no"]}}
  - tap: question
  - type: Wo bekomme ich Hilfe?
  - expect: {{at: choose, saved: {{topic: question}}}}
  - back                        # die Antwort lässt sich ändern
  - type: Wer hilft mir?
  - tap: "yes"
  - expect: {{handoff: {team}}}
  - tap: "yes"
  - expect: {{at: case}}
"""


def files(name: str, team: str) -> dict[str, str]:
    """What to write: the flow under "flow", its test under "test"."""
    title = name.replace("_", " ").replace("-", " ").capitalize()
    values = {"name": name, "title": title, "team": team}
    return {"flow": FLOW.format(**values), "test": TEST.format(**values)}
