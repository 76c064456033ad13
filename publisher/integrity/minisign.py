"""Keys and signatures as minisign writes them: Ed25519 over the BLAKE2b digest of a file.

Debian's ``minisign -V`` reads what is written here, and keys that ``minisign -G`` made can be used.
"""

import base64
import binascii
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

_PURE, _PREHASHED, _SCRYPT, _PLAIN, _BLAKE = b"Ed", b"ED", b"Sc", b"\0\0", b"B2"
_OPERATIONS, _MEMORY = 33_554_432, 1_073_741_824
"""What scrypt may cost for a password, as minisign has it."""
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_LONGEST = 8192
"""How long a key or signature file may be, bytes."""


class KeyFileError(Exception):
    """A key or signature cannot be read, or the password is wrong."""


class LockedError(KeyFileError):
    """A key needs a password."""


class PublicKey(Struct, frozen=True):
    """The key that tells who signed; ``number`` is its name, 8 bytes."""

    number: bytes
    key: bytes

    @property
    def name(self) -> str:
        """The number as minisign prints it."""
        return self.number[::-1].hex().upper()

    @property
    def text(self) -> str:
        """The key file."""
        data = base64.b64encode(_PURE + self.number + self.key).decode()
        return f"{_UNTRUSTED}minisign public key {self.name}\n{data}\n"


class SecretKey(Struct, frozen=True):
    """The key that signs."""

    number: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.number, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def text(self, password: str = "") -> str:
        """The key file, locked with a password if there is one."""
        secret = self.seed + self.public.key
        check = hashlib.blake2b(_PURE + self.number + secret, digest_size=32).digest()
        plain = self.number + secret + check
        if password:
            salt = os.urandom(32)
            head = _PURE + _SCRYPT + _BLAKE + salt + _cost(_OPERATIONS) + _cost(_MEMORY)
            data = head + _mixed(plain, password, salt, _OPERATIONS, _MEMORY)
        else:
            data = _PURE + _PLAIN + _BLAKE + bytes(32) + _cost(0) + _cost(0) + plain
        kind = "minisign encrypted secret key" if password else "minisign secret key"
        return f"{_UNTRUSTED}{kind}\n{base64.b64encode(data).decode()}\n"

    def signature(self, path: Path, trusted: str) -> str:
        """The signature file of a file; ``trusted`` is a line that is signed with it."""
        signed = self._key.sign(_hashed(path))
        whole = self._key.sign(signed + trusted.encode())
        data = base64.b64encode(_PREHASHED + self.number + signed).decode()
        return (
            f"{_UNTRUSTED}signature from publisher secret key\n{data}\n"
            f"{_TRUSTED}{trusted}\n{base64.b64encode(whole).decode()}\n"
        )


def new_key() -> SecretKey:
    """A key that nobody has."""
    return SecretKey(os.urandom(8), os.urandom(32))


def read_public(path: Path) -> PublicKey:
    """The key in a ``.pub`` file. Raises KeyFileError."""
    data = _data(_lines(path), 1, 42, path)
    return PublicKey(data[2:10], data[10:])


def read_secret(path: Path, password: str = "") -> SecretKey:
    """The key in a ``.key`` file. Raises KeyFileError, also where the password is missing or wrong."""
    data = _data(_lines(path), 1, 158, path)
    kind, salt, plain = data[2:4], data[6:38], data[54:]
    if kind == _SCRYPT:
        if not password:
            raise LockedError(f"{path} is locked with a password")
        operations, memory = (int.from_bytes(data[at : at + 8], "little") for at in (38, 46))
        if operations > _OPERATIONS or memory > _MEMORY:
            raise KeyFileError(f"{path} asks for too much memory")
        plain = _mixed(plain, password, salt, operations, memory)
    elif kind != _PLAIN:
        raise KeyFileError(f"{path} is locked in a way that is not known")
    number, secret, check = plain[:8], plain[8:72], plain[72:]
    if not hmac.compare_digest(hashlib.blake2b(_PURE + number + secret, digest_size=32).digest(), check):
        raise KeyFileError("the password is wrong" if password else f"{path} is damaged")
    return SecretKey(number, secret[:32])


def check(data: bytes, signature: str, key: PublicKey) -> str:
    """The trusted comment of a signature of these bytes. Raises KeyFileError where it is not by this key, or forged."""
    lines = signature.splitlines()
    place = Path("the signature")
    signed, whole = _data(lines, 1, 74, place), _data(lines, 3, 64, place)
    if not lines[2].startswith(_TRUSTED):
        raise KeyFileError("the signature has no trusted comment")
    if signed[:2] not in (_PURE, _PREHASHED):
        raise KeyFileError("the signature is of a kind that is not known")
    if signed[2:10] != key.number:
        raise KeyFileError(f"it was signed with another key, {signed[2:10][::-1].hex().upper()}")
    trusted = lines[2].removeprefix(_TRUSTED)
    public = Ed25519PublicKey.from_public_bytes(key.key)
    message = hashlib.blake2b(data).digest() if signed[:2] == _PREHASHED else data
    try:
        public.verify(signed[10:], message)
        public.verify(whole, signed[10:] + trusted.encode())
    except InvalidSignature:
        raise KeyFileError("the signature does not belong to it") from None
    return trusted


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()[: _LONGEST + 1]
        if len(data) > _LONGEST:
            raise KeyFileError(f"{path} is too long for a key")
        return data.decode().splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFileError(f"{path} cannot be read: {fault}") from None


def _data(lines: list[str], at: int, size: int, path: Path) -> bytes:
    try:
        data = base64.b64decode(lines[at], validate=True)
    except (IndexError, binascii.Error, ValueError):
        data = b""
    if len(data) != size:
        raise KeyFileError(f"{path} is not in the format of minisign")
    return data


def _hashed(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, hashlib.blake2b).digest()


def _cost(value: int) -> bytes:
    return value.to_bytes(8, "little")


def _mixed(data: bytes, password: str, salt: bytes, operations: int, memory: int) -> bytes:
    """The data, locked or unlocked: combined with as many bytes that scrypt makes of the password."""
    cost, parallel = _scrypt(max(operations, 32768), memory)
    stream = hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=8, p=parallel, maxmem=2 * _MEMORY - 1, dklen=len(data)
    )
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


def _scrypt(operations: int, memory: int) -> tuple[int, int]:
    """The parameters N and p of scrypt (r is 8) for what it may cost, as libsodium chooses them."""
    if operations < memory // 32:
        most = operations // 32
        bits = next(bits for bits in range(1, 64) if 1 << bits > most // 2)
        return 1 << bits, 1
    most = memory // 1024
    bits = next(bits for bits in range(1, 64) if 1 << bits > most // 2)
    return 1 << bits, min(operations // 4 // (1 << bits), 0x3FFFFFFF) // 8
