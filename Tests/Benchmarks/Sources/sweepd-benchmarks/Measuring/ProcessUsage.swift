internal import FoundationEssentials
internal import Glibc

/// What a process has used, as the kernel counts it.
struct ProcessUsage {
    /// How often each thread has gone to sleep, which is how often it woke up, by thread id.
    let sleeps: [String: Int]
    /// Of all its threads, those that have ended too.
    let cpuSeconds: Double
    let residentBytes: Double

    /// - Throws: where there is no such process.
    init(of process: pid_t) throws(Failure) {
        let folder = "/proc/\(process)"
        guard let threads = try? FileManager.default.contentsOfDirectory(atPath: folder + "/task") else {
            throw Failure("cannot find process \(process)")
        }
        sleeps = threads.reduce(into: [:]) { counts, thread in
            counts[thread] = Self.number("voluntary_ctxt_switches", in: "\(folder)/task/\(thread)/status")
        }
        residentBytes = Double(Self.number("VmRSS", in: folder + "/status") ?? 0) * 1024
        var clock: clockid_t = 0
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw Failure("cannot read the processor time of process \(process)")
        }
        cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How often the process has woken up since an earlier moment; a thread that ended meanwhile is not counted.
    func wakeUps(since earlier: ProcessUsage) -> Int {
        sleeps.reduce(0) { $0 + $1.value - (earlier.sleeps[$1.key] ?? 0) }
    }

    private static func number(_ name: String, in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
}
