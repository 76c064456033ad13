"""The program in a process for jobs alone (`apart`): reads orders, and writes answers, until nobody gives any more."""

import os
import signal
import sys
import traceback
from typing import IO

import msgspec

from publisher.pdf.apart import Answer, Order, receive, send
from publisher.pdf.limits import bound_memory
from publisher.pdf.part import LayoutError
from publisher.pdf.work import AnyJob, FontJob, FurnitureJob, Job, Style
from publisher.pdf.workers import done

_KINDS: dict[str, type[AnyJob]] = {kind.__name__: kind for kind in (Job, FurnitureJob, FontJob)}


def main() -> None:
    """Does jobs. What libraries print goes to the standard error, so that the answers are whole."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Whoever is interrupted at the keyboard began this process, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve(orders, answers)


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    style: Style | None = None
    bounded = False
    while (message := receive(orders)) is not None:
        order = msgspec.msgpack.decode(message, type=Order)
        if not bounded:
            bound_memory(order.limits.memory)
            bounded = True
        style = order.style or style
        try:
            if style is None:
                raise ValueError("there is no style")
            job = msgspec.msgpack.decode(order.job, type=_KINDS[order.kind])
            answer = Answer(done(style, job, order.limits))
        except LayoutError as fault:
            answer = Answer(fault=str(fault), fix=fault.fix)
        except Exception:
            answer = Answer(crash=traceback.format_exc())
        try:
            send(answers, msgspec.msgpack.encode(answer))
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
