internal import SweepModel

/// The component schemas of the responses, by name.
enum Components {
    static var all: JSONObject {
        var all = JSONObject()
        for part in [runs, sweeps, host, devices, requests, context] {
            for member in part.members { all[member.name] = member.value }
        }
        return all
    }

    private static var runMembers: JSONObject {
        [
            "run": Schema.text, "index": Schema.integer, "state": Schema.word(RunState.self),
            "reason": Schema.nullable(Schema.word(Reason.self)), "last_error": Schema.nullable(Schema.text),
            "owner": Schema.text, "parameters": Schema.anyObject,
            "objective": Schema.nullable(Schema.component("Objective")),
            "metrics": ["type": "object", "additionalProperties": Schema.number], "attempts": Schema.integer,
            "exit_code": Schema.nullable(Schema.integer), "gpus": Schema.list(Schema.text), "queued_at": Schema.time,
            "started_at": Schema.nullable(Schema.time), "finished_at": Schema.nullable(Schema.time),
            "duration_seconds": Schema.nullable(Schema.number), "revision": Schema.integer,
        ]
    }

    private static var runs: JSONObject {
        var detail = runMembers
        detail["metric_summary"] = ["type": "object", "additionalProperties": Schema.component("MetricSummary")]
        detail["attempt_list"] = Schema.list(Schema.component("Attempt"))
        detail["run_dir"] = Schema.text
        return [
            "Run": Schema.object(runMembers), "RunDetail": Schema.object(detail),
            "RunList": Schema.object(["runs": Schema.list(Schema.component("Run"))]),
            "Objective": Schema.object([
                "name": Schema.text, "value": Schema.number, "step": Schema.nullable(Schema.integer),
                "at": Schema.word(["best", "last"]),
            ]),
            "MetricSummary": Schema.object([
                "last": Schema.number, "min": Schema.nullable(Schema.number), "max": Schema.nullable(Schema.number),
                "count": Schema.integer,
            ]),
            "Attempt": Schema.object([
                "attempt": Schema.integer, "state": Schema.word(AttemptRecord.State.self),
                "reason": Schema.nullable(Schema.word(Reason.self)), "exit_code": Schema.nullable(Schema.integer),
                "signal": Schema.nullable(Schema.integer), "gpus": Schema.list(Schema.text),
                "started_at": Schema.nullable(Schema.time), "finished_at": Schema.nullable(Schema.time),
                "duration_seconds": Schema.nullable(Schema.number),
            ]),
            "Manifest": Schema.anyObject,
            "Environment": Schema.object(["environment": Schema.list(Schema.component("Variable"))]),
            "Variable": Schema.object(["name": Schema.text, "value": Schema.text]),
        ]
    }

    private static var sweeps: JSONObject {
        [
            "Sweep": Schema.object([
                "sweep": Schema.text, "name": Schema.text, "state": Schema.word(SweepState.self),
                "reason": Schema.nullable(Schema.word(SweepReason.self)), "last_error": Schema.nullable(Schema.text),
                "owner": Schema.text, "method": Schema.text, "seed": Schema.nullable(Schema.integer),
                "objective": Schema.nullable(Schema.component("Metric")), "counts": Schema.component("Counts"),
                "total": Schema.nullable(Schema.integer), "holes": Schema.integer,
                "best": Schema.nullable(Schema.component("Best")),
                "eta_seconds": Schema.nullable(Schema.number), "labels": Schema.anyObject,
                "commit": Schema.nullable(Schema.text), "created_at": Schema.time,
                "ended_at": Schema.nullable(Schema.time), "revision": Schema.integer,
                "difference": Schema.nullable(Schema.text), "awaited_images": Schema.list(Schema.text),
            ]),
            "PointList": Schema.object(["points": Schema.list(Schema.component("Point"))]),
            "Point": Schema.object([
                "parameters": Schema.anyObject, "objective": Schema.text, "value": Schema.number,
                "aggregate": Schema.word(Replicates.Aggregate.self), "count": Schema.integer, "mean": Schema.number,
                "median": Schema.number, "min": Schema.number, "max": Schema.number,
                "spread": Schema.nullable(Schema.number), "runs": Schema.list(Schema.text),
            ]),
            "SweepList": Schema.object(["sweeps": Schema.list(Schema.component("Sweep"))]),
            "Metric": Schema.object([
                "name": Schema.text, "goal": Schema.word(["minimize", "maximize"]),
                "at": Schema.word(["best", "last"]),
                "target": Schema.nullable(Schema.number),
            ]),
            "Counts": Schema.object(JSONObject(RunState.allCases.map { ($0.rawValue, Schema.integer) })),
            "Best": Schema.object(["run": Schema.text, "value": Schema.number]),
            "Event": Schema.object([
                "seq": Schema.integer, "at": Schema.time, "sweep": Schema.text, "run": Schema.nullable(Schema.text),
                "attempt": Schema.nullable(Schema.integer), "event": Schema.text,
                "detail": Schema.nullable(Schema.text),
            ]),
            "EventList": Schema.object(["events": Schema.list(Schema.component("Event"))]),
            "Explanation": Schema.object([
                "subject": Schema.text, "state": Schema.text, "reasons": Schema.list(Schema.text),
            ]),
        ]
    }

    private static var host: JSONObject {
        [
            "Description": Schema.anyObject,
            "Receipt": Schema.anyObject, "AgentReport": Schema.anyObject,
            "AgentHello": Schema.object([
                "version": Schema.text, "limits": Schema.integer,
                "places": Schema.object([
                    "runs": Schema.text, "source": Schema.text, "environments": Schema.text,
                ]),
            ]),
            "Host": Schema.object([
                "version": Schema.text, "host_id": Schema.text, "mode": Schema.word(HostObject.Mode.self),
                "state_dir": Schema.text, "runs_dir": Schema.text, "source_dir": Schema.text, "socket": Schema.text,
                "slots": Schema.integer, "cpus": Schema.integer, "memory_bytes": Schema.integer,
                "engines": Schema.list(Schema.text), "default_engine": Schema.text,
                "limits": Schema.object(["cpus": Schema.integer, "memory_bytes": Schema.integer]),
                "defaults": Schema.anyObject, "run_as": Schema.nullable(Schema.word(["submitter", "service"])),
                "has_agent": Schema.nullable(Schema.boolean), "runs_are_units": Schema.nullable(Schema.boolean),
            ]),
            "DiskUsage": Schema.object([
                "state_dir": Schema.text, "database_bytes": Schema.integer, "runs_bytes": Schema.integer,
                "source_bytes": Schema.integer, "free_bytes": Schema.integer,
                "sweeps": Schema.list(
                    Schema.object(["sweep": Schema.text, "name": Schema.text, "bytes": Schema.nullable(Schema.integer)])
                ),
            ]),
            "Upload": Schema.object(["digest": Schema.text]),
            "GarbageReport": Schema.object([
                "dry_run": Schema.boolean, "bytes": Schema.integer, "paths": Schema.list(Schema.text),
                "skipped": Schema.list(Schema.text),
            ]),
            "Problem": Schema.object([
                "type": Schema.text, "title": Schema.text, "status": Schema.integer, "detail": Schema.text,
                "code": Schema.word(Fault.Code.self), "hint": Schema.nullable(Schema.text),
                "faults": Schema.list(Schema.component("Diagnostic")),
            ]),
            "Diagnostic": Schema.object([
                "severity": Schema.word(["error", "warning"]), "line": Schema.integer, "column": Schema.integer,
                "message": Schema.text, "hint": Schema.nullable(Schema.text),
            ]),
        ]
    }
}
