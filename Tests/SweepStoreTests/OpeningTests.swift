import GRDB
import Glibc
import SweepModel
import SweepStore
import Testing

@Suite("Opening the queue")
struct OpeningTests {
    @Test("a new database belongs to its owner alone")
    func mode() throws {
        let bench = try Bench()
        for name in ["sweepd.db", "sweepd.db-wal", "sweepd.db.lock"] {
            var found = stat()
            #expect(stat(bench.folder.path + "/" + name, &found) == 0)
            #expect(found.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test("a second open of the same database says who has it")
    func locked() async throws {
        let bench = try Bench()
        let fault = await fault { try Store.open(path: bench.folder.database) }
        #expect(fault?.code == .conflict)
        #expect(
            fault?.message == "cannot open the queue: another sweepd uses this state directory (pid \(getpid()))")
    }

    @Test("what either kind of transaction wrote is there when the store is opened again")
    func durabilities() async throws {
        let folder = try Folder()
        do {
            let store = try Store.open(path: folder.database)
            try store.transact(.processes) { try $0.setNote("reported", "1") }
            try store.transact { try $0.setNote("ended", "2") }
            try store.transact(.processes) { try $0.setNote("reported again", "3") }
            try store.close()
        }
        let again = try Store.open(path: folder.database)
        for (name, value) in [("reported", "1"), ("ended", "2"), ("reported again", "3")] {
            #expect(try await again.query { try $0.note(name) } == value)
        }
    }

    @Test("a closed store answers with a fault", .timeLimit(.minutes(1)))
    func closed() async throws {
        let bench = try Bench()
        try bench.store.close()
        #expect(await fault { try await bench.store.query { try $0.leases() } }?.code == .internal)
        #expect(await fault { try bench.store.transact { try $0.setNote("a", "b") } }?.code == .internal)
    }

    @Test("the lock goes with the store")
    func unlocked() throws {
        let folder = try Folder()
        do { try Store.open(path: folder.database).close() }
        try Store.open(path: folder.database).close()
    }

    @Test("a database of a newer sweepd is refused and left as it is")
    func newer() async throws {
        let folder = try Folder()
        do { try Store.open(path: folder.database).close() }
        try await DatabaseQueue(path: folder.database).write { try $0.execute(sql: "PRAGMA user_version = 70") }
        let fault = await fault { try Store.open(path: folder.database) }
        #expect(fault?.code == .conflict)
        let versions = "(schema 70, this one knows \(Schema.version))"
        #expect(fault?.message == "cannot open the queue: it was written by a newer sweepd \(versions)")
        #expect(fault?.hint != nil)
        let version = try await DatabaseQueue(path: folder.database).read {
            try Int.fetchOne($0, sql: "PRAGMA user_version")
        }
        #expect(version == 70)
    }

    @Test("the database of another program is refused")
    func foreign() async throws {
        let folder = try Folder()
        try await DatabaseQueue(path: folder.database).write { try $0.execute(sql: "CREATE TABLE notes (text)") }
        let fault = await fault { try Store.open(path: folder.database) }
        #expect(fault?.message == "cannot open the queue: the file is the database of another program")
    }

    @Test("a file that is no database is refused and left as it is")
    func garbage() async throws {
        let folder = try Folder()
        let text = String(repeating: "not a database ", count: 100)
        let file = try #require(fopen(folder.database, "w"))
        fputs(text, file)
        fclose(file)
        let fault = await fault { try Store.open(path: folder.database) }
        #expect(fault?.message == "cannot open the queue: '\(folder.database)' is not a database")
        var found = stat()
        stat(folder.database, &found)
        #expect(Int(found.st_size) == text.utf8.count)
    }

    @Test("a missing folder is named")
    func missing() async throws {
        let fault = await fault { try Store.open(path: "/nonexistent/sweepd/sweepd.db") }
        #expect(fault?.code == .failed)
        #expect(fault?.message == "cannot open the queue: '/nonexistent/sweepd': No such file or directory")
    }

    @Test("a folder that cannot be written is told as a matter of permission")
    func readOnly() throws {
        let folder = try Folder()
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o700) }
        let found = try asNobody { () -> Fault? in
            do throws(Fault) {
                _ = try Store.open(path: folder.database)
                return nil
            } catch { return error }
        }
        #expect(found?.code == .permission)
        #expect(found?.hint?.contains("--state-dir") == true)
    }

    /// Runs `body` without root's power over files, which the kernel ties to the thread's file-system user.
    private func asNobody<T>(_ body: () -> T) throws -> T {
        let symbol = try #require(dlsym(nil, "setfsuid"))
        let setFileUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
        let user = geteuid()
        if user == 0 { _ = setFileUser(65_534) }
        defer { _ = setFileUser(user) }
        return body()
    }
}

@Suite("Network file systems")
struct MountTableTests {
    private static let text = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 22 0:40 / /home rw shared:2 - nfs4 server:/home rw,vers=4.2
        31 30 8:2 / /home/ana/local rw - xfs /dev/sdb1 rw
        32 22 0:41 / /mnt/with\\040space rw - fuse.sshfs host: rw
        33 22 0:42 / /covered rw - cifs //host/share rw
        34 22 8:3 / /covered rw - ext4 /dev/sdc1 rw
        35 22 0:43 / /late rw - ext4 /dev/sdd1 rw
        36 22 0:44 / /late rw - 9p share rw
        not a mount
        """

    @Test(
        "the deepest and latest mount decides",
        arguments: [
            ("/", nil), ("/var/lib", nil), ("/home", "nfs4"), ("/home/ana", "nfs4"), ("/homestead", nil),
            ("/home/ana/local/state", nil), ("/mnt/with space/x", "fuse.sshfs"), ("/covered", nil), ("/late/a", "9p"),
        ] as [(String, String?)])
    func type(path: String, expected: String?) {
        #expect(MountTable(Self.text).networkType(of: path) == expected)
    }

    @Test("an unreadable table refuses nothing")
    func empty() { #expect(MountTable("").networkType(of: "/home") == nil) }
}
