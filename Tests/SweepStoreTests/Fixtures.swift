import FoundationEssentials
import Glibc
import SweepModel
import SweepStore
import Testing

/// A folder of its own for one test, removed with this value.
final class Folder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/sweep-store-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
        try #require(made)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var database: String { path + "/sweepd.db" }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A store with nothing in it, and the folder that it lies in.
struct Bench {
    let folder: Folder
    let store: Store

    init() throws {
        folder = try Folder()
        store = try Store.open(path: folder.database)
    }

    /// Adds a sweep and returns its id.
    @discardableResult
    func submit(_ sweep: SweepRecord = .sample()) async throws -> SweepID {
        try store.transact { try $0.insertSweep(sweep) }
        return sweep.id
    }

    /// Adds `count` queued runs, whose parameter `x` counts from 0.
    @discardableResult
    func materialise(_ sweep: SweepID, _ count: Int) async throws -> [RunRecord] {
        try store.transact { transaction in
            try (0..<count).compactMap { number in
                try transaction.materialise(
                    sweep, parameters: ["x": .int(Int64(number))], pointKey: "\(number)", now: .second(number))
            }
        }
    }

    func counts(_ sweep: SweepID) async throws -> RunCounts {
        try #require(try await store.query { try $0.overview(sweep) }).counts
    }
}

extension StoreTransaction {
    /// Writes a run whatever it was before.
    func update(run: RunRecord) throws(Fault) { try update(run: run, was: self.run(run.id) ?? run) }
}

extension Instant {
    static func second(_ number: Int) -> Instant { Instant(nanoseconds: Int64(number) * 1_000_000_000) }
}

extension SweepRecord {
    static func sample(
        _ id: String = "digits-3f9k", name: String = "digits", uid: UInt32 = 1000, key: String? = nil,
        goal: MetricGoal.Goal = .maximize, machine: SweepMachine = SweepMachine()
    ) -> SweepRecord {
        var specification = Specification(
            method: .grid,
            parameters: [ParameterDefinition(path: ["x"], distribution: .categorical([.int(1), .double(1), "a"]))])
        specification.metric = MetricGoal(name: "accuracy", goal: goal, target: 0.99)
        specification.labels = ["zeta": 1, "alpha": "b"]
        specification.metrics = .regex("(\\w+)=(.*)")
        specification.priority = -3
        specification.resources = ResourceRequest(cpus: 2, memory: ByteCount(bytes: 1 << 30))
        let git = GitRecord(
            remote: nil, branch: "main", commit: "abc123", dirtyFiles: [], untrackedFiles: [], diff: "+é\n",
            diffTruncated: false)
        let context = SubmissionContext(
            file: "sweep.yaml", baseFolder: "/home/ana", interpreter: "/usr/bin/python3", executable: nil,
            environment: [EnvironmentEntry("PATH", "/bin")],
            source: SourceRecord(mode: .mount, root: "/home/ana", git: git))
        return SweepRecord(
            id: SweepID(id), name: name, owner: Owner(uid: uid, name: "ana"), machine: machine,
            specification: specification, text: "method: grid\n", context: context, key: key, seed: .max,
            total: 3, createdAt: .second(100))
    }
}

extension RunRecord {
    /// This run as it is after a successful attempt with this objective.
    func finished(_ objective: Double?, seconds: Int = 1) -> RunRecord {
        var run = self
        run.machine = RunMachine(phase: .finished, attempts: 1)
        run.objective = objective.map { Objective(value: $0, step: 1) }
        run.exitCode = 0
        run.startedAt = .second(10)
        run.finishedAt = .second(10 + seconds)
        run.duration = .seconds(Int64(seconds))
        return run
    }

    func starting() -> RunRecord {
        var run = self
        run.machine = RunMachine(phase: .starting(attempt: 1, intent: nil), attempts: 1)
        return run
    }
}

/// The fault that `body` throws; fails the test where it throws none.
func fault<T>(_ body: () async throws -> T) async -> Fault? {
    do {
        _ = try await body()
        Issue.record("expected a fault")
        return nil
    } catch let fault as Fault {
        return fault
    } catch {
        Issue.record("expected a fault, got \(error)")
        return nil
    }
}

/// A small generator with a seed (splitmix64, Steele and others 2014), so that every run of a test is the same.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
