"""The table on standard output, and whether the targets are met."""

_UPSTREAM = {"http": "plain", "https": "TLS"}


def table(rows):
    """Columns as wide as their widest cell; the first is left-aligned."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(w) for cell, w in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)


def load_table(results):
    rows = [["work", "upstream", "candidate", "req/s", "p50 ms", "p99 ms", "CPU us/req", "x nginx",
             "core busy", "peak RSS MB"]]
    for cell in results:
        direct = "cpu_us_per_request" not in cell
        rows.append([
            cell["work"], _UPSTREAM[cell["scheme"]], cell["candidate"],
            f"{cell['requests_per_second']:,.0f}",
            f"{cell['p50_us'] / 1e3:.2f}", f"{cell['p99_us'] / 1e3:.2f}",
            "" if direct else f"{cell['cpu_us_per_request']:,.1f}",
            f"{cell['times_nginx']:.2f}" if "times_nginx" in cell else "",
            "" if direct else f"{cell['cpu_share']:.0%}",
            "" if direct else f"{cell['peak_rss_kb'] / 1024:.1f}",
        ])
    return table(rows)


def process_table(processes):
    rows = [["candidate", "start ms", "RSS idle MB", "RSS per open stream KB", "stripped MB"]]
    for name, figures in processes.items():
        size = figures.get("stripped_bytes")
        rows.append([
            name, f"{figures['start_ms']:.1f}", f"{figures['idle_rss_kb'] / 1024:.1f}",
            f"{figures['kb_per_stream']:.1f}", f"{size / 2**20:.1f}" if size else "",
        ])
    return table(rows)


def targets(results, processes):
    """The promises: (what, measured, limit, met)."""
    cells = {(c["work"], c["scheme"], c["candidate"]): c for c in results}
    found = []

    def at_most(what, value, limit, unit=""):
        found.append((what, f"{value:.2f}{unit}", f"<= {limit}{unit}", value <= limit))

    for work, limit in (("chat", 1.25), ("large", 1.25), ("stream", 2.5)):
        for scheme, upstream in _UPSTREAM.items():
            gateway = cells.get((work, scheme, "gateway"))
            if gateway and "times_nginx" in gateway:
                at_most(f"CPU of {work}, {upstream}, against nginx", gateway["times_nginx"], limit,
                        " x")
            portkey = cells.get((work, scheme, "portkey"))
            if gateway and portkey and work != "large":
                ratio = portkey["cpu_us_per_request"] / gateway["cpu_us_per_request"]
                found.append((f"CPU of {work}, {upstream}, less than Portkey's", f"{ratio:.0f} x",
                              ">= 50 x", ratio >= 50))
    for work, translated in (("messages", "chat"), ("messages-stream", "stream")):
        for scheme, upstream in _UPSTREAM.items():
            spliced = cells.get((work, scheme, "gateway"))
            chat = cells.get((translated, scheme, "gateway"))
            if spliced and chat:
                at_most(f"CPU of {work}, {upstream}, against {translated}",
                        spliced["cpu_us_per_request"] / chat["cpu_us_per_request"], 1.0, " x")
    own = processes.get("gateway")
    if own:
        at_most("RSS idle", own["idle_rss_kb"] / 1024, 15, " MB")
        at_most("RSS per open stream", own["kb_per_stream"], 24, " KB")
        at_most("start to first answer", own["start_ms"], 50, " ms")
        at_most("stripped binary", own["stripped_bytes"] / 2**20, 10, " MB")
    return found


def targets_table(found):
    return table([["target", "measured", "promised", ""]] +
                 [[what, measured, limit, "met" if met else "MISSED"]
                  for what, measured, limit, met in found])
