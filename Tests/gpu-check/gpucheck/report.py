"""What was checked, and what came out."""

import platform
import time
import traceback


class Report:
    def __init__(self, path):
        self.path, self.lines, self.passed, self.failed = path, [], 0, []
        self.began = time.time()

    @property
    def is_good(self):
        return self.passed > 0 and not self.failed

    def facts(self, machine):
        self.lines += [
            f"- date: {time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime(self.began))}",
            f"- commit: {machine.commit}",
            f"- host: {machine.system}, kernel {platform.release()}, {machine.cores} cores, Python {platform.python_version()}",
            f"- programs of CUDA: {', '.join(machine.programs) or 'none: neither nvcc nor PyTorch'}",
            f"- nvidia-smi: {machine.smi_version}",
        ]

    def part(self, check, machine):
        """One part; what breaks in it is a failure, and the next part comes all the same."""
        self.lines += ["", f"## {check.__doc__.strip().splitlines()[0]}", ""]
        print(f"== {check.__doc__.strip().splitlines()[0]}", flush=True)
        began = time.time()
        try:
            check(machine, self)
        except Exception:  # noqa: BLE001
            self.check("this part came to its end", False, "see below")
            self.block(traceback.format_exc())
        self.note(f"({time.time() - began:.1f} s)")

    def check(self, what, is_so, detail=""):
        if is_so:
            self.passed += 1
        else:
            self.failed.append(what)
        line = f"- {'pass' if is_so else '**FAIL**'}: {what}" + (f" ({detail})" if detail != "" else "")
        self.lines.append(line)
        print(line, flush=True)
        return is_so

    def figure(self, what, value):
        self.note(f"- {what}: {value}")

    def note(self, text):
        self.lines.append(text)
        print(text, flush=True)

    def block(self, text, most=4000):
        self.lines += ["", "```", text.strip()[:most], "```", ""]

    def write(self):
        head = [
            "# sweepd on a real GPU", "",
            f"{self.passed} checks passed, {len(self.failed)} failed, in {time.time() - self.began:.0f} s.", "",
        ] + [f"- failed: {what}" for what in self.failed]
        self.path.write_text("\n".join(head + self.lines) + "\n")
        print(f"report: {self.path}")
