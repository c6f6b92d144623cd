"""The commands, one file each; `__main__` names them and says what they do."""
