internal import CSweepShims
internal import Glibc

/// The first process of an attempt's container as the host sees it. It is watched because it may be killed and then says
/// nothing, however long the engine's client goes on; whether memory was the reason, its control group knows until the
/// engine removes that.
struct ContainerInit {
    private let process: Descriptor
    /// Nil where the container has no group of its own.
    var memory: MemoryCounter?

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
        memory = MemoryCounter(of: pid)
    }

    /// How many processes of the container were killed for want of memory.
    mutating func oomKills() -> Int64 { memory?.kills() ?? 0 }
}
