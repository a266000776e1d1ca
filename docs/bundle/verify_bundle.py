#!/usr/bin/env python3
"""Checks an audit bundle of a personal budget ledger, without the ledger and without a network.

    python3 verify_bundle.py BUNDLE.zip KEY.txt

BUNDLE.zip is the bundle; its signature BUNDLE.zip.sig is expected beside it. KEY.txt has the
authority's public key, as the authority publishes it: one line, name+id+base64 (several lines if the
authority has had several keys). Take the key from the authority itself and never from whoever gave
you the bundle; and take this program from somewhere else than the bundle if you can.

It needs Python 3.9 or later and nothing else, and reads the file in pieces: its memory grows with
the number of accounts and not with the journal. It exits with 0 if the bundle holds, 1 if it does
not, and 2 if it could not read its files. What is checked, in order:

  1. BUNDLE.zip.sig is a signed note (c2sp.org/signed-note) with the Ed25519 signature (RFC 8032) of a
     key in KEY.txt, and states the length and the SHA-256 of the very bytes of BUNDLE.zip.
  2. manifest.json is signed too (manifest.sig), and the ZIP file has its files and no others.
  3. Every file has the length, the SHA-256, the rows and the control totals of the manifest.
  4. The leaf of every entry, made anew from entries.csv, transfers.csv and accounts.csv (SHA-256 of
     0x00 and then, for each field, its length in 4 bytes (big-endian) and its UTF-8 text; an absent
     field is the length FFFFFFFF), is that of seals.csv; and the leaves, joined as RFC 6962 section
     2.1 lays down, give the root of the signed checkpoint of the journal.
  5. The balances, added up anew from transfers.csv, are those of balances.csv, and each book adds up
     to zero.
"""

import base64
import binascii
import csv
import hashlib
import io
import json
import os
import re
import sys
import unicodedata
import zipfile
import zlib

PIECE = 1 << 18
MOST_SMALL = 64 * 1024 * 1024
csv.field_size_limit(1 << 24)


class Unproven(Exception):
    """The bundle does not hold; the message says why."""


def demand(condition, why):
    if not condition:
        raise Unproven(why)


# ---- Ed25519 (RFC 8032, section 5.1), only as far as checking goes. It need not hide anything.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add_points(a, b):
    """Adds points in extended coordinates (section 5.1.4)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = add_points(result, point)
        point = add_points(point, point)
        scalar >>= 1
    return result


def same_point(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def x_of(y, sign):
    """The x that belongs to a y, or None if there is none (section 5.1.3)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0:
        return None
    return P - x if (x & 1) != sign else x


