"""Whether a folder is what was handed out: a BagIt bag (RFC 8493), its signature, and what is wrong with a copy.

How a folder takes the place of another one, whole or not at all; and updates, which do that with copies.

- `bag` writes the manifests of a folder
- `minisign` makes keys and signatures, and checks them
- `store` reads a folder or a ZIP file, and nothing outside of it
- `verify` compares what is there with what the manifests say
- `place` puts a new folder in the place of an old one; `system`, `lock` and `room` are what it asks of the system
- `update` makes a small bag of what has changed, and `apply` brings a copy up to date with it
"""
