"""A distribution in the local network: the files of one folder, and nothing else."""

from publisher.serve.application import application

__all__ = ["application"]
