"""The condition language: parsed, checked, evaluated, compiled to SQL, explained."""
