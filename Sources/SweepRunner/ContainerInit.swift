internal import CSweepShims
internal import Glibc

/// The first process of an attempt's container as the host sees it. It is watched because it may be killed and then says
/// nothing, however long the engine's client goes on; whether memory was the reason, its control group knows until the
/// engine removes that.
struct ContainerInit {
    private let process: Descriptor
    /// The file that counts the group's processes that the kernel killed for want of memory; nil where there is none.
    private let events: String?
    private let before: Int64

    /// What poll watches: readable once the process has ended.
    var descriptor: Int32 { process.number }

    /// The child of an engine's monitor, which is a child of ours, that is process 1 of its namespace; nil where the
    /// engine keeps its containers elsewhere.
    static func find() -> ContainerInit? {
        let monitored = ProcessTable.children(of: getpid()).flatMap(ProcessTable.children)
        guard let pid = monitored.first(where: ProcessTable.isFirstOfNamespace) else { return nil }
        return ContainerInit(pid)
    }

    init?(_ pid: Int32) {
        guard let process = Descriptor(sweep_pidfd_open(pid)) else { return nil }
        self.process = process
        events = ProcessTable.controlGroup(of: pid).flatMap { group in
            group == ProcessTable.controlGroup(of: getpid()) ? nil : group
        }
        before = events.map(Self.kills) ?? 0
    }

    /// How many processes of the container were killed for want of memory.
    var oomKills: Int64 { max(0, (events.map(Self.kills) ?? before) - before) }

    private static func kills(_ path: String) -> Int64 {
        let words = ProcessTable.text(of: path).split { $0 == " " || $0 == "\n" }
        guard let place = words.firstIndex(of: "oom_kill"), place + 1 < words.endIndex else { return 0 }
        return Int64(words[place + 1]) ?? 0
    }
}
