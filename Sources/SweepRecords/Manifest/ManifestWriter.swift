internal import Glibc
package import SweepModel

/// Writes `manifest.json`, the document that makes an attempt reproducible: at its start, and again at its end.
///
/// The text is one JSON object in two lines. The first holds what is known at the start and never changes, the second
/// what the end adds; compact JSON has no line ends inside, so that the end replaces the second line without reading
/// the first.
package struct ManifestWriter: Sendable {
    package static let schema = "sweepd.manifest/1"

    private let host: HostFacts

    package init(host: HostFacts) { self.host = host }

    /// Writes the manifest of an attempt that is about to start.
    ///
    /// Members of `plan.manifest` are taken over as they are, except those that this type writes itself.
    /// - Parameters:
    ///   - warnings: what is noteworthy already.
    ///   - python: the interpreter's record, if it is known already.
    /// - Throws: a fault where it cannot be written.
    package func begin(
        _ plan: LaunchPlan, sweep: SweepFacts, copy: WorkingCopy, warnings: [String] = [], python: PythonFacts? = nil
    ) throws(Fault) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8192)
        bytes.append(contentsOf: "{".utf8)
        Self.append(Self.fixedMembers(plan, copy), to: &bytes)
        bytes.append(contentsOf: ",\(sweep.text),\(host.text)".utf8)
        Self.append(Self.beginning(warnings, python), asSecondLineTo: &bytes)
        try Self.write(bytes, plan.layout)
    }

    /// Completes the manifest of an attempt that is over. May be repeated, also with more than before.
    ///
    /// - Throws: a fault where the manifest was never begun, or cannot be written.
    package static func complete(_ layout: AttemptLayout, with ending: ManifestEnding) throws(Fault) {
        try replaceEnding(layout) { _ in ending.json }
    }

    /// Adds what an attempt used of its devices to its manifest, where that is known later than the rest.
    ///
    /// - Throws: as ``complete(_:with:)``.
    package static func record(_ devices: [DeviceUsage], of layout: AttemptLayout) throws(Fault) {
        try replaceEnding(layout) { line in
            var members = (try? JSONParser.parse([UInt8(ascii: "{")] + line))?.objectValue ?? beginning([], nil)
            members["device_usage"] = .array(devices.map { .object($0.json) })
            return members
        }
    }

    /// - Parameter ending: makes the second line's members of the line as it is.
    private static func replaceEnding(
        _ layout: AttemptLayout, _ ending: (ArraySlice<UInt8>) -> JSONObject
    ) throws(Fault) {
        let found = try explaining("cannot read '\(layout.manifest)'") { () throws(SystemError) in
            try WholeFile.read(layout.manifest, limit: manifestMax)
        }
        guard var bytes = found, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            throw Fault(.notFound, "cannot complete '\(layout.manifest)': it was never begun")
        }
        let members = ending(bytes[(end + 1)...])
        // The comma before the line end is appended again.
        bytes.removeSubrange((end - 1)...)
        append(members, asSecondLineTo: &bytes)
        try write(bytes, layout)
    }

    /// Far above what a manifest takes, in bytes.
    private static let manifestMax = 64 << 20

    private static func write(_ bytes: [UInt8], _ layout: AttemptLayout) throws(Fault) {
        try explaining("cannot write '\(layout.manifest)'") { () throws(SystemError) in
            try WholeFile.replace(layout.manifest, bytes, mode: 0o600)
        }
    }

    private static func append(_ object: JSONObject, asSecondLineTo bytes: inout [UInt8]) {
        bytes.append(contentsOf: ",\n".utf8)
        append(object, to: &bytes)
        bytes.append(contentsOf: "}\n".utf8)
    }

    /// The members without the braces.
    private static func append(_ object: JSONObject, to bytes: inout [UInt8]) {
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONValue.append(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.append(to: &bytes)
        }
    }
}

/// The members.
extension ManifestWriter {
    /// What the end adds, as far as it is known at the start.
    private static func beginning(_ warnings: [String], _ python: PythonFacts?) -> JSONObject {
        [
            "status": "starting", "reason": nil, "exit_code": nil, "signal": nil, "last_error": nil, "started_at": nil,
            "ended_at": nil, "duration_seconds": nil, "usage": nil, "device_usage": [],
            "device_report": nil, "logs": nil, "metrics": [:], "artifacts": nil,
            "python": python.map { .object($0.json) } ?? .null, "capture": nil,
            "warnings": .array(warnings.map(JSONValue.string)),
        ]
    }

    /// Names that ``begin(_:sweep:copy:warnings:python:)`` writes elsewhere.
    private static let ownNames: Set<String> = Set(
        beginning([], nil).names + ["specification", "source", "host", "cpu", "memory"])

    private static func fixedMembers(_ plan: LaunchPlan, _ copy: WorkingCopy) -> JSONObject {
        let run = plan.attempt.run
        var members: JSONObject = [
            "schema": .string(schema),
            "ids": [
                "sweep": .string(run.sweep.text), "run": .string(run.description), "index": .int(Int64(run.index)),
                "attempt": .int(Int64(plan.attempt.number)),
            ],
            "owner": ["uid": .int(Int64(plan.owner.uid)), "name": .string(plan.owner.name)],
            "engine": .string(plan.engine), "parameters": .object(plan.parameters),
            "params_hash": .string(Digest.sha256(Point(values: plan.parameters).key)),
            "command": command(plan, copy), "environment": environment(plan.environment), "limits": limits(plan),
            "changed_files": .array(copy.changedFiles.map(JSONValue.string)),
        ]
        let names = Set(members.names)
        for member in plan.manifest.members where !names.contains(member.name) && !ownNames.contains(member.name) {
            members.append(member.name, member.value)
        }
        return members
    }

    private static func command(_ plan: LaunchPlan, _ copy: WorkingCopy) -> JSONValue {
        [
            "argv": .array(plan.argv.map(JSONValue.string)), "executable": .optional(plan.executable),
            "working_directory": .string(copy.folder),
        ]
    }

    private static func limits(_ plan: LaunchPlan) -> JSONValue {
        [
            "time_limit_seconds": .optional(plan.timeLimit?.seconds),
            "stop_grace_seconds": .double(plan.stopGrace.seconds),
            "log_bytes_max": .int(plan.logBytesMax),
        ]
    }

    /// All names, and the values of those that cannot be secrets.
    private static func environment(_ entries: [EnvironmentEntry]) -> JSONValue {
        let open = entries.filter { PlainVariables.contain($0.name) }
        return [
            "names": .array(entries.map { .string($0.name) }),
            "values": .object(JSONObject(open.map { ($0.name, .string($0.value)) })),
        ]
    }
}
