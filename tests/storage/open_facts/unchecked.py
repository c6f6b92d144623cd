"""The process that reads, without its look at the statement: what its settings hold by themselves."""

from loopline.storage.open_facts import reading

if __name__ == "__main__":
    reading.check_statement = lambda serialized: None  # type: ignore[attr-defined]
    reading.answer_one()
