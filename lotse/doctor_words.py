"""What `lotse doctor` says, in German and English: what is the matter, and what to do."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "silent": (
        "Keine Antwort in {seconds} Sekunden. Sehen Sie nach, ob der Rechner überlastet ist.",
        "No answer within {seconds} seconds. See whether the machine is overloaded.",
    ),
    "broken": (
        "Das ließ sich nicht prüfen ({error}). Bitte melden Sie das als Fehler von Lotse.",
        "This could not be looked at ({error}). Please report it as an error of Lotse.",
    ),
    "demo": (
        "Das ist eine Demo. Für echte Fälle setzen Sie LOTSE_PUBLIC_URL.",
        "This is a demo. For real cases set LOTSE_PUBLIC_URL.",
    ),
    "http": (
        "LOTSE_PUBLIC_URL ({url}) ist nicht verschlüsselt. Stellen Sie auf https um.",
        "LOTSE_PUBLIC_URL ({url}) is not encrypted. Change it to https.",
    ),
    "real": ("Adresse: {url}", "Address: {url}"),
    "keys_not_yet": (
        "Es gibt noch keine Schlüsseldatei {file}. Sie entsteht beim ersten Start.",
        "There is no key file {file} yet. The first start makes it.",
    ),
    "keys_gone": (
        "Die Schlüsseldatei {file} fehlt. Ohne sie öffnet sich nichts: Spielen Sie ihre neueste "
        "Kopie zurück (docs/operating.md).",
        "The key file {file} is missing. Nothing opens without it: put its newest copy back "
        "(docs/operating.md).",
    ),
    "keys_broken": (
        "Die Schlüsseldatei ist unbrauchbar: {why} Spielen Sie ihre neueste Kopie zurück.",
        "The key file cannot be used: {why} Put its newest copy back.",
    ),
    "keys_open": (
        "Andere auf diesem Rechner dürfen die Schlüsseldatei {file} lesen (Rechte {mode}). "
        "Ändern Sie das: chmod 600 {file}. Danach: lotse keys rotate",
        "Others on this machine may read the key file {file} (mode {mode}). "
        "Change that: chmod 600 {file}. Then: lotse keys rotate",
    ),
    "keys_fixed": (
        "In den Ordner {folder} darf Lotse nicht schreiben, und kann keine Schlüssel erneuern.",
        "Lotse may not write into the folder {folder}, and cannot renew any keys.",
    ),
    "keys": ("Schlüsseldatei {file}: {count} Schlüssel", "Key file {file}: {count} keys"),
    "ledger_gone": (
        "Das Löschverzeichnis {file} fehlt. Spielen Sie seine neueste Kopie zurück, ehe Sie eine "
        "Sicherung einspielen (docs/operating.md). Nach dem allerersten Start ist es da.",
        "The ledger {file} is missing. Put its newest copy back before you restore a backup "
        "(docs/operating.md). After the very first start it is there.",
    ),
    "ledger_broken": (
        "Das Löschverzeichnis ist beschädigt: {why}",
        "The ledger is damaged: {why}",
    ),
    "ledger_fixed": (
        "In das Löschverzeichnis {file} kann Lotse nicht schreiben: So kann nichts gelöscht "
        "werden. Ändern Sie die Rechte.",
        "Lotse cannot write to the ledger {file}: nothing can be erased like that. Change its "
        "permissions.",
    ),
    "ledger": ("Löschverzeichnis {file}: {count} Einträge", "Ledger {file}: {count} entries"),
    "disk_little": (
        "Auf der Platte von {folder} sind nur noch {free} GB frei. Schaffen Sie Platz: Ist sie "
        "voll, nimmt Lotse nichts mehr an.",
        "Only {free} GB are free on the disk of {folder}. Make room: when it is full Lotse takes "
        "nothing any more.",
    ),
    "disk": ("{folder}: {free} GB frei", "{folder}: {free} GB free"),
    "database_not_yet": (
        "Es gibt noch keine Datenbank {file}. Starten Sie Lotse: lotse up",
        "There is no database {file} yet. Start Lotse: lotse up",
    ),
    "database_away": (
        "{kind} antwortet nicht ({why}). Läuft der Server? Stimmt LOTSE_DATABASE_URL?",
        "{kind} does not answer ({why}). Does the server run? Is LOTSE_DATABASE_URL right?",
    ),
    "database_old": (
        "Die Tabellen in {kind} passen nicht zu diesem Programm. Rufen Sie auf: lotse migrate",
        "The tables in {kind} are not those of this program. Call: lotse migrate",
    ),
    "database": (
        "{kind} antwortet, die Tabellen sind aktuell; {count} Nachrichten der Beratung unterwegs",
        "{kind} answers, its tables are up to date; {count} messages of the desk on their way",
    ),
    "not_running": (
        "Auf {folder} läuft kein Lotse. Starten Sie es: lotse up",
        "No Lotse is running on {folder}. Start it: lotse up",
    ),
    "valkey_away": (
        "Valkey antwortet nicht ({why}). Läuft der Server? Stimmt LOTSE_VALKEY_URL?",
        "Valkey does not answer ({why}). Does the server run? Is LOTSE_VALKEY_URL right?",
    ),
    "valkey_replica": (
        "LOTSE_VALKEY_URL zeigt auf eine Kopie, in die niemand schreiben kann. Nennen Sie den "
        "Hauptserver.",
        "LOTSE_VALKEY_URL leads to a replica, to which nobody can write. Name the primary.",
    ),
    "valkey_forgets": (
        "Valkey schreibt nichts auf die Platte: Ein Neustart verliert Gespräche und Antworten. "
        "Setzen Sie: appendonly yes, appendfsync always",
        "Valkey writes nothing to its disk: a restart loses conversations and replies. "
        "Set: appendonly yes, appendfsync always",
    ),
    "valkey_disk": (
        "Valkey kann nicht auf seine Platte schreiben und nimmt deshalb nichts an. Ist sie voll?",
        "Valkey cannot write to its disk and therefore takes nothing. Is it full?",
    ),
    "valkey_fsync": (
        "Valkey schreibt mit appendfsync {fsync}: Ein Stromausfall kann die letzte Sekunde kosten. "
        "Sicher ist: appendfsync always",
        "Valkey writes with appendfsync {fsync}: a power cut can cost the last second. "
        "To be safe: appendfsync always",
    ),
    "valkey_evicts": (
        "Valkey wirft bei Platzmangel Daten weg (maxmemory-policy {policy}), auch Antworten an "
        "Menschen. Setzen Sie: maxmemory-policy noeviction",
        "Valkey throws data away when memory is short (maxmemory-policy {policy}), replies to "
        "people as well. Set: maxmemory-policy noeviction",
    ),
    "valkey_full": (
        "Der Speicher von Valkey ist zu {percent} % belegt. Erhöhen Sie maxmemory.",
        "{percent} % of Valkey's memory is used. Raise maxmemory.",
    ),
    "valkey_old": (
        "Valkey {version} ist zu alt: Lotse braucht Valkey 7 oder neuer (oder Redis 7).",
        "Valkey {version} is too old: Lotse needs Valkey 7 or newer (or Redis 7).",
    ),
    "valkey": ("Valkey {version}: {megabytes} MB belegt", "Valkey {version}: {megabytes} MB used"),
    "clock_apart": (
        "Die Uhren gehen {seconds} s auseinander. Stellen Sie sie auf allen Rechnern nach der "
        "Zeit aus dem Netz (NTP).",
        "The clocks are {seconds} s apart. Let all machines take the time from the network (NTP).",
    ),
    "clock": ("Uhren gehen gleich ({seconds} s)", "Clocks agree ({seconds} s)"),
    "nobody_runs": (
        "Kein Prozess von Lotse ist mit Valkey verbunden. Starten Sie: lotse serve und lotse work",
        "No process of Lotse is connected to Valkey. Start: lotse serve and lotse work",
    ),
    "running": ("Lotse läuft", "Lotse is running"),
    "outbox_old": (
        "Seit {minutes} Minuten wartet eine Nachricht auf den Versand; {messages} an {chats} "
        "Chats, bei {failed} schlug es schon fehl. Läuft lotse work? Ist der Messenger erreichbar?",
        "A message has been waiting for {minutes} minutes; {messages} to {chats} chats, for "
        "{failed} it failed before. Does lotse work run? Can the messenger be reached?",
    ),
    "outbox": (
        "Unterwegs: {messages} Nachrichten an {chats} Chats",
        "On their way: {messages} messages to {chats} chats",
    ),
    "worker_late": (
        "Seit {minutes} Minuten kümmert sich niemand um Erinnerungen und Fristen. Starten Sie: "
        "lotse work",
        "For {minutes} minutes nobody has looked after reminders and deadlines. Start: lotse work",
    ),
    "letters": (
        "{count} Sendungen sind liegengeblieben, die älteste seit {days} Tagen. Ihr Inhalt ist oft "
        "nach einem Tag weg. Sehen Sie gleich nach: lotse doctor letters",
        "{count} letters were set aside, the oldest {days} days ago. What is in them is often gone "
        "after a day. Have a look now: lotse doctor letters",
    ),
    "no_letters": ("Nichts ist liegengeblieben", "Nothing was set aside"),
    "letters_lost": (
        "{count} liegengebliebene Sendungen mussten neueren Platz machen und sind verloren.",
        "{count} letters had to make room for newer ones and are lost.",
    ),
    "telegram_off": ("Telegram ist nicht eingerichtet", "Telegram is not set up"),
    "telegram_token": (
        "Telegram kennt dieses LOTSE_TELEGRAM_TOKEN nicht. Holen Sie es neu von @BotFather.",
        "Telegram does not know this LOTSE_TELEGRAM_TOKEN. Get it anew from @BotFather.",
    ),
    "telegram_away": (
        "Telegram ist nicht erreichbar ({why}). Darf dieser Rechner ins Netz?",
        "Telegram cannot be reached ({why}). May this machine reach the internet?",
    ),
    "webhook_other": (
        "Telegram bringt Nachrichten an eine andere Adresse als {expected}. Starten Sie Lotse neu; "
        "hilft das nicht, benutzt ein anderes Programm dasselbe Token.",
        "Telegram brings messages to another address than {expected}. Restart Lotse; if that does "
        "not help, another program uses the same token.",
    ),
    "webhook_set": (
        "Telegram bringt Nachrichten an eine Adresse, aber Lotse holt sie ab (polling). Starten "
        "Sie Lotse neu; hilft das nicht, benutzt ein anderes Programm dasselbe Token.",
        "Telegram brings messages to an address, but Lotse fetches them (polling). Restart Lotse; "
        "if that does not help, another program uses the same token.",
    ),
    "webhook_fails": (
        "Telegram wird seine Nachrichten nicht los: {why}; {count} warten. Ist LOTSE_PUBLIC_URL "
        "von außen erreichbar und das Zertifikat gültig?",
        "Telegram cannot deliver its messages: {why}; {count} wait. Can LOTSE_PUBLIC_URL be "
        "reached from outside, and is its certificate valid?",
    ),
    "telegram_waits": (
        "Bei Telegram warten {count} Nachrichten. Läuft Lotse, und ist es schnell genug?",
        "{count} messages wait at Telegram. Does Lotse run, and is it fast enough?",
    ),
    "telegram": ("Telegram ({mode}): {count} warten dort", "Telegram ({mode}): {count} wait there"),
    "flows_broken": (
        "Die Abläufe haben {count} Fehler, der erste: {place}. Sehen Sie nach: lotse flows check",
        "The flows have {count} errors, the first one: {place}. Have a look: lotse flows check",
    ),
    "flows": ("{count} Abläufe, ohne Fehler", "{count} flows, without errors"),
}
PARTS: dict[str, tuple[str, str]] = {
    "settings": ("Einstellungen", "Settings"),
    "keys": ("Schlüssel", "Keys"),
    "ledger": ("Löschverzeichnis", "Ledger"),
    "disk": ("Platte", "Disk"),
    "database": ("Datenbank", "Database"),
    "valkey": ("Valkey", "Valkey"),
    "clock": ("Uhr", "Clock"),
    "program": ("Programm", "Program"),
    "outbox": ("Postausgang", "Outbox"),
    "worker": ("Arbeiter", "Worker"),
    "letters": ("Liegengeblieben", "Set aside"),
    "telegram": ("Telegram", "Telegram"),
    "flows": ("Abläufe", "Flows"),
}
KINDS: dict[str, tuple[str, str]] = {
    "update": ("Eingabe", "input"),
    "unread": ("unlesbar", "unreadable"),
    "silence": ("Frist", "deadline"),
    "message": ("Nachricht", "message"),
    "sealed": ("versiegelt", "sealed"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "played": ("nachgeholt", "dealt with"),
    "sent": ("auf dem Weg", "on its way"),
    "went_on": (
        "das Gespräch ist weitergegangen; es bleibt liegen",
        "the conversation went on; it stays set aside",
    ),
    "nothing": (
        "darin ist nichts, was man nachholen könnte; es bleibt liegen",
        "there is nothing in it to be tried again; it stays set aside",
    ),
    "failed": ("wieder gescheitert; es bleibt liegen", "failed again; it stays set aside"),
    "gone": ("nicht mehr da", "not there any more"),
}
