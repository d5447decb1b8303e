/// The runner's records as JSON. `exit.json` carries a checksum, so that a torn one is not believed.
extension StartRecord {
    package var json: JSONObject {
        [
            "attempt": .string(attempt), "pid": .int(Int64(process.pid)), "start_ticks": .int(process.startTicks),
            "boot_id": .string(process.bootID), "started_at_ns": .int(startedAt.nanoseconds),
        ]
    }

    package init?(json: JSONValue) {
        guard let attempt = json["attempt"]?.stringValue, let pid = json["pid"]?.intValue.flatMap(Int32.init(exactly:)),
            let ticks = json["start_ticks"]?.intValue, let boot = json["boot_id"]?.stringValue,
            let started = json["started_at_ns"]?.intValue
        else { return nil }
        self.init(
            attempt: attempt, process: ProcessIdentity(pid: pid, startTicks: ticks, bootID: boot),
            startedAt: Instant(nanoseconds: started))
    }
}

extension ExitRecord {
    private var fields: JSONObject {
        var object = alwaysThere
        if let lostReason { object["lost_reason"] = .string(lostReason) }
        if oomKills > 0 { object["oom_kills"] = .int(oomKills) }
        return object
    }

    private var alwaysThere: JSONObject {
        [
            "attempt": .string(attempt), "wait_status": .optional(waitStatus.map(Int64.init)),
            "launch_errno": .optional(launchErrno.map(Int64.init)), "launch_error": .optional(launchError),
            "stop": .string(stop.rawValue), "started_at_ns": .int(startedAt.nanoseconds),
            "ended_at_ns": .int(endedAt.nanoseconds), "duration_ns": .int(duration.nanoseconds),
            "user_time_ns": .int(userTime.nanoseconds), "system_time_ns": .int(systemTime.nanoseconds),
            "resident_bytes_max": .int(residentBytesMax), "stdout": .object(standardOutput.json),
            "stderr": .object(standardError.json),
        ]
    }

    package var json: JSONObject {
        var object = fields
        object["checksum"] = .string(Self.checksum(object.text()))
        return object
    }

    package init?(json: JSONValue) {
        guard let attempt = json["attempt"]?.stringValue, let stop = json["stop"]?.stringValue.flatMap(Stop.init),
            let started = json["started_at_ns"]?.intValue, let ended = json["ended_at_ns"]?.intValue,
            let duration = json["duration_ns"]?.intValue, let user = json["user_time_ns"]?.intValue,
            let system = json["system_time_ns"]?.intValue, let resident = json["resident_bytes_max"]?.intValue,
            let standardOutput = json["stdout"].flatMap(CaptureRecord.init(json:)),
            let standardError = json["stderr"].flatMap(CaptureRecord.init(json:))
        else { return nil }
        self.init(
            attempt: attempt, waitStatus: json["wait_status"]?.intValue.flatMap(Int32.init(exactly:)),
            launchErrno: json["launch_errno"]?.intValue.flatMap(Int32.init(exactly:)),
            launchError: json["launch_error"]?.stringValue, stop: stop, startedAt: Instant(nanoseconds: started),
            endedAt: Instant(nanoseconds: ended), duration: Span(nanoseconds: duration),
            userTime: Span(nanoseconds: user), systemTime: Span(nanoseconds: system), residentBytesMax: resident,
            standardOutput: standardOutput, standardError: standardError)
        lostReason = json["lost_reason"]?.stringValue
        oomKills = json["oom_kills"]?.intValue ?? 0
        guard json["checksum"]?.stringValue == Self.checksum(fields.text()) else { return nil }
    }

    /// FNV-1a, 64 bits: tells a torn record from a whole one, nothing more.
    private static func checksum(_ text: String) -> String {
        String(text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }
}

extension CaptureRecord {
    package var json: JSONObject { ["bytes": .int(bytes), "dropped": .int(dropped), "head": .int(head)] }

    package init?(json: JSONValue) {
        guard let bytes = json["bytes"]?.intValue, let dropped = json["dropped"]?.intValue,
            let head = json["head"]?.intValue
        else { return nil }
        self.init(bytes: bytes, dropped: dropped, head: head)
    }
}

extension RunnerPlan {
    package var json: JSONObject {
        [
            "attempt": .string(attempt), "records": .string(records), "argv": .array(argv.map(JSONValue.string)),
            "executable": .string(executable),
            "environment": .array(environment.map { .array([.string($0.name), .string($0.value)]) }),
            "working_directory": .string(workingDirectory), "time_limit_ns": .optional(timeLimit?.nanoseconds),
            "stop_grace_ns": .int(stopGrace.nanoseconds), "log_bytes_max": .int(logBytesMax),
            "agent_socket": .string(agentSocket), "witness": .bool(witness),
            "start_limit_ns": .int(startLimit.nanoseconds), "witness_socket": .optional(witnessSocket),
            "unit": .optional(unit), "locks": .array(locks.map(\.json)),
            "secrets": .array(secrets.map { .array([.string($0.name), .string($0.value)]) }),
        ]
    }

    package init?(json: JSONValue) {
        guard let attempt = json["attempt"]?.stringValue, let records = json["records"]?.stringValue,
            let argv = json["argv"]?.arrayValue, let executable = json["executable"]?.stringValue,
            let environment = json["environment"]?.arrayValue, let folder = json["working_directory"]?.stringValue,
            let grace = json["stop_grace_ns"]?.intValue, let log = json["log_bytes_max"]?.intValue,
            let socket = json["agent_socket"]?.stringValue
        else { return nil }
        let entries = environment.compactMap(Self.pair).map { EnvironmentEntry($0.name, $0.value) }
        guard entries.count == environment.count, !argv.isEmpty else { return nil }
        self.init(
            attempt: attempt, records: records, argv: argv.compactMap(\.stringValue), executable: executable,
            environment: entries, workingDirectory: folder,
            timeLimit: json["time_limit_ns"]?.intValue.map(Span.init(nanoseconds:)),
            stopGrace: Span(nanoseconds: grace), logBytesMax: log, agentSocket: socket,
            witness: json["witness"]?.boolValue ?? false)
        let locks = json["locks"]?.arrayValue ?? []
        self.locks = locks.compactMap(DeviceLock.init(json:))
        guard self.locks.count == locks.count else { return nil }
        if let limit = json["start_limit_ns"]?.intValue { startLimit = Span(nanoseconds: limit) }
        witnessSocket = json["witness_socket"]?.stringValue
        unit = json["unit"]?.stringValue
        guard self.argv.count == argv.count else { return nil }
        let secrets = json["secrets"]?.arrayValue ?? []
        self.secrets = secrets.compactMap(Self.pair).map(Secret.init)
        guard self.secrets.count == secrets.count else { return nil }
    }

    private static func pair(_ json: JSONValue) -> (name: String, value: String)? {
        guard let items = json.arrayValue, items.count == 2, let name = items[0].stringValue,
            let value = items[1].stringValue
        else { return nil }
        return (name, value)
    }
}
