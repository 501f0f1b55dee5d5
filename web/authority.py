"""The hall's own CA: `tls` makes it and the server's certificate, or renews that.

The hall's network has no name on the internet, so no public CA will vouch for it. ca.crt goes into
the trust store of every kiosk, display and PC of the hall (docs/operating.md); ca.key stays here.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

COMMANDS = ("tls",)
CA_DAYS = 3650
DAYS = 825  # what clients take at most of a private CA's certificate
BEFORE = timedelta(days=1)  # clients' clocks may be behind
ALWAYS = ("localhost", "127.0.0.1", "::1")


def add_parsers(commands: Any) -> None:
    """The sub-command's arguments."""
    tls = commands.add_parser("tls", help="a CA of the hall's own, a certificate for the server")
    tls.add_argument("--name", action="append", default=[], help="a name of this server; repeat")
    tls.add_argument("--ip", action="append", default=[], help="an address of it; repeat")
    tls.add_argument("--new-ca", action="store_true", help="every device must then trust the new")


def run(args: argparse.Namespace, url: str, checked: Any) -> int:
    """Makes or renews; 0, or 1 with a sentence on stderr."""
    folder = (args.data or checked.folder / "data") / "tls"
    try:
        names = [*args.name, *(str(ip_address(ip)) for ip in args.ip)]
        until = make(folder, names, new_ca=args.new_ca)
    except (OSError, ValueError) as error:
        print(f"tls: {error}", file=sys.stderr)
        return 1
    print(f"{folder / 'server.crt'}: good until {until:%Y-%m-%d}; a running server takes it by")
    print(f"itself within a minute. Devices must trust {folder / 'ca.crt'}.")
    return 0


def make(folder: Path, names: list[str], *, new_ca: bool = False, days: int = DAYS) -> datetime:
    """Writes ca.crt, ca.key, server.crt, server.key; what is good already of the CA is kept.
    Without `names` those of the present certificate. Gives the end. Raises ValueError."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    if not names:
        names = names_of(folder / "server.crt")
    wanted = [_name(name) for name in dict.fromkeys([*names, *ALWAYS])]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if new_ca or not (folder / "ca.key").exists():
        _make_ca(folder)
    ca, ca_key = _ca(folder)
    now = datetime.now(UTC).replace(microsecond=0)
    end = min(now + timedelta(days=days) - BEFORE, ca.not_valid_after_utc)
    if end <= now:
        raise ValueError("the CA has ended; make another with --new-ca")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _named(f"{names[0]}")
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName(wanted), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    _write(folder / "server.key", _pem(key), 0o600)
    _write(folder / "server.crt", _pem(certificate), 0o644)
    return certificate.not_valid_after_utc


def ends(certificate: Path) -> datetime:
    """When a certificate ends. OSError, ValueError: there is none."""
    from cryptography import x509

    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def names_of(certificate: Path) -> list[str]:
    """The names and addresses it stands for. Raises ValueError without one."""
    from cryptography import x509

    if not certificate.exists():
        raise ValueError("say what the server is called: --name hall.local, --ip 10.0.0.5")
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in names if str(name.value) not in ALWAYS] or ["localhost"]


def _make_ca(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC).replace(microsecond=0)
    builder = _named(f"Hall CA {now:%Y-%m-%d}")
    certificate = (
        builder.issuer_name(builder._subject_name)  # it vouches for itself
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + timedelta(days=CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "ca.key", _pem(key), 0o600)
    _write(folder / "ca.crt", _pem(certificate), 0o644)


def _ca(folder: Path) -> tuple[Any, Any]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key((folder / "ca.key").read_bytes(), None)
    certificate = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    if certificate.public_key() != key.public_key():
        raise ValueError(f"{folder}: ca.key is not the key of ca.crt")
    return certificate, key


def _name(text: str) -> Any:
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        pass
    if not text.isascii() or not text.replace("-", "").replace(".", "").isalnum():
        raise ValueError(f"'{text}' is no name of a server; allowed: hall.local")
    return x509.DNSName(text)


def _named(common: str) -> Any:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])
    return x509.CertificateBuilder().subject_name(name)


def _usage(**on: bool) -> Any:
    from cryptography import x509

    uses = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: on.get(use, False) for use in uses})


def _pem(thing: Any) -> bytes:
    from cryptography.hazmat.primitives import serialization as s

    if hasattr(thing, "private_bytes"):
        return thing.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    return thing.public_bytes(s.Encoding.PEM)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all; never readable by others for a moment."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
