package import SweepModel

/// Finds out which attempt a process belongs to, by what is known of it or of one of its forebears.
///
/// Everybody's control group and words can be read: a runner is a unit of its user's service manager that is named after
/// the attempt, and what stands above the processes of a container has the attempt's name among its words. The variables
/// of its start tell as well where no unit does, but only those of our own user's processes can be read. A program may
/// drop them for what it starts, but not for itself.
package struct ProcessOrigin: Sendable {
    /// Whose a process is.
    package enum Finding: Hashable, Sendable {
        case attempt(AttemptID)
        /// Nobody in the line is known to be of an attempt.
        case foreign
        /// The system lets nobody see what it is.
        case hidden
    }

    private let files: HostFiles

    /// Far more generations than there are.
    private static let depthMax = 64
    private static let environmentMax = 8 << 20
    /// What stands above the processes of a container: podman's monitor, and `sweep-init` as it is named inside.
    private static let guards: Set = ["conmon", "init"]

    package init(files: HostFiles = HostFiles()) { self.files = files }

    /// - Parameter isCredible: whether a user may speak for an attempt: anybody may give a process of hers any name.
    package func finding(
        of pid: Int32, isCredible: (AttemptID, _ uid: UInt32) -> Bool = { _, _ in true }
    ) -> Finding {
        var next = pid
        for _ in 0..<Self.depthMax where next > 0 {
            if let claim = claim(of: next), isCredible(claim.attempt, claim.uid) { return .attempt(claim.attempt) }
            guard let parent = parent(of: next) else { break }
            next = parent
        }
        return isHidden(pid) ? .hidden : .foreign
    }

    /// Whether there is such a process, and nothing of it can be read.
    private func isHidden(_ pid: Int32) -> Bool {
        guard pid > 0 else { return false }
        let names = ["cgroup", "environ"].map { "/proc/\(pid)/\($0)" }
        return files.isRunning(pid) && !names.contains { files.bytes($0, max: Self.environmentMax) != nil }
    }

    /// An attempt, and the user who says so.
    private typealias Claim = (attempt: AttemptID, uid: UInt32)

    private func claim(of pid: Int32) -> Claim? {
        if let claim = unit(of: pid) { return claim }
        guard let attempt = named(by: pid) ?? given(to: pid), let uid = files.owner("/proc/\(pid)") else { return nil }
        return (attempt, uid)
    }

    /// The unit of a user's service manager that the process is in; only that user can have put it there.
    private func unit(of pid: Int32) -> Claim? {
        for line in files.text("/proc/\(pid)/cgroup")?.split(separator: "\n") ?? [] {
            let parts = line.split(separator: "/")
            guard let manager = parts.firstIndex(where: { $0.hasPrefix("user@") && $0.hasSuffix(".service") }),
                let uid = UInt32(parts[manager].dropFirst("user@".count).dropLast(".service".count))
            else { continue }
            let units = parts[(manager + 1)...].filter { $0.hasSuffix(".service") }
            let attempts = units.compactMap { AttemptID(hostName: String($0.dropLast(".service".count))) }
            if let attempt = attempts.first { return (attempt, uid) }
        }
        return nil
    }

    /// The attempt of a container, in the words of what stands above its processes.
    private func named(by pid: Int32) -> AttemptID? {
        guard let bytes = files.bytes("/proc/\(pid)/cmdline") else { return nil }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let program = words.first?.split(separator: "/").last, Self.guards.contains(String(program)) else {
            return nil
        }
        return words.dropFirst().lazy.compactMap { AttemptID(hostName: $0) }.first
    }

    /// What the process was given at its start.
    private func given(to pid: Int32) -> AttemptID? {
        guard let bytes = files.bytes("/proc/\(pid)/environ", max: Self.environmentMax) else { return nil }
        let entries = bytes.split(separator: 0)
        func value(_ name: String) -> String? {
            let start = Array((name + "=").utf8)
            return entries.first { $0.starts(with: start) }.map {
                String(decoding: $0.dropFirst(start.count), as: UTF8.self)
            }
        }
        guard let run = value("SWEEP_RUN_ID"), let number = value("SWEEP_ATTEMPT") else { return nil }
        return AttemptID("\(run).\(number)")
    }

    /// The name, which may hold anything, ends with the last bracket; state and parent follow (see proc(5)).
    private func parent(of pid: Int32) -> Int32? {
        guard let text = files.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }
}

extension ProcessOrigin {
    /// The readings with whose each process is.
    ///
    /// - Parameter isCredible: as for ``finding(of:isCredible:)``.
    package func attributed(
        _ readings: [DeviceID: DeviceReading], isCredible: (AttemptID, _ uid: UInt32) -> Bool = { _, _ in true }
    ) -> [DeviceID: DeviceReading] {
        // A process may have several devices open.
        var known: [Int32: Finding] = [:]
        return readings.mapValues { reading in
            var reading = reading
            reading.processes = reading.processes?.map { process in
                var process = process
                let finding = known[process.pid] ?? self.finding(of: process.pid, isCredible: isCredible)
                known[process.pid] = finding
                process.isHidden = finding == .hidden
                if case .attempt(let attempt) = finding { process.attempt = attempt }
                return process
            }
            return reading
        }
    }
}