def point_of(encoded):
    y = int.from_bytes(encoded, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = x_of(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signature_holds(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r = point_of(public_key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    h = int.from_bytes(digest, "little") % L
    return same_point(times(s, BASE), add_points(r, times(h, a)))


# ---- Keys and signed notes.


def from_base64(encoded, what):
    """Base64 in the one way it can be written, so that not even an unused bit can differ."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    demand(data and base64.b64encode(data).decode() == encoded, f"{what} is not base64")
    return data


def parse_keys(text):
    """The public keys of a key file, as (name, id, 32 bytes)."""
    keys = []
    for line in filter(None, re.split(r"\r?\n", text)):
        match = re.fullmatch(r"([^+]+)\+([^+]+)\+(.+)", line)
        demand(match, "a key is not written name+id+base64")
        name, key_id, encoded = match.groups()
        typed = from_base64(encoded, "a key")
        demand(len(typed) == 33 and typed[0] == 1, "a key is not an Ed25519 key")
        expected = hashlib.sha256(name.encode() + b"\n" + typed).hexdigest()[:8]
        demand(key_id == expected, "the id of a key is not that of the key; copy its line again")
        keys.append((name, key_id, typed[1:]))
    demand(keys, "the key file has no key")
    return keys


def open_note(note, keys, what):
    """The signed text of a note, and the name and the id of the key that signed it."""
    match = re.fullmatch("((?:.|\n)*\n)\n((?:\u2014 [^\\s+]+ \\S+\n)+)", note)
    demand(match, f"{what} is not a signed note")
    text, lines = match.groups()
    signer = None
    for line in lines[:-1].split("\n"):
        _, name, encoded = line.split(" ")
        data = from_base64(encoded, "a signature")
        for key_name, key_id, key in keys:
            if (key_name, key_id) != (name, data[:4].hex()):
                continue
            holds = signature_holds(key, text.encode(), data[4:])
            demand(holds, f"{what} has been changed since it was signed, or its signature has")
            signer = signer or (key_name, key_id)
    demand(signer, f"{what} is not signed by any key in the key file")
    return text, signer


def utf8(data, what):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Unproven(f"{what} is not UTF-8 text") from None


# ---- 1. The file as a whole.

CONTAINER = re.compile(
    r"(\S+)/audit-bundle\nfile (.+)\nbytes (\d+)\nsha256 ([0-9a-f]{64})\nsize (\d+)\nthrough entry (\d+)\n"
)


def check_container(path, signature, keys):
    text, signer = open_note(utf8(signature, "the signature"), keys, "the signature")
    match = CONTAINER.fullmatch(text)
    demand(match, "what was signed is not an audit bundle")
    journal, name, length, digest, size, through = match.groups()
    demand(journal == signer[0], "the signature is of the bundle of another authority")
    found = os.path.getsize(path)
    demand(
        str(found) == length,
        f"the file has {found} bytes, and the one that was signed has {length}",
    )
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            sha.update(piece)
    demand(
        sha.hexdigest() == digest,
        "the file is not the one that was signed: at least one of its bytes has been changed",
    )
    return {
        "journal": journal,
        "name": name,
        "bytes": found,
        "hash": digest,
        "size": int(size),
        "through": through,
        "signer": signer,
    }


# ---- The files in the ZIP file.


class Hashed(io.RawIOBase):
    """A file whose bytes are hashed and counted as they are read."""

    def __init__(self, file):
        super().__init__()
        self.file, self.sha, self.length = file, hashlib.sha256(), 0

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self.file.read(len(buffer))
        buffer[: len(piece)] = piece
        self.sha.update(piece)
        self.length += len(piece)
        return len(piece)


def whole_of(bundle, name):
    demand(name in bundle.namelist(), f"there is no {name}")
    demand(bundle.getinfo(name).file_size <= MOST_SMALL, f"{name} is too large")
    return bundle.read(name)


def csv_rows(file):
    text = io.TextIOWrapper(io.BufferedReader(file, PIECE), encoding="utf-8", newline="")
    return csv.reader(text, strict=True, lineterminator="\r\n")


def table_of(bundle, name, wanted):
    """The rows of a table, with the wanted columns only."""
    file = f"data/{name}.csv"
    demand(file in bundle.namelist(), f"there is no {file}")
    rows = csv_rows(Hashed(bundle.open(file)))
    names = next(rows, [])
    demand(
        all(column in names for column in wanted),
        f"{file} lacks one of the columns {', '.join(wanted)}",
    )
    places = [names.index(column) for column in wanted]
    for row in rows:
        yield [row[place] for place in places]


MONEY = re.compile(r"-?[0-9]{1,16}\.[0-9]{2}")


def pence(text, name):
    """An amount in whole pence."""
    demand(MONEY.fullmatch(text), f"{name} has an amount that is not pounds and pence")
    return int(text[:-3] + text[-2:])


def pounds(value):
    digits = str(abs(value)).rjust(3, "0")
    return f"{'-' if value < 0 else ''}{digits[:-2]}.{digits[-2:]}"


def plain_text(text):
    """A text as it was before an apostrophe was put before it, for fear of spreadsheets."""
    return text[1:] if text.startswith("'") else text


# ---- 2. The manifest.


def is_file(file):
    return (
        isinstance(file, dict)
        and isinstance(file.get("name"), str)
        and isinstance(file.get("bytes"), int)
        and isinstance(file.get("sha256"), str)
        and ("rows" in file and (file["rows"] is None or isinstance(file["rows"], int)))
        and ("totals" in file and (file["totals"] is None or isinstance(file["totals"], dict)))
    )


def read_manifest(bundle, container, keys):
    data = whole_of(bundle, "manifest.json")
    signature = utf8(whole_of(bundle, "manifest.sig"), "manifest.sig")
    text, _ = open_note(signature, keys, "manifest.sig")
    digest = hashlib.sha256(data).hexdigest()
    signed = f"{container['journal']}/audit-manifest\nbytes {len(data)}\nsha256 {digest}\n"
    demand(text == signed, "manifest.json is not the one that was signed")
    manifest = json.loads(utf8(data, "manifest.json"))
    demand(manifest["format"] == "ledger-audit-bundle-1", "the manifest has another format")
    demand(manifest["journal"] == container["journal"], "the manifest is of another authority")
    known = manifest["asKnown"]
    demand(
        known["size"] == str(container["size"]) and known["throughEntry"] == container["through"],
        "the manifest and the signature do not state the same end of the journal",
    )
    demand(all(map(is_file, manifest["files"])), "the manifest lists a file in another form")
    listed = [file["name"] for file in manifest["files"]] + ["manifest.json", "manifest.sig"]
    demand(len(set(listed)) == len(listed), "the manifest lists a file twice")
    there = bundle.namelist()
    demand(len(set(there)) == len(there), "the ZIP file has two files of one name")
    for name in listed:
        demand(name in there, f"{name} is missing")
    for name in there:
        demand(name in listed, f"{name} is in the ZIP file and not in the manifest")
    return manifest


# ---- 3. Every file.


def check_file(bundle, file):
    name, hashed = file["name"], Hashed(bundle.open(file["name"]))
    if file["rows"] is None:
        while hashed.read(PIECE):
            pass
    else:
        check_rows(csv_rows(hashed), file)
    length = hashed.length
    demand(
        length == file["bytes"],
        f"{name} has {length} bytes, not the {file['bytes']} of the manifest",
    )
    demand(
        hashed.sha.hexdigest() == file["sha256"],
        f"{name} does not have the SHA-256 of the manifest",
    )


def check_rows(rows, file):
    name, totals = file["name"], file["totals"] or {}
    names = next(rows, None)
    demand(names is not None, f"{name} has no line of names")
    for column in totals:
        demand(column in names, f"{name} has no column {column}")
    places = [(names.index(column), column) for column in totals]
    sums, count, width = {column: 0 for column in totals}, 0, len(names)
    for row in rows:
        count += 1
        demand(len(row) == width, f"{name} has a row with too many or too few fields")
        for place, column in places:
            if row[place]:
                sums[column] += pence(row[place], name)
    demand(count == file["rows"], f"{name} has {count} rows, not the {file['rows']} of the manifest")
    for column, found in sums.items():
        demand(
            pounds(found) == totals[column],
            f"{column} of {name} adds up to {pounds(found)}, not to the {totals[column]} of the manifest",
        )


# ---- 4. and 5. The journal.


def read_accounts(bundle):
    """What each account is called (in bytes), its book, and its balance, by its id."""
    books = {
        plain_text(name): plain_text(book)
        for name, book in table_of(bundle, "account_classes", ["name", "book"])
    }
    names, book_of, balances = {}, {}, {}
    for account, guarded, subject in table_of(bundle, "accounts", ["id", "class", "subject"]):
        kind = plain_text(guarded)
        demand(kind in books, "an account is of a class that there is not")
        demand(account not in names, "an account is there twice")
        names[account] = f"{kind}:{subject}"
        book_of[account] = books[kind]
        balances[account] = 0
    return names, book_of, balances


def field(text):
    data = text.encode()
    return len(data).to_bytes(4, "big") + data


ABSENT = b"\xff\xff\xff\xff"
START = b"\x00" + field("ledger-entry-1")
ENTRY = "id key kind effective_on relates_on recorded_at by reason reverses evidence".split()
# Texts that may have an apostrophe before them, and fields that may be absent.
TEXTS = {1, 2, 7}
OPTIONAL = {4, 7, 8, 9}
TRANSFER = ["entry_id", "line", "from_account", "to_account", "amount", "effective_on"]
# Where an entry has its day, which its leaf covers.
DAY = 3


class Tree:
    """The complete subtrees of the tree so far, the largest first (RFC 6962 section 2.1)."""

    def __init__(self):
        self.parts, self.size = [], 0

    def add(self, leaf):
        size = self.size
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + self.parts.pop() + leaf).digest()
            size >>= 1
        self.parts.append(leaf)
        self.size += 1

    def root(self):
        if not self.parts:
            return hashlib.sha256().digest()
        root = self.parts[-1]
        for left in reversed(self.parts[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


def leaf_of(entry, transfers, names, balances):
    parts = [START]
    for place, text in enumerate(entry):
        if text == "" and place in OPTIONAL:
            parts.append(ABSENT)
        else:
            parts.append(field(plain_text(text) if place in TEXTS else text))
    parts.append(field(str(len(transfers))))
    for number, line, source, target, amount, day in transfers:
        demand(day == entry[DAY], f"a transfer of entry {number} has another day than its entry")
        demand(
            source in names and target in names,
            f"a transfer of entry {number} is of an account that is not in accounts.csv",
        )
        value = pence(amount, "transfers.csv")
        balances[source] -= value
        balances[target] += value
        parts += [field(line), field(names[source]), field(names[target]), field(amount)]
    return hashlib.sha256(b"".join(parts)).digest()


def read_journal(bundle, names, balances):
    transfers = table_of(bundle, "transfers", TRANSFER)
    seals = table_of(bundle, "seals", ["number", "entry_id", "leaf"])
    tree, last, lines, upcoming = Tree(), "0", 0, next(transfers, None)
    for entry in table_of(bundle, "entries", ENTRY):
        number = entry[0]
        demand(int(number) > int(last), "the entries are not in the order of their numbers")
        last, own = number, []
        while upcoming is not None and upcoming[0] == number:
            own.append(upcoming)
            upcoming = next(transfers, None)
        leaf = leaf_of(entry, own, names, balances)
        demand(
            next(seals, None) == [str(tree.size), number, leaf.hex()],
            f"entry {number} or one of its transfers is not what was sealed",
        )
        tree.add(leaf)
        lines += len(own)
    demand(
        upcoming is None and next(seals, None) is None,
        "there is a transfer or a seal of an entry that is not there",
    )
    return tree, last, lines


CHECKPOINT = re.compile(
    r"(.+)\n(0|[1-9][0-9]*)\n(\S+)\n(?:time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n)?"
)


def check_seal(manifest, container, tree, last, keys):
    text, _ = open_note(manifest["seal"]["checkpoint"], keys, "the seal of the journal")
    match = CHECKPOINT.fullmatch(text)
    demand(match, "the seal of the journal is not a checkpoint")
    origin, size, encoded, time = match.groups()
    demand(origin == container["journal"], "the seal is of the journal of another authority")
    demand(size == str(container["size"]), "the seal is of another size of the journal")
    demand(
        tree.size == container["size"],
        f"the journal has {tree.size} entries here, and its seal is over {container['size']}",
    )
    demand(last == container["through"], "the last entry is not the one that was signed for")
    demand(
        tree.root() == from_base64(encoded, "the root"),
        "the entries here are not those that were sealed: "
        "an entry or a transfer was changed, added or taken out",
    )
    return time


def check_balances(bundle, book_of, balances):
    seen = set()
    for account, balance in table_of(bundle, "balances", ["account_id", "balance"]):
        demand(
            account in balances and account not in seen,
            "balances.csv has an account that is not there",
        )
        seen.add(account)
        demand(
            pence(balance, "balances.csv") == balances[account],
            f"the balance of account {account} is not the sum of its transfers",
        )
    demand(len(seen) == len(balances), "balances.csv lacks an account")
    books = {}
    for account, balance in balances.items():
        books[book_of[account]] = books.get(book_of[account], 0) + balance
    for book, total in books.items():
        demand(total == 0, f'the book "{book}" adds up to {pounds(total)}, not to zero')
    return books


def verify_bundle(path, signature, keys, say):
    """Checks a bundle, and tells each thing that was found to hold."""
    container = check_container(path, signature, keys)
    say(
        f"The signature covers all {container['bytes']} bytes of the file "
        f"(SHA-256 {container['hash']})."
    )
    with zipfile.ZipFile(path) as bundle:
        manifest = read_manifest(bundle, container, keys)
        say("The manifest is signed, and the file has what it lists and nothing else.")
        for file in manifest["files"]:
            check_file(bundle, file)
        tables = [file for file in manifest["files"] if file["rows"] is not None]
        rows = sum(file["rows"] for file in tables)
        sums = sum(len(file["totals"] or {}) for file in tables)
        say(
            f"{len(manifest['files'])} files have their length and SHA-256; "
            f"{len(tables)} of them are tables."
        )
        say(f"The tables have their {rows} rows, and {sums} control totals agree.")
        names, book_of, balances = read_accounts(bundle)
        tree, last, lines = read_journal(bundle, names, balances)
        say(f"{tree.size} entries with {lines} transfers have the leaves of their seals.")
        time = check_seal(manifest, container, tree, last, keys)
        say(
            f"Their root {tree.root().hex()} is the one that was signed"
            + (f" at {time}." if time else ".")
        )
        books = check_balances(bundle, book_of, balances)
        say(f"{len(balances)} balances are the sums of the transfers.")
        say(f"Each book adds up to zero: {', '.join(books)}.")
    return container, manifest


# ---- What is printed. Only facts that have been proven are ever printed.


def plain(text):
    """Text as it is, but for characters that could hide or rearrange what is on the screen."""
    return "".join(
        f"\\u{{{ord(one):x}}}" if unicodedata.category(one).startswith("C") else one for one in text
    )


def report(path, container, manifest):
    name, key_id = container["signer"]
    lines = [
        "",
        "THIS BUNDLE HOLDS.",
        "",
        f"It is the books of {container['journal']} up to entry {container['through']},",
        f"taken at {manifest['takenAt']}, and signed with the key {name} ({key_id}).",
    ]
    if os.path.basename(path) != container["name"]:
        lines.append(f"When it was signed, the file was called {container['name']}.")
    lines += [
        "",
        "It does not prove that an entry was right. It is only as good as the key: make sure that the",
        "key file came from the authority itself.",
    ]
    return "\n".join(map(plain, lines))


def main(arguments):
    if len(arguments) != 2:
        print("Usage: python3 verify_bundle.py BUNDLE.zip KEY.txt", file=sys.stderr)
        return 2
    path, key_path = arguments
    try:
        with open(key_path, "rb") as file:
            key_file = file.read()
        with open(path + ".sig", "rb") as file:
            signature = file.read()
        os.stat(path)
    except OSError as error:
        print(f"A file could not be read: {error}", file=sys.stderr)
        return 2
    try:
        keys = parse_keys(utf8(key_file, "the key file"))
        proven = verify_bundle(path, signature, keys, lambda line: print(plain("ok  " + line)))
    except Unproven as error:
        why = str(error)
    except OSError as error:
        print(f"A file could not be read: {error}", file=sys.stderr)
        return 2
    except (
        ArithmeticError,
        EOFError,
        LookupError,
        TypeError,
        ValueError,
        NotImplementedError,
        csv.Error,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        why = f"it has another form ({error})"
    else:
        print(report(path, *proven))
        return 0
    print(f"\nTHIS BUNDLE DOES NOT HOLD: {plain(why)}.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
