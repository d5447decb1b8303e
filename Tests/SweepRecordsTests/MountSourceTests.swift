import Glibc
import SweepModel
import Testing

@testable import SweepRecords

@Suite("Mount sources")
struct MountSourceTests {
    private let scratch: Scratch
    private let root: String

    init() throws {
        scratch = try Scratch()
        root = MountSource.future(scratch.path)
        for folder in ["/set", "/other", "/set/inner"] { try #require(mkdir(root + folder, 0o755) == 0) }
    }

    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let fault as Fault {
            return fault.message.split(separator: ": ", maxSplits: 1).last.map(String.init)
        } catch {
            return "\(error)"
        }
    }

    private func find(_ path: String, roots: [String] = ["/"]) async throws -> BindMount {
        let policy = MountPolicy(roots: roots, own: [root + "/state"], runs: root + "/state/runs")
        let binds = try await MountSource.find(ContainerMount(source: path, target: "/data"), policy)
        return try #require(binds.first)
    }

    @Test("links are followed once, at submission, and named by where they led")
    func resolving() async throws {
        try #require(symlink("set", root + "/link") == 0)
        #expect(try await MountSource.resolve(root + "/link/inner/../inner", written: "x") == root + "/set/inner")
        #expect(
            await reason { _ = try await MountSource.resolve(root + "/no", written: "no") }
                == "no such file or directory")
    }

    @Test("a link that comes into the path after submission is not followed, wherever it leads")
    func swapped() async throws {
        let bind = try await find(root + "/set/inner")
        #expect(bind.source == root + "/set/inner" && bind.inode != 0)
        try #require(rename(root + "/set", root + "/moved") == 0 && symlink("moved", root + "/set") == 0)
        let swapped = "a link has come into its path since it was submitted"
        #expect(await reason { _ = try await find(root + "/set/inner") } == swapped)
        try #require(rmdir(root + "/moved/inner") == 0 && symlink("/etc", root + "/moved/inner") == 0)
        #expect(await reason { _ = try await find(root + "/moved/inner") } == swapped)
        try #require(unlink(root + "/moved/inner") == 0)
        #expect(await reason { _ = try await find(root + "/moved/inner") } == "it is gone")
    }

    @Test("what is no file and no folder is refused")
    func kinds() async throws {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array((root + "/s").utf8CString)
        try #require(path.count <= 108)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.map { UInt8(bitPattern: $0) }) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
        }
        try #require(result == 0 && mkfifo(root + "/p", 0o600) == 0)
        for (path, words) in [
            (root + "/s", "it is a socket"), (root + "/p", "it is a named pipe"), ("/dev/null", "it is a device"),
            ("/proc", "it is proc, which gives away the host"), ("/sys", "it is sysfs, which gives away the host"),
            ("/proc/self/root/proc/1", "it is proc, which gives away the host"),
        ] { #expect(await reason { _ = try await MountSource.resolve(path, written: path) } == words) }
    }

    @Test("a folder in which the kernel shows itself is none of data")
    func kernels() async throws {
        #expect(
            await reason { _ = try await MountSource.resolve("/", written: "/") }?.contains(
                "which gives away the host") == true)
    }

    @Test(
        "a mount's place is read as the kernel writes it",
        arguments: [
            ("36 35 98:0 /mnt1 /mnt2 rw master:1 - ext3 /dev/root rw", "/mnt2"),
            (#"36 35 98:0 / /a\040b\134c\011d rw - tmpfs x rw"#, "/a b\\c\td"), ("36 35 98:0 / /a", nil), ("", nil),
        ])
    func table(line: String, point: String?) { #expect(MountTable.point(Array(line.utf8)) == point) }

    @Test("the policy holds at launch too")
    func policy() async throws {
        #expect(
            await reason { _ = try await find(root + "/set", roots: ["/data"]) }
                == "it lies beneath none of the configured 'mount_roots' ('/data')")
        #expect(try await find(root + "/set", roots: [root]).target == "/data")
    }

    @Test("what a working copy links to is mounted where it may be, and told where not")
    func ignored() async throws {
        try #require(symlink(root + "/other", root + "/set/near") == 0 && symlink("/etc", root + "/set/far") == 0)
        var source = SourceRecord(mode: .snapshot, root: root + "/set", ignored: ["inner", "near", "far", "gone"])
        let policy = MountPolicy(roots: [root], own: [], runs: "/no")
        let (binds, leftOut) = try await MountSource.ignored(of: source, policy)
        #expect(binds.map(\.source) == [root + "/set/inner", root + "/other"])
        #expect(binds.map(\.target) == [root + "/set/inner", root + "/set/near"])
        #expect(
            leftOut == [
                "'far' is not in the container: it lies beneath none of the configured 'mount_roots' ('\(root)')"
            ])
        source.mode = .mount
        #expect(try await MountSource.ignored(of: source, policy).binds.isEmpty)
    }
}
