import Glibc
import SweepModel
import SweepRecords
import Testing

/// Snapshots on their way to a daemon of another user's.
@Suite struct SourcePackTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Sends bytes, and takes them in as a source.
    private func receive(_ pack: [UInt8]) throws -> String {
        let uploads = Uploads(of: 7, in: scratch.path + "/theirs")
        var upload = try uploads.begin(bytesMax: SourcePack.bytesMax)
        for piece in stride(from: 0, to: pack.count, by: 1000) {
            try upload.write(Array(pack[piece..<min(pack.count, piece + 1000)]))
        }
        let digest = try upload.finish()
        return try SourceUnpacking.unpack(uploads.folder + "/" + digest, into: scratch.path + "/theirs")
    }

    private func entry(_ path: String, _ text: String = "x", mode: String = "100644", bytes: Int? = nil) -> [UInt8] {
        let header: JSONObject = [
            "path": .string(path), "mode": .string(mode), "bytes": .int(Int64(bytes ?? text.utf8.count)),
        ]
        return Array("\(header.text())\n\(text)".utf8)
    }

    @Test func `what arrives is what was sent, under the same digest`() async throws {
        let repository = try Repository(scratch)
        try repository.write("train.py", String(repeating: "print(1)\n", count: 5000))
        try repository.write("package/deep/model.py", "")
        try repository.write("run.sh", "#!/bin/sh\n")
        try #require(chmod(repository.path + "/run.sh", 0o755) == 0)
        try scratch.link("repo/package/data", to: "deep/model.py")
        try scratch.link("repo/shared", to: "/srv/data")
        try repository.commit()
        let capture = SourceCapture(
            base: repository.path, mode: .snapshot, store: scratch.path + "/ours", forbidden: [])
        let digest = try #require(try await capture.take(files: []).record.digest)
        let pack = try SourcePack.bytes(of: "\(scratch.path)/ours/\(digest)")
        #expect(try receive(pack) == digest)
        #expect(try receive(pack) == digest, "once more")
        let places = ["ours", "theirs"].map { "\(scratch.path)/\($0)/\(digest)" }
        #expect(try run(["diff", "-r", "--no-dereference"] + places).code == 0)
        #expect(scratch.mode("theirs/\(digest)/run.sh") == 0o755)
        #expect(try scratch.children("theirs").count == 2, "the snapshot, and uploads")
    }

    @Test(arguments: ["/etc/x", "../x", "a/../../x", "a//b", "", ".", "a/.", "a\0b"])
    func `no path leads out of a snapshot`(path: String) throws {
        let fault = #expect(throws: Fault.self) { try receive(entry(path)) }
        #expect(fault?.code == .usage)
        #expect(!scratch.exists("x") && !scratch.exists("theirs/x"))
    }

    @Test func `no file is written through a link, and none stands for two`() throws {
        let outside = scratch.path + "/outside"
        try #require(mkdir(outside, 0o755) == 0)
        for pack in [
            entry("a", outside, mode: "120000") + entry("a/x"), entry("a") + entry("a/b"), entry("a/b") + entry("a"),
            entry("a") + entry("a"), entry("up", "../../outside", mode: "120000"), entry("a", "", mode: "120000"),
            entry("dev", mode: "060660"), entry("a", bytes: 5), entry("a", bytes: -1), Array("{}\n".utf8),
            Array("no line's end".utf8), entry("a", bytes: Int.max), entry(String(repeating: "n", count: 300)),
        ] {
            let fault = #expect(throws: Fault.self) { try receive(pack) }
            #expect(fault?.code == .usage, "\(fault?.message ?? "")")
        }
        #expect(try scratch.children("outside").isEmpty)
        #expect(try scratch.children("theirs") == ["uploads"])
    }

    @Test func `only so many uploads wait, and one that is too large leaves nothing`() throws {
        let uploads = Uploads(of: 7, in: scratch.path)
        for number in 0..<20 {
            var upload = try uploads.begin(bytesMax: 10)
            try upload.write(Array("\(number)".utf8))
            _ = try upload.finish()
        }
        #expect(try scratch.children("uploads/7").count <= 8)
        var upload = try uploads.begin(bytesMax: 10)
        let fault = #expect(throws: Fault.self) { try upload.write(Array(repeating: 0, count: 11)) }
        #expect(fault?.code == .limit)
    }
}
