import FoundationEssentials
import Glibc
import SweepModel
import Testing

/// A folder of one test's own, removed when the test is over.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/sweepd-records-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

    func write(_ name: String, bytes: [UInt8]) throws {
        let target = path + "/" + name
        let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: target))
    }

    func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: absolute(name)).map(Array.init) }

    func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

    /// Writes a program, by a process of its own: a program that this one has open for writing cannot be started, and
    /// whatever another thread starts meanwhile has it open, too.
    func program(_ name: String, _ text: String) throws {
        try write(name, "")
        let written = try run(
            ["/bin/sh", "-c", "printf %s \"$2\" > \"$1\" && chmod 700 \"$1\"", "sh", absolute(name), text])
        try #require(written.code == 0)
    }

    func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(absolute(name), &status) == 0
    }

    func mode(_ name: String) -> mode_t? {
        var status = stat()
        return lstat(absolute(name), &status) == 0 ? status.st_mode & 0o777 : nil
    }

    func link(_ name: String, to destination: String) throws {
        try #require(symlink(destination, absolute(name)) == 0)
    }

    func children(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: absolute(name)).sorted()
    }

    private func absolute(_ name: String) -> String { name.hasPrefix("/") ? name : path + "/" + name }
}

/// An attempt's places beneath a scratch folder.
func layout(in scratch: Scratch, run: Int = 1, attempt: Int = 1) -> AttemptLayout {
    AttemptLayout(
        runsFolder: scratch.path + "/runs", envFolder: scratch.path + "/env",
        attempt: AttemptID(run: RunID(sweep: SweepID("digits-3f9k"), index: run), number: attempt))
}

func plan(
    _ layout: AttemptLayout, environment: [EnvironmentEntry] = [], parameters: JSONObject = ["lr": 0.1],
    manifest: JSONObject = [:], source: SourceRecord? = nil
) -> LaunchPlan {
    LaunchPlan(
        attempt: layout.attempt, owner: Owner(uid: 1000, name: "ana"), engine: "none",
        argv: ["python3", "train.py", "--lr=0.1"], executable: "/usr/bin/python3", environment: environment,
        parameters: parameters, source: source ?? SourceRecord(mode: .mount, root: "/tmp"), layout: layout,
        timeLimit: .seconds(60), stopGrace: .seconds(30), logBytesMax: 1 << 20, metrics: .json, artifacts: [],
        specification: "program: train.py\n", manifest: manifest)
}

/// A source of numbers that are the same in every run of a test (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
