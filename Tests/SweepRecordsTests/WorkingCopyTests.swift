import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("Working copies")
struct WorkingCopyTests {
    private let scratch: Scratch
    private let repository: Repository
    private let record: SourceRecord
    private let store: String

    init() async throws {
        scratch = try Scratch()
        repository = try Repository(scratch)
        try repository.write("train.py", "one")
        try repository.write("deep/er/x.py", "x")
        try repository.write(".gitignore", "data/\ndeep/cache/\n")
        try repository.commit()
        try repository.write("data/set.csv", "1\n")
        try repository.write("deep/cache/c", "c")
        store = scratch.path + "/source"
        record = try await SourceCapture(base: repository.path, mode: .auto, store: store, forbidden: []).take(files: []
        )
        .record
    }

    private func copy(run: Int) throws -> String {
        try WorkingCopy.make(of: record, sourceFolder: store, in: layout(in: scratch, run: run)).folder
    }

    @Test("copies are apart from each other, from the tree and from the snapshot")
    func isolation() throws {
        let (first, second) = (try copy(run: 1), try copy(run: 2))
        try scratch.write(String(first.dropFirst(scratch.path.count + 1)) + "/train.py", "changed by run 1")
        try repository.write("train.py", "changed in the tree")
        #expect(scratch.text(second + "/train.py") == "one")
        #expect(scratch.text(try copy(run: 3) + "/train.py") == "one")
        #expect(scratch.text("repo/train.py") == "changed in the tree")
    }

    @Test("ignored entries are links to the real ones, and vanished ones are left out")
    func ignored() throws {
        let first = try copy(run: 1)
        #expect(scratch.text(first + "/data/set.csv") == "1\n")
        #expect(scratch.text(first + "/deep/cache/c") == "c")
        #expect(try run(["rm", "-r", repository.path + "/data"]).code == 0)
        #expect(!scratch.exists(try copy(run: 2) + "/data"))
    }

    @Test("a retry keeps the run's copy, and an interrupted copy is made anew")
    func retry() throws {
        let places = layout(in: scratch)
        let relative = String(places.work.dropFirst(scratch.path.count + 1))
        try scratch.write(relative + ".tmp/half", "half")
        let folder = try copy(run: 1)
        #expect(!scratch.exists(folder + "/half") && !scratch.exists(places.work + ".tmp"))
        try scratch.write(relative + "/checkpoint", "kept")
        #expect(try copy(run: 1) == folder)
        #expect(scratch.text(folder + "/checkpoint") == "kept")
    }

    @Test("what a power cut took of a copy is copied again, and what a run changed is not")
    func repaired() throws {
        let folder = try copy(run: 1)
        var original = stat()
        try #require(lstat(folder + "/train.py", &original) == 0)
        try #require(truncate(folder + "/train.py", 0) == 0)
        let times = [original.st_atim, original.st_mtim]
        try #require(utimensat(AT_FDCWD, folder + "/train.py", times, 0) == 0)
        try #require(truncate(folder + "/deep/er/x.py", 0) == 0)
        _ = try copy(run: 1)
        #expect(scratch.text(folder + "/train.py") == "one")
        #expect(scratch.text(folder + "/deep/er/x.py") == "")
    }

    @Test("files keep permissions and time of change")
    func attributes() throws {
        try #require(chmod(repository.path + "/train.py", 0o640) == 0)
        var (original, copied) = (stat(), stat())
        let folder = try copy(run: 1)
        try #require(lstat(store + "/\(record.digest ?? "")/train.py", &original) == 0)
        try #require(lstat(folder + "/train.py", &copied) == 0)
        #expect(original.st_mtim.tv_sec == copied.st_mtim.tv_sec && original.st_mtim.tv_nsec == copied.st_mtim.tv_nsec)
        #expect(original.st_mode == copied.st_mode)
    }

    @Test("a snapshot that is gone is a fault")
    func gone() throws {
        var lost = record
        lost.digest = String(repeating: "0", count: 64)
        #expect(throws: Fault.self) {
            try WorkingCopy.make(of: lost, sourceFolder: store, in: layout(in: scratch))
        }
    }

    @Test("where the source is mounted, changed and vanished files are named")
    func changes() async throws {
        try scratch.write("plain/a.py", "a")
        try scratch.write("plain/b.py", "b")
        try scratch.write("plain/c.py", "c")
        let base = scratch.path + "/plain"
        let record = try await SourceCapture(base: base, mode: .mount, store: store, forbidden: [])
            .take(files: ["a.py", "b.py", "c.py"]).record
        func make() throws -> WorkingCopy {
            try WorkingCopy.make(of: record, sourceFolder: store, in: layout(in: scratch))
        }
        #expect(try make() == WorkingCopy(folder: base, changedFiles: []))
        try scratch.write("plain/b.py", "B")
        try #require(unlink(base + "/c.py") == 0)
        #expect(try make().changedFiles == ["b.py", "c.py"])
    }
}
