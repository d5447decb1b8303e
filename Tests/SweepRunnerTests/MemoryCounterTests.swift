import FoundationEssentials
import Glibc
import SweepRunner
import Testing

/// Counts of control groups as each version of them has them, in a tree that looks like theirs.
@Suite final class MemoryCounterTests {
    private let root: String

    init() throws {
        var name = Array("/tmp/sweep-cgroup-XXXXXX".utf8CString)
        root = String(cString: try #require(mkdtemp(&name)))
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func write(_ path: String, _ text: String) throws {
        let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        try text.write(toFile: "\(root)/\(path)", atomically: false, encoding: .utf8)
    }

    private func events(_ kills: Int) -> String {
        "low 0\nhigh 0\nmax 7\noom \(kills)\noom_kill \(kills)\noom_group_kill 0\n"
    }

    @Test("a process's group is found in the hierarchy that has the memory controller")
    func groups() throws {
        try write("memory/a/b/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n")
        try write("user.slice/libpod-1.scope/container/memory.events", events(0))
        let v2 = "0::/user.slice/libpod-1.scope/container\n"
        let path = "\(root)/user.slice/libpod-1.scope/container/memory.events"
        #expect(ProcessTable.controlGroup(in: v2, beneath: root) == path)
        let hybrid = "5:pids:/a\n4:memory:/a/b\n1:name=systemd:/a\n0::/x\n"
        #expect(ProcessTable.controlGroup(in: hybrid, beneath: root) == "\(root)/memory/a/b/memory.oom_control")
        for none in ["", "0::/gone\n", "4:memory:/gone\n", "5:pids:/a/b\n", "nonsense\n"] {
            #expect(ProcessTable.controlGroup(in: none, beneath: root) == nil, "\(none)")
        }
    }

    @Test("a group is a unit's own where it has the unit's name, and not where others share it")
    func units() {
        let unit = "sweep-a-1-2"
        #expect(ProcessTable.isControlGroup("/c/sweepd.slice/\(unit).service/memory.events", of: unit))
        for shared in ["/c/user@1000.service/memory.events", "/c/\(unit).service/payload/memory.events", "/", ""] {
            #expect(!ProcessTable.isControlGroup(shared, of: unit), "\(shared)")
        }
    }

    @Test(
        "what the kernel kills in a group of v2 is counted from when the container was met, also when the group is gone"
    )
    func events() throws {
        try write("c/memory.events", events(2))
        let path = "\(root)/c/memory.events"
        var counter = try #require(MemoryCounter(file: path))
        #expect(counter.kills() == 0)
        try write("c/memory.events", events(5))
        #expect(counter.kills() == 3)
        unlink(path)
        #expect(counter.kills() == 3)
    }

    @Test("a group without counts is none", arguments: ["", "oom_kill\n", "oom_kill x\n", "oom_group_kill 3\n"])
    func nothing(_ text: String) throws {
        try write("c/memory.events", text)
        #expect(MemoryCounter(file: root + "/c/memory.events") == nil)
    }
}
