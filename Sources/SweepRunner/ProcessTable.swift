internal import CSweepShims
internal import Glibc
package import SweepModel

/// What `/proc` says about processes. Nothing here may be acted on without a pidfd: a number can be reused.
package enum ProcessTable {
    /// One process at the moment of reading.
    package struct Entry: Hashable, Sendable {
        package let pid: Int32
        package let parent: Int32
        /// Clock ticks after boot; with `pid` the identity of the process within this boot.
        package let startTicks: Int64
        /// It has ended and waits to be reaped.
        package let isZombie: Bool
    }

    /// The identifier of the kernel's present boot; nil where `/proc` does not show it.
    package static func bootID() -> String? {
        guard let bytes = contents("/proc/sys/kernel/random/boot_id", limit: 64) else { return nil }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// The process of that number; nil where there is none.
    package static func entry(of pid: Int32) -> Entry? {
        guard let bytes = contents("/proc/\(pid)/stat", limit: 4096),
            let nameEnd = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // After the name: state is field 3, parent 4, start time 22 (see proc(5)).
        let fields = bytes[(nameEnd + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let parent = Int32(text(fields[1])), let ticks = Int64(text(fields[19])) else {
            return nil
        }
        let isZombie = fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X")
        return Entry(pid: pid, parent: parent, startTicks: ticks, isZombie: isZombie)
    }

    /// The identity of the process of that number; nil where there is none.
    package static func identity(of pid: Int32) -> ProcessIdentity? {
        guard let entry = entry(of: pid), let boot = bootID() else { return nil }
        return ProcessIdentity(pid: pid, startTicks: entry.startTicks, bootID: boot)
    }

    /// Whether exactly this process is still there; one that ended but was not reaped is not.
    package static func isAlive(_ process: ProcessIdentity) -> Bool {
        guard let entry = entry(of: process.pid), entry.startTicks == process.startTicks, !entry.isZombie else {
            return false
        }
        return bootID() == process.bootID
    }

    /// Every process that can be seen.
    package static func all() -> [Entry] { processNumbers().compactMap(entry(of:)) }

    /// The children of a process, their children and so on; those that ended but were not reaped are left out.
    package static func descendants(of pid: Int32) -> [Entry] {
        let children = Dictionary(grouping: all(), by: \.parent)
        var found: [Entry] = []
        var open = [pid]
        while let next = open.popLast() {
            let entries = children[next] ?? []
            found += entries.filter { !$0.isZombie }
            open += entries.map(\.pid)
        }
        return found
    }

    /// The processes whose environment, as it was at their start, names the attempt in `SWEEP_RUN_ID` and
    /// `SWEEP_ATTEMPT`. Those of other users cannot be read and are not among them.
    package static func processes(of attempt: AttemptID) -> [Entry] {
        all().filter { !$0.isZombie && carries(pid: $0.pid, attempt) }
    }

    /// Whether the environment of a process, as it was at its start, names the attempt.
    package static func carries(pid: Int32, _ attempt: AttemptID) -> Bool {
        guard let bytes = contents("/proc/\(pid)/environ", limit: 8 << 20) else { return false }
        let entries = bytes.split(separator: 0)
        let wanted = ["SWEEP_RUN_ID=\(attempt.run)", "SWEEP_ATTEMPT=\(attempt.number)"]
        return wanted.allSatisfy { entry in entries.contains { $0.elementsEqual(entry.utf8) } }
    }

    /// The words with which a process was started; none where it is gone.
    package static func command(of pid: Int32) -> [String] {
        let words = (contents("/proc/\(pid)/cmdline", limit: 1 << 20) ?? []).split(
            separator: 0, omittingEmptySubsequences: false)
        return words.dropLast().map { text($0) }
    }

    /// Sends a signal to exactly this process; does nothing where it is gone.
    package static func signal(_ entry: Entry, _ number: Int32) {
        guard let process = Descriptor(sweep_pidfd_open(entry.pid)),
            self.entry(of: entry.pid)?.startTicks == entry.startTicks
        else { return }
        _ = sweep_pidfd_signal(process.number, number)
    }

    private static func processNumbers() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var numbers: [Int32] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }

    static func contents(_ path: String, limit: Int) -> [UInt8]? {
        guard let file = Descriptor(sweep_open_at(AT_FDCWD, path, O_RDONLY, 0)) else { return nil }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let count = read(file.number, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
