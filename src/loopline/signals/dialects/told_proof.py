"""The proof that a signal carries beside its words of consent: {"text": ..., "form": ..., "method": ...}."""

from loopline.model.consent.proof import METHODS, Proof, bounded_proof, method_named
from loopline.signals.quality import BadMessage

PARTS = ("text", "form", "ip", "agent", "operator", "language")


def told_proof(told: object) -> Proof | None:
    """The proof, each part cut to its bound; None where none was told. Raises BadMessage `consent_proof_invalid`."""
    if told is None:
        return None
    if not isinstance(told, dict):
        raise BadMessage("consent_proof_invalid", "The proof of consent is no object; the message alone was taken.")
    method = method_named(str(told.get("method") or "api"))
    if method is None:
        named = ", ".join(METHODS[1:])
        raise BadMessage("consent_proof_invalid", f"The method of the proof is none of {named}; the rest was taken.")
    parts = {name: told[name] for name in PARTS if name in told}
    if not all(isinstance(value, str) for value in parts.values()):
        raise BadMessage("consent_proof_invalid", "Each part of the proof is a text; the message alone was taken.")
    return bounded_proof(Proof(method, **parts))
