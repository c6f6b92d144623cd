"""Every way a request can fail: four families, each error with a stable code and a next step."""


class LooplineError(Exception):
    """The parent of all four families; `code` never changes once released, `text` says what to do next."""

    status = 500

    def __init__(self, code: str, text: str, *, at: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.at = at

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        return f"{where}{self.text} [{self.code}]"


class Invalid(LooplineError):
    """The input is wrong and will stay wrong: correct it and send it again."""

    status = 400


class TooLarge(Invalid):
    """The request is over a limit; sending it again cannot help, sending it in parts does."""

    status = 413


class Missing(LooplineError):
    """The thing that was asked for is not there."""

    status = 404


class Conflict(LooplineError):
    """The thing was changed by another, or is in a state that forbids this."""

    status = 409


class Unavailable(LooplineError):
    """Our side cannot answer now; the same request may work later."""

    status = 503
