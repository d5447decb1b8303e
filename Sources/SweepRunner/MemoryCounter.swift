internal import CSweepShims
internal import Glibc

/// Counts the processes of a control group that the kernel kills for want of memory.
///
/// A container's group goes with its last process, as soon as the engine comes to that, and its counts with it. So the kernel is
/// asked to tell of every shortage when it comes, and the count is taken then.
package struct MemoryCounter {
    private let file: String
    /// Raised by the kernel; nil where it does not tell.
    private var alarm: Descriptor?
    /// cgroup v1 raises a count, once more for the group's end; v2 says of the file that it has changed.
    private let isV1: Bool
    private let before: Int64
    private var last: Int64
    private var ranOut = false

    /// What poll watches; -1 where nothing is told.
    var descriptor: Int32 { alarm?.number ?? -1 }
    /// What it watches for: a file of v2 can always be read.
    var events: Int16 { Int16(isV1 ? POLLIN : POLLPRI) }

    /// - Parameter pid: a process of the container; nil where it has no group of its own.
    init?(of pid: Int32) {
        guard let file = ProcessTable.controlGroup(of: pid), file != ProcessTable.controlGroup(of: getpid()) else {
            return nil
        }
        self.init(file: file)
    }

    /// - Parameter unit: that of this process, without a suffix; nil where that has no group of its own for memory, as
    ///   where no such controller was given to its user's manager.
    init?(ofUnit unit: String) {
        guard let file = ProcessTable.controlGroup(of: getpid()), ProcessTable.isControlGroup(file, of: unit) else {
            return nil
        }
        self.init(file: file)
    }

    /// - Parameter file: `memory.oom_control` of v1, or `memory.events` of v2; nil where it counts no kills. Package only
    ///   for its tests.
    package init?(file: String) {
        guard let count = Self.count(file) else { return nil }
        self.file = file
        isV1 = file.hasSuffix("/memory.oom_control")
        alarm = Descriptor(isV1 ? sweep_memory_alarm(file) : sweep_open_at(AT_FDCWD, file, O_RDONLY, 0))
        (before, last) = (count, count)
    }

    /// Takes the count while it is there.
    mutating func heed() {
        let times = takeAlarm()
        if let count = Self.count(file) {
            last = count
            ranOut = ranOut || times > 0
        } else {
            ranOut = ranOut || times > 1
            alarm = nil
        }
    }

    /// Makes the next change news again, and tells how often v1's alarm was raised.
    private func takeAlarm() -> UInt64 {
        var times: UInt64 = 0
        guard let alarm else { return 0 }
        if !isV1 { lseek(alarm.number, 0, SEEK_SET) }
        let size = read(alarm.number, &times, 8)
        return isV1 && size == 8 ? times : 0
    }

    /// Since the beginning.
    package mutating func kills() -> Int64 {
        heed()
        return max(last - before, ranOut ? 1 : 0)
    }

    private static func count(_ file: String) -> Int64? {
        let words = ProcessTable.text(of: file).split { $0 == " " || $0 == "\n" }
        guard let place = words.firstIndex(of: "oom_kill"), place + 1 < words.endIndex else { return nil }
        return Int64(words[place + 1])
    }
}
