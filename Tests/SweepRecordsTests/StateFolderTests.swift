import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("The state folder")
struct StateFolderTests {
    @Test("a snapshot that nobody takes any more is abandoned after a day")
    func abandoned() throws {
        let scratch = try Scratch()
        for name in ["source/tmp-1-1/a", "source/tmp-2-2/a", "source/0123abcd/a"] { try scratch.write(name, "") }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000)
        let source = scratch.path + "/source"
        let taker = open(source + "/tmp-2-2", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(flock(taker, LOCK_EX | LOCK_NB) == 0)
        #expect(StateFolder.settledSnapshots(in: source, now: now + .seconds(300)) == [])
        #expect(StateFolder.settledSnapshots(in: source, now: now + .seconds(900)) == ["0123abcd"])
        #expect(StateFolder.abandonedSnapshots(in: source, now: now + .seconds(86_000)) == [])
        #expect(StateFolder.abandonedSnapshots(in: source, now: now + .seconds(90_000)) == ["tmp-1-1"])
        close(taker)
        #expect(StateFolder.abandonedSnapshots(in: source, now: now + .seconds(90_000)) == ["tmp-1-1", "tmp-2-2"])
    }

    @Test("what its owner has forbidden himself can be removed all the same", arguments: [0, 0o400, 0o200, 0o500])
    func shut(mode: mode_t) throws {
        let scratch = try Scratch()
        try scratch.write("run/files/inner/a", "")
        try scratch.write("other/b", "")
        try scratch.link("run/files/link", to: scratch.path + "/other")
        for folder in ["run/files/inner", "run/files", "other"] { chmod(scratch.path + "/" + folder, mode) }
        try StateFolder.remove(scratch.path + "/run")
        #expect(!scratch.exists("run"))
        #expect(scratch.mode("other") == mode, "links are not followed")
        chmod(scratch.path + "/other", 0o700)
    }

    @Test("a folder for secrets is a folder, ours, and closed to others")
    func privacy() throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/runtime"
        #expect(throws: Fault.self) { try StateFolder.checkPrivate(folder) }
        mkdir(folder, 0o700)
        try StateFolder.checkPrivate(folder)
        try scratch.link("link", to: folder)
        #expect(reason(scratch.path + "/link") == "it is a link")
        for (mode, text) in [(0o755, "755"), (0o710, "710"), (0o702, "702")] as [(mode_t, String)] {
            chmod(folder, mode)
            #expect(reason(folder) == "others may enter it (mode \(text))")
        }
        chmod(folder, 0o700)
        if geteuid() == 0, chown(folder, 65_534, 65_534) == 0 {
            #expect(reason(folder) == "it belongs to another user (uid 65534)")
        }
        try scratch.write("file", "")
        #expect(reason(scratch.path + "/file") == "it is no folder")
    }

    private func reason(_ folder: String) -> String? {
        do throws(Fault) {
            try StateFolder.checkPrivate(folder)
            return nil
        } catch {
            #expect(error.code == .permission && error.hint != nil)
            return String(error.message.dropFirst("cannot use the folder '\(folder)': ".count))
        }
    }
}
