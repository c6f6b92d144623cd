"""How much of the demo tests play."""

from loopline.cli.demo import Size

TENTH = Size(every=10)
SMALL = Size(every=400, people=120)
