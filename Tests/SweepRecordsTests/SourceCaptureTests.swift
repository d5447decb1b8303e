import Glibc
import SweepModel
import SweepRecords
import Testing

@Suite("Source capture")
struct SourceCaptureTests {
    private let scratch: Scratch
    private let store: String

    init() throws {
        scratch = try Scratch()
        store = scratch.path + "/source"
    }

    private func capture(
        _ base: String, _ mode: SourceChoice.Mode = .auto, files: [String] = [], forbidden: [String] = []
    ) async throws -> SourceCapture.Result {
        try await SourceCapture(base: base, mode: mode, store: store, forbidden: forbidden).take(files: files)
    }

    private func sample() throws -> Repository {
        let repository = try Repository(scratch)
        try repository.write("train.py", "print(1)\n")
        try repository.write("package/model.py", "x = 1\n")
        try repository.write(".gitignore", "data/\n*.bin\n__pycache__/\n")
        try repository.write("run.sh", "#!/bin/sh\n")
        try #require(chmod(repository.path + "/run.sh", 0o755) == 0)
        try repository.commit()
        return repository
    }

    @Test("a snapshot holds what is tracked and what is not ignored")
    func snapshot() async throws {
        let repository = try sample()
        try repository.write("new.py", "y = 2\n")
        try repository.write("data/set.csv", "1\n")
        try repository.write("weights.bin", "w")
        try repository.write("__pycache__/x.pyc", "c")
        try #require(unlink(repository.path + "/package/model.py") == 0)
        let result = try await capture(
            repository.path, files: ["train.py", "--lr=1", "../x", "/etc/passwd", "train.py"])
        let digest = try #require(result.record.digest)
        #expect(result.warnings.isEmpty)
        #expect(result.record.mode == .snapshot)
        #expect(result.record.root == repository.path)
        #expect(result.record.ignored.sorted() == ["data", "weights.bin"])
        #expect(
            result.record.files == [
                FileDigest(path: "train.py", sha256: Digest.sha256("print(1)\n"), bytes: 9)
            ])
        #expect(try scratch.children("source") == [digest])
        #expect(try scratch.children("source/" + digest) == [".gitignore", "new.py", "run.sh", "train.py"])
        #expect(scratch.mode("source/\(digest)/run.sh") == 0o755)
    }

    @Test("a file whose name is not UTF-8 is never left out in silence")
    func names() async throws {
        let repository = try sample()
        let name: [UInt8] = Array(repository.path.utf8) + Array("/bad".utf8) + [0xFF, 0]
        let file = name.withUnsafeBytes { open($0.bindMemory(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o600) }
        try #require(file >= 0)
        close(file)
        let result = try await capture(repository.path)
        #expect(result.record.mode == .mount)
        #expect(result.warnings.contains { $0.contains("is not UTF-8") }, "\(result.warnings)")
        await #expect { try await capture(repository.path, .snapshot) } throws: { ($0 as? Fault)?.code == .failed }
    }

    @Test("git's state is recorded")
    func git() async throws {
        let repository = try sample()
        try repository.git("remote", "add", "origin", "https://ana:secret@example.org/x.git")
        try repository.write("train.py", "print(2)\n")
        try repository.write("new file.py", "")
        let git = try #require(try await capture(repository.path).record.git)
        let commit = try repository.git("rev-parse", "HEAD").dropLast()
        #expect(git.commit == String(commit))
        #expect(git.branch == "main")
        #expect(git.remote == "https://example.org/x.git")
        #expect(git.dirtyFiles == ["train.py"])
        #expect(git.untrackedFiles == ["new file.py"])
        #expect(try #require(git.diff).contains("+print(2)"))
        #expect(!git.diffTruncated)
    }

    @Test("a tree before its first commit, and one with a detached head, have their facts")
    func unusualHeads() async throws {
        let repository = try Repository(scratch)
        try repository.write("a.py", "")
        var git = try #require(try await capture(repository.path).record.git)
        #expect(git.commit == nil && git.branch == "main" && git.diff == nil && git.remote == nil)
        try repository.commit()
        try repository.git("checkout", "-q", "--detach")
        git = try #require(try await capture(repository.path).record.git)
        #expect(git.commit != nil && git.branch == nil && !git.isDirty)
    }

    @Test("equal content is one snapshot, and any change is another")
    func identity() async throws {
        let repository = try sample()
        let first = try await capture(repository.path).record.digest
        #expect(try await capture(repository.path).record.digest == first)
        try repository.write("untouched.bin", "ignored")
        #expect(try await capture(repository.path).record.digest == first)
        try #require(chmod(repository.path + "/train.py", 0o755) == 0)
        let executable = try await capture(repository.path).record.digest
        #expect(executable != first)
        try repository.write("train.py", "print(3)\n")
        #expect(try await capture(repository.path).record.digest != executable)
        #expect(try scratch.children("source").count == 3)
    }

    @Test("captures of one tree at once leave one snapshot")
    func concurrent() async throws {
        let repository = try sample()
        let path = repository.path
        let digests = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<6 { group.addTask { try await capture(path).record.digest } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(digests.count == 1)
        #expect(try scratch.children("source").count == 1)
    }

    @Test("runs start in the base folder's place inside the tree")
    func basePath() async throws {
        let repository = try sample()
        let result = try await capture(repository.path + "/package", files: ["model.py"])
        #expect(result.record.basePath == "package")
        #expect(result.record.files.map(\.path) == ["model.py"])
        let places = layout(in: scratch)
        let copy = try WorkingCopy.make(of: result.record, sourceFolder: store, in: places)
        #expect(copy.folder == places.work + "/package")
        #expect(scratch.text(copy.folder + "/model.py") == "x = 1\n")
    }

    @Test("links stay links, and one that leads out of the tree still leads there")
    func links() async throws {
        let repository = try sample()
        try scratch.write("outside.txt", "far")
        try scratch.link("repo/near", to: "package/model.py")
        try scratch.link("repo/package/far", to: "../../outside.txt")
        let record = try await capture(repository.path).record
        let copy = try WorkingCopy.make(of: record, sourceFolder: store, in: layout(in: scratch))
        #expect(scratch.text(copy.folder + "/near") == "x = 1\n")
        #expect(scratch.text(copy.folder + "/package/far") == "far")
    }

    @Test("a submodule's files are part of the snapshot")
    func submodules() async throws {
        let inner = try Repository(scratch, "inner")
        try inner.write("lib.py", "z = 1\n")
        try inner.commit()
        let repository = try sample()
        try repository.git("submodule", "--quiet", "add", inner.path, "vendor")
        try repository.commit()
        let digest = try #require(try await capture(repository.path).record.digest)
        #expect(scratch.text("source/\(digest)/vendor/lib.py") == "z = 1\n")
        #expect(!scratch.exists("source/\(digest)/vendor/.git"))
    }

    @Test("too large a tree is mounted with a warning, or refused where a snapshot was asked for")
    func tooLarge() async throws {
        let repository = try sample()
        try repository.write("huge", "")
        try #require(truncate(repository.path + "/huge", 201 << 20) == 0)
        let result = try await capture(repository.path)
        #expect(result.record.mode == .mount && result.record.git != nil)
        #expect(result.warnings.count == 1)
        await #expect { try await capture(repository.path, .snapshot) } throws: { ($0 as? Fault)?.code == .limit }
    }

    @Test("outside a work tree the folder is mounted, and a snapshot is refused")
    func noTree() async throws {
        try scratch.write("plain/a.py", "")
        let result = try await capture(scratch.path + "/plain", files: ["a.py"])
        #expect(
            result.record
                == SourceRecord(
                    mode: .mount, root: scratch.path + "/plain",
                    files: [FileDigest(path: "a.py", sha256: Digest.sha256(""), bytes: 0)]))
        #expect(result.warnings.isEmpty)
        await #expect(throws: Fault.self) { try await capture(scratch.path + "/plain", .snapshot) }
    }

    @Test("a mounted work tree still has git's facts")
    func mounted() async throws {
        let repository = try sample()
        let record = try await capture(repository.path + "/package", .mount).record
        #expect(record.mode == .mount && record.root == repository.path + "/package" && record.basePath.isEmpty)
        #expect(record.git?.commit != nil)
    }

    @Test("a source that holds the state directory or the socket is refused")
    func forbidden() async throws {
        let repository = try sample()
        for mode in [SourceChoice.Mode.auto, .mount, .snapshot] {
            await #expect {
                try await capture(repository.path, mode, forbidden: [repository.path + "/state"])
            } throws: {
                ($0 as? Fault)?.code == .specification
            }
        }
        _ = try await capture(repository.path, forbidden: [repository.path + "-state", scratch.path])
    }

    @Test("a base folder that is not there is a fault")
    func missing() async throws {
        await #expect { try await capture(scratch.path + "/nowhere") } throws: { ($0 as? Fault)?.code == .notFound }
    }
}
