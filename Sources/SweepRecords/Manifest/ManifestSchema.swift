/// The JSON Schema (2020-12) of a manifest.
package enum ManifestSchema {
    /// Members that the daemon adds (seeds, times, sweep, versions) are allowed everywhere at the top.
    package static let text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:sweepd:manifest:1",
          "title": "sweepd manifest",
          "type": "object",
          "required": [
            "schema", "ids", "owner", "engine", "parameters", "params_hash", "command", "environment", "limits",
            "changed_files", "specification", "source", "host", "cpu", "memory", "status", "reason", "exit_code",
            "signal", "last_error", "started_at", "ended_at", "duration_seconds", "usage", "device_usage",
            "device_report", "logs", "metrics", "artifacts", "python", "capture", "warnings"
          ],
          "properties": {
            "schema": {"const": "sweepd.manifest/1"},
            "ids": {
              "type": "object",
              "required": ["sweep", "run", "index", "attempt"],
              "properties": {
                "sweep": {"type": "string"},
                "run": {"type": "string", "pattern": "/[1-9][0-9]*$"},
                "index": {"type": "integer", "minimum": 1},
                "attempt": {"type": "integer", "minimum": 1}
              }
            },
            "owner": {
              "type": "object",
              "required": ["uid", "name"],
              "properties": {"uid": {"type": "integer", "minimum": 0}, "name": {"type": "string"}}
            },
            "engine": {"type": "string"},
            "parameters": {"type": "object"},
            "params_hash": {"$ref": "#/$defs/sha256"},
            "command": {
              "type": "object",
              "required": ["argv", "executable", "working_directory"],
              "properties": {
                "argv": {"$ref": "#/$defs/strings", "minItems": 1},
                "executable": {"type": ["string", "null"]},
                "working_directory": {"type": "string"}
              }
            },
            "environment": {
              "type": "object",
              "required": ["names", "values"],
              "properties": {
                "names": {"$ref": "#/$defs/strings"},
                "values": {"type": "object", "additionalProperties": {"type": "string"}}
              }
            },
            "limits": {
              "type": "object",
              "required": ["time_limit_seconds", "stop_grace_seconds", "log_bytes_max"],
              "properties": {
                "time_limit_seconds": {"type": ["number", "null"], "minimum": 0},
                "stop_grace_seconds": {"type": "number", "minimum": 0},
                "log_bytes_max": {"type": "integer", "minimum": 0}
              }
            },
            "changed_files": {"$ref": "#/$defs/strings"},
            "specification": {"$ref": "#/$defs/file"},
            "source": {
              "type": "object",
              "required": ["mode", "digest", "root", "base_path", "ignored", "files", "git"],
              "properties": {
                "mode": {"enum": ["snapshot", "mount"]},
                "digest": {"anyOf": [{"$ref": "#/$defs/sha256"}, {"type": "null"}]},
                "root": {"type": "string"},
                "base_path": {"type": "string"},
                "ignored": {"$ref": "#/$defs/strings"},
                "files": {"type": "array", "items": {"$ref": "#/$defs/file"}},
                "git": {"anyOf": [{"$ref": "#/$defs/git"}, {"type": "null"}]}
              }
            },
            "host": {
              "type": "object",
              "required": ["hostname", "os", "kernel", "kernel_version", "architecture", "boot_id", "libc"]
            },
            "cpu": {
              "type": "object",
              "required": ["model", "sockets", "cores", "threads", "microcode", "flags_sha256"],
              "properties": {"threads": {"type": "integer", "minimum": 1}}
            },
            "memory": {
              "type": "object",
              "required": ["total_bytes", "swap_bytes"],
              "additionalProperties": {"type": ["integer", "null"]}
            },
            "status": {"enum": [
              "queued", "starting", "running", "retrying", "finished", "failed", "pruned", "cancelled", "stopped"
            ]},
            "reason": {"type": ["string", "null"]},
            "exit_code": {"type": ["integer", "null"]},
            "signal": {"type": ["integer", "null"]},
            "last_error": {"type": ["string", "null"]},
            "started_at": {"$ref": "#/$defs/instant"},
            "ended_at": {"$ref": "#/$defs/instant"},
            "duration_seconds": {"type": ["number", "null"], "minimum": 0},
            "usage": {
              "type": ["object", "null"],
              "required": ["wall_seconds", "user_seconds", "system_seconds", "resident_bytes_max"],
              "additionalProperties": {"type": "number"}
            },
            "device_usage": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "uuid", "samples", "memory_peak_bytes", "utilisation_mean_percent", "utilisation_peak_percent",
                  "energy_joules"
                ],
                "additionalProperties": {"type": ["number", "null"]},
                "properties": {"uuid": {"type": "string"}}
              }
            },
            "device_report": {
              "type": ["object", "null"],
              "required": ["command", "text", "failure"],
              "properties": {
                "command": {"$ref": "#/$defs/strings"},
                "text": {"type": ["string", "null"]},
                "failure": {"type": ["string", "null"]}
              }
            },
            "logs": {
              "type": ["object", "null"],
              "required": ["stdout", "stderr"],
              "additionalProperties": {"$ref": "#/$defs/stream"}
            },
            "metrics": {"type": "object", "additionalProperties": {"$ref": "#/$defs/summary"}},
            "artifacts": {
              "type": ["object", "null"],
              "required": ["files", "truncated", "refused_patterns"],
              "properties": {
                "files": {"type": "array", "items": {"$ref": "#/$defs/file"}},
                "truncated": {"type": "boolean"},
                "refused_patterns": {"$ref": "#/$defs/strings"}
              }
            },
            "python": {
              "type": ["object", "null"],
              "required": [
                "version", "implementation", "platform", "executable", "prefix", "packages", "package_count"
              ],
              "properties": {
                "packages": {"$ref": "#/$defs/file"},
                "package_count": {"type": "integer", "minimum": 0}
              }
            },
            "capture": {
              "type": ["object", "null"],
              "required": ["bad_lines", "refused_values"],
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "warnings": {"$ref": "#/$defs/strings"}
          },
          "$defs": {
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "strings": {"type": "array", "items": {"type": "string"}},
            "instant": {
              "type": ["string", "null"],
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$"
            },
            "file": {
              "type": "object",
              "required": ["path", "bytes", "sha256"],
              "properties": {
                "path": {"type": "string"},
                "bytes": {"type": "integer", "minimum": 0},
                "sha256": {"$ref": "#/$defs/sha256"}
              }
            },
            "git": {
              "type": "object",
              "required": [
                "remote", "branch", "commit", "dirty", "dirty_files", "untracked_files", "diff", "diff_truncated"
              ],
              "properties": {
                "remote": {"type": ["string", "null"]},
                "branch": {"type": ["string", "null"]},
                "commit": {"type": ["string", "null"], "pattern": "^[0-9a-f]{40,64}$"},
                "dirty": {"type": "boolean"},
                "dirty_files": {"$ref": "#/$defs/strings"},
                "untracked_files": {"$ref": "#/$defs/strings"},
                "diff": {"anyOf": [{"$ref": "#/$defs/file"}, {"type": "null"}]},
                "diff_truncated": {"type": "boolean"}
              }
            },
            "stream": {
              "type": "object",
              "required": ["bytes", "dropped", "head"],
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "value": {
              "type": "object",
              "required": ["value", "step"],
              "properties": {
                "value": {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]},
                "step": {"type": ["integer", "null"]}
              }
            },
            "summary": {
              "type": "object",
              "required": ["last", "min", "max", "count"],
              "properties": {
                "last": {"$ref": "#/$defs/value"},
                "min": {"anyOf": [{"$ref": "#/$defs/value"}, {"type": "null"}]},
                "max": {"anyOf": [{"$ref": "#/$defs/value"}, {"type": "null"}]},
                "count": {"type": "integer", "minimum": 1}
              }
            }
          }
        }
        """
}
