/// What `/proc` says about the processes of containers.
extension ProcessTable {
    /// The numbers of a process's children, of its first thread; none where the kernel does not list them.
    static func children(of pid: Int32) -> [Int32] {
        text(of: "/proc/\(pid)/task/\(pid)/children").split(separator: " ").compactMap { Int32($0) }
    }

    /// Whether a process is number 1 of a namespace within ours.
    static func isFirstOfNamespace(_ pid: Int32) -> Bool {
        // `NSpid:`, and the process's numbers from our namespace to its own.
        let line = text(of: "/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("NSpid:") } ?? ""
        let numbers = line.split { $0 == "\t" || $0 == " " }.dropFirst()
        return numbers.count > 1 && numbers.last == "1"
    }

    /// The file in which a process's control group for memory counts what the kernel killed; nil where there is none.
    static func controlGroup(of pid: Int32) -> String? {
        controlGroup(in: text(of: "/proc/\(pid)/cgroup"), beneath: "/sys/fs/cgroup")
    }

    /// The same of what the kernel says of a process's groups: `NUMBER:CONTROLLERS:PATH` a line, with an empty list of
    /// controllers for the group of cgroup v2. Package only for its tests.
    ///
    /// - Parameter root: where the hierarchies are mounted.
    package static func controlGroup(in groups: String, beneath root: String) -> String? {
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let files =
                parts[1].split(separator: ",").contains("memory")
                ? ["\(root)/memory\(parts[2])/memory.oom_control"]
                : parts[1].isEmpty ? ["\(root)\(parts[2])/memory.events"] : []
            if let file = files.first(where: { !text(of: $0).isEmpty }) { return file }
        }
        return nil
    }

    /// Whether a file in which a control group counts is that of a unit. Package only for its tests.
    ///
    /// - Parameter unit: without a suffix.
    package static func isControlGroup(_ file: String, of unit: String) -> Bool {
        file.split(separator: "/").dropLast().last.map { $0 == "\(unit).service" } ?? false
    }

    /// A small file; empty where it cannot be read.
    static func text(of path: String) -> String {
        String(decoding: contents(path, limit: 64 << 10) ?? [], as: UTF8.self)
    }
}
