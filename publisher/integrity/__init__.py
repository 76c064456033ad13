"""Whether a folder is what was handed out: a BagIt bag (RFC 8493), its signature, and what is wrong with a copy.

- `bag` writes the manifests of a folder
- `minisign` makes keys and signatures, and checks them
- `store` reads a folder or a ZIP file, and nothing outside of it
- `verify` compares what is there with what the manifests say
"""
