# SPDX-License-Identifier: MIT
"""Count the instructions of an operation, which no other load disturbs."""
import re
import shutil
import subprocess

OPERATIONS = 20000
PATIENCE_S = 120
TOOL = ["--tool=cachegrind", "--cache-sim=no",
        "--cachegrind-out-file=/dev/null"]


def is_there():
    return shutil.which("valgrind") is not None


def total(command, metric, operations):
    """All instructions of a contestant that does so many operations."""
    run = subprocess.run(["valgrind", *TOOL, *command, metric],
                         input=f"{operations}\n", capture_output=True,
                         text=True, timeout=PATIENCE_S, check=False)
    found = re.search(r"I +refs: +([\d,]+)", run.stderr)
    if run.returncode != 0 or not found:
        raise ValueError(f"{metric}: status {run.returncode} of valgrind"
                         f" {' '.join(command)}")
    return int(found.group(1).replace(",", ""))


def per_operation(command, metric):
    """What twice as many operations take more, so that all else drops out.
    A few hundredths are left, of printing how long it took."""
    return (total(command, metric, 2 * OPERATIONS) -
            total(command, metric, OPERATIONS)) / OPERATIONS
