"""The command line with all of its commands, as tests call it in their own process."""

from publisher.cli.app import application

app = application()
