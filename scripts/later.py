"""Run a script of the development tools, or say in one line that this clone has none yet."""

import subprocess
import sys

import environment

if __name__ == "__main__":
    script = environment.ROOT / sys.argv[1]
    if not script.exists():
        sys.exit(f"Chưa có {sys.argv[1]} trong bản này.")
    command = [environment.PYTHON, str(script), *sys.argv[2:]]
    sys.exit(subprocess.run(command, cwd=environment.ROOT).returncode)
