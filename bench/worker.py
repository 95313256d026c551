"""One contestant in its own process, with its own settings: a line in, one measured round out.

`python worker.py FOLDER/NAME.py`: loads the script, calls its `prepare()`, prints "ready", then for
every line on standard input runs its `once()` and prints the seconds as JSON: {"wall", "cpu"}. The
line "result" prints what `result()` says of the outcome, to prove that two contestants do the same.
"""

import gc
import json
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 3


def main() -> None:
    """Serve rounds until standard input ends."""
    sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
    import django  # noqa: PLC0415 - after the path is set

    django.setup()
    contestant = import_module(sys.argv[1].removesuffix(".py").replace("/", "."))
    contestant.prepare()
    for _ in range(getattr(contestant, "WARM_UP", WARM_UP)):
        contestant.once()
    # What was loaded stays: a full collection in a round would measure the interpreter.
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        answer = contestant.result() if line.strip() == "result" else measured(contestant)
        print(json.dumps(answer, ensure_ascii=False), flush=True)


def measured(contestant: object) -> dict[str, float]:
    """Seconds of one round: the median of so many calls as the contestant asks for."""
    calls = getattr(contestant, "CALLS", 1)
    walls, cpus = [], []
    for _ in range(calls):
        wall, cpu = time.perf_counter(), time.process_time()
        contestant.once()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    middle = calls // 2
    return {"wall": sorted(walls)[middle], "cpu": sorted(cpus)[middle]}


if __name__ == "__main__":
    main()
