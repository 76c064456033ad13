"""A stage of the work, for those who watch it."""


class Stage(str):
    """What is being done, in words, and how far it is: ``done`` of so many ``parts``."""

    done: int
    parts: int

    def __new__(cls, words: str, done: int, parts: int) -> "Stage":
        """The words, with numbers that need not be read out of them."""
        stage = super().__new__(cls, words)
        stage.done, stage.parts = done, parts
        return stage
