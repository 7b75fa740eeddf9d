"""wrk, driven: requests a second of one kind of address, with a random number in it when it has {n}."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = """
local most = {most}
math.randomseed(os.time())
request = function()
  local path = '{path}'
  return wrk.format('GET', (path:gsub('{{n}}', tostring(math.random(0, most)))), {{ {headers} }})
end
done = function(summary, latency, requests)
  io.write(string.format('RESULT %d %d %d %.3f %.3f\\n', summary.requests, summary.duration,
    summary.errors.status + summary.errors.read + summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, failures, and milliseconds at the middle and at 95 of 100."""

    per_second: float
    failures: int
    p50: float
    p95: float


def wrk(url: str, *, connections: int, seconds: int, most: int = 1, headers: str = "") -> Load:
    """Ask `url` as fast as it answers; {n} in it becomes a random number up to `most`."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(most=most, path=path, headers=headers))
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "-s", script.name]
        out = subprocess.run(
            [*command, f"{parts.scheme}://{parts.netloc}"], capture_output=True, text=True, check=True
        )
    match = re.search(r"RESULT (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+)", out.stdout)
    assert match, out.stdout + out.stderr
    requests, microseconds, failures = int(match[1]), int(match[2]), int(match[3])
    return Load(requests / (microseconds / 1e6), failures, float(match[4]), float(match[5]))


def cores_busy() -> float:
    """The load of the machine now, as its own average says: figures above 2 mean that others were at work."""
    return float(Path("/proc/loadavg").read_text().split()[0])
