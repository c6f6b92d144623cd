"""How a text travels by SMS: in which alphabet."""


def is_gsm(text: str) -> bool:
    """Whether each letter is in the GSM alphabet."""
    import smsutil  # here: it registers codecs, which only SMS needs

    return not text or bool(smsutil.is_valid_gsm(text))
