"""The machine at hand: its programs, ours, and what nvidia-smi says of its cards."""

import csv
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile


class NothingToCheck(Exception):
    pass


class Machine:
    def __init__(self, here):
        self.here = here

    def __enter__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="gpu-check-"))
        programs = self._unpacked()
        self.bin, self.lib = programs / "bin", programs / "lib"
        self.commit = (programs / "commit").read_text().strip()
        self.cores = os.cpu_count()
        self.system = self._system()
        self.smi_path = shutil.which("nvidia-smi")
        if not self.smi_path:
            raise NothingToCheck("there is no nvidia-smi")
        self.smi_version = self.said(self.smi_path, "--version").strip().replace("\n", "; ")
        self.programs = self._programs()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _unpacked(self):
        """Where our programs lie; a rehearsal has them beside `run`."""
        if not (self.here / "programs.tar.xz").exists():
            return self.here
        with tarfile.open(self.here / "programs.tar.xz") as archive:
            archive.extractall(self.scratch, filter="data")
        return self.scratch

    # Ours

    def ours(self, program):
        """A program of ours as the start of a command, and the environment that it needs here."""
        path = self.bin / program
        lacks = "not found" in subprocess.run(["ldd", path], capture_output=True, text=True).stdout
        environment = dict(os.environ)
        if lacks:
            others = environment.get("LD_LIBRARY_PATH")
            environment["LD_LIBRARY_PATH"] = f"{self.lib}:{others}" if others else str(self.lib)
        return [str(path)], environment

    def seen(self, *arguments):
        """What `gpu-check` saw."""
        command, environment = self.ours("gpu-check")
        output = subprocess.run(command + list(arguments), env=environment, capture_output=True, text=True, timeout=90)
        if output.returncode != 0:
            raise RuntimeError(f"gpu-check ended with {output.returncode}: {output.stderr}")
        return json.loads(output.stdout)

    # NVIDIA's

    def smi(self, *fields, of="gpu"):
        """A list with a dictionary a line; empty where nvidia-smi does not know a field."""
        output = self.said(self.smi_path, f"--query-{of}={','.join(fields)}", "--format=csv,noheader,nounits")
        rows = csv.reader(output.splitlines(), skipinitialspace=True)
        return [dict(zip(fields, row)) for row in rows if len(row) == len(fields)]

    @staticmethod
    def said(*command, timeout=60):
        output = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
        return output.stdout + output.stderr

    # Programs that use a card

    def _programs(self):
        if pretended := os.environ.get("GPU_CHECK_PROGRAM"):
            return {"pretended": shlex.split(pretended)}
        programs = {}
        if nvcc := shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc"):
            built = self.scratch / "card"
            output = subprocess.run(
                [nvcc, "-o", built, self.here / "programs" / "card.cu"], capture_output=True, text=True, timeout=300)
            if output.returncode == 0:
                programs["nvcc"] = [str(built)]
            else:
                print(output.stderr)
        python = shutil.which("python3")
        if subprocess.run([python, "-c", "import torch"], capture_output=True, timeout=300).returncode == 0:
            programs["PyTorch"] = [python, str(self.here / "programs" / "card.py")]
        return programs

    @staticmethod
    def _system():
        text = pathlib.Path("/etc/os-release").read_text()
        found = re.search(r'PRETTY_NAME="?([^"\n]*)', text)
        return found.group(1) if found else "Linux"
