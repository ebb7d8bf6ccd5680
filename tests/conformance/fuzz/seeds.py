# SPDX-License-Identifier: MIT
"""The seeds that are left, handed out to several processes."""

import multiprocessing
import time


class Seeds:
    def __init__(self, first, count, minutes):
        """`count` of them, or if it is 0 as many as fit into the minutes, but
        at least one."""
        self.first = first
        self.count = count
        self.deadline = time.monotonic() + 60 * minutes
        self.next = multiprocessing.Value('q', first)
        self.stopped = multiprocessing.Event()
        self.results = multiprocessing.Queue()

    def stop(self):
        """Hand out no more."""
        self.stopped.set()

    def over(self):
        taken = self.next.value - self.first
        if self.stopped.is_set():
            return True
        if self.count:
            return taken >= self.count
        return taken > 0 and time.monotonic() >= self.deadline

    def take(self):
        """Yield seeds, in order, each to one process only."""
        while True:
            with self.next.get_lock():
                if self.over():
                    return
                seed = self.next.value
                self.next.value += 1
            yield seed
