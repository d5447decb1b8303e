package import SweepModel

/// Finds out which attempt a process belongs to, by what it or one of its forebears was given at its start.
///
/// The variables tell as well in a container, whose processes are the host's too. A program may drop them for what it
/// starts, but not for itself. Those of other users' processes cannot be read.
package struct ProcessOrigin: Sendable {
    private let files: HostFiles

    /// Far more generations than there are.
    private static let depthMax = 64
    private static let environmentMax = 8 << 20

    package init(files: HostFiles = HostFiles()) { self.files = files }

    /// - Returns: nil where nobody in the line is known to be of an attempt.
    package func attempt(of pid: Int32) -> AttemptID? {
        var pid = pid
        for _ in 0..<Self.depthMax where pid > 0 {
            if let attempt = ownAttempt(of: pid) { return attempt }
            guard let parent = parent(of: pid) else { return nil }
            pid = parent
        }
        return nil
    }

    private func ownAttempt(of pid: Int32) -> AttemptID? {
        guard let bytes = files.bytes("/proc/\(pid)/environ", max: Self.environmentMax) else { return nil }
        let entries = bytes.split(separator: 0)
        func value(_ name: String) -> String? {
            let start = Array((name + "=").utf8)
            return entries.first { $0.starts(with: start) }.map { String(decoding: $0.dropFirst(start.count), as: UTF8.self) }
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

extension DeviceSample {
    /// The same with the attempt of each process filled in.
    ///
    /// - Parameter isOurs: whether an attempt executes under this sweepd; another one may have some too.
    package func attributed(by origin: ProcessOrigin, isOurs: (AttemptID) -> Bool) -> DeviceSample {
        var sample = self
        // A process may have several devices open.
        var known: [Int32: AttemptID?] = [:]
        for device in readings.keys {
            guard let processes = readings[device]?.processes else { continue }
            sample.readings[device]?.processes = processes.map { process in
                var process = process
                let attempt = known[process.pid] ?? origin.attempt(of: process.pid).flatMap { isOurs($0) ? $0 : nil }
                known[process.pid] = .some(attempt)
                process.attempt = attempt
                return process
            }
        }
        return sample
    }
}
