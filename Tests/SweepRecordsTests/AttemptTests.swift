import Glibc
import SweepModel
import SweepRecords
import Synchronization
import Testing

@Suite("Attempt folders")
struct AttemptTests {
    private let scratch: Scratch
    private let places: AttemptLayout

    init() throws {
        scratch = try Scratch()
        places = layout(in: scratch)
    }

    private var process: ProcessIdentity { ProcessIdentity(pid: 7, startTicks: 9, bootID: "b") }

    private func started(_ attempt: String? = nil) -> StartRecord {
        StartRecord(
            attempt: attempt ?? places.attempt.description, process: process, startedAt: Instant(nanoseconds: 5))
    }

    private func write(_ text: String, to path: String) throws {
        try scratch.write(String(path.dropFirst(scratch.path.count + 1)), text)
    }

    @Test("a container has its folders until it is removed, and which are not removed can be seen")
    func container() throws {
        var plan = plan(places, parameters: [:])
        plan.environment = [EnvironmentEntry("A", "1"), EnvironmentEntry("LINES", "a\n*")]
        try AttemptFolder.prepare(plan)
        #expect(AttemptFolder.containers(runsFolder: places.runsFolder, envFolder: places.envFolder).isEmpty)
        let image = ImageRecord(name: "x", id: String(repeating: "0", count: 64), digest: nil, architecture: "amd64")
        plan.container = ContainerPlan(image: image, network: .none, sharedMemory: ByteCount(bytes: 1))
        try AttemptFolder.prepare(plan)
        try AttemptFolder.removeEnvironment(places)
        #expect(scratch.text(places.exactEnvironment) == "LINES=a\n*\0")
        #expect(scratch.mode(places.exactEnvironment) == 0o600)
        #expect(scratch.mode(places.scratch + "/home") == 0o700)
        #expect(AttemptFolder.containers(runsFolder: places.runsFolder, envFolder: places.envFolder) == [places])
        for _ in 1...2 { try AttemptFolder.removeContainer(places) }
        #expect(scratch.bytes(places.exactEnvironment) == nil && scratch.mode(places.scratch) == nil)
        #expect(AttemptFolder.containers(runsFolder: places.runsFolder, envFolder: places.envFolder).isEmpty)
    }

    @Test("everything is in place before the runner starts, closed to others")
    func prepare() throws {
        try AttemptFolder.prepare(plan(places, parameters: ["lr": 0.1, "name": "é"]))
        #expect(scratch.mode(places.runFolder) == 0o700)
        #expect(scratch.mode(places.files) == 0o700)
        #expect(scratch.mode(places.records) == 0o700)
        #expect(scratch.mode(places.parameters) == 0o400)
        #expect(scratch.text(places.parameters) == #"{"lr":0.1,"name":"é"}"#)
        #expect(scratch.mode(places.metrics) == 0o600)
        #expect(scratch.bytes(places.metrics) == [])
        #expect(scratch.mode(places.environment) == 0o600)
        #expect(scratch.mode(places.envFolder) == 0o700)
    }

    @Test("preparing again replaces what an interrupted start left, and keeps the run's files")
    func again() throws {
        try AttemptFolder.prepare(plan(places))
        try write("kept", to: places.files + "/checkpoint")
        try AttemptFolder.prepare(plan(places, environment: [EnvironmentEntry("A", "2")], parameters: ["lr": 0.2]))
        #expect(scratch.text(places.parameters) == #"{"lr":0.2}"#)
        #expect(scratch.text(places.environment) == "A=2\n")
        #expect(scratch.text(places.files + "/checkpoint") == "kept")
        try AttemptFolder.prepare(plan(layout(in: scratch, attempt: 2)))
        #expect(scratch.text(places.files + "/checkpoint") == "kept")
    }

    @Test("the env file holds values literally, and says what it cannot hold")
    func environment() throws {
        let entries = [
            EnvironmentEntry("PLAIN", "1"), EnvironmentEntry("QUOTES", #"a "b" 'c' $HOME # \n "#),
            EnvironmentEntry("LINES", "a\nb"), EnvironmentEntry("RETURN", "a\r"), EnvironmentEntry("EMPTY", ""),
            EnvironmentEntry("LONG", String(repeating: "x", count: 60_000)),
        ]
        try AttemptFolder.prepare(plan(places, environment: entries))
        #expect(
            scratch.text(places.environment) == """
                PLAIN=1
                QUOTES=a "b" 'c' $HOME # \\n\u{20}
                # LINES is not representable in this format
                # RETURN is not representable in this format
                EMPTY=
                # LONG is not representable in this format

                """)
        try AttemptFolder.removeEnvironment(places)
        try AttemptFolder.removeEnvironment(places)
        #expect(!scratch.exists(places.environment))
    }

    @Test("a folder of env files that others can read is refused")
    func openEnvironmentFolder() throws {
        try #require(mkdir(places.envFolder, 0o755) == 0)
        try #require(chmod(places.envFolder, 0o755) == 0)
        #expect { try AttemptFolder.prepare(plan(places)) } throws: { ($0 as? Fault)?.code == .permission }
    }

    @Test("a link in place of our own folder is not followed")
    func links() throws {
        try #require(mkdir(scratch.path + "/elsewhere", 0o700) == 0)
        try write("", to: places.runFolder + "/x")
        try scratch.link(places.records, to: scratch.path + "/elsewhere")
        #expect(throws: Fault.self) { try AttemptFolder.prepare(plan(places)) }
        #expect(try scratch.children("elsewhere").isEmpty)
    }

    @Test("a start record is read back; a foreign or damaged one is a fault")
    func start() throws {
        #expect(try AttemptRecords.readStart(places) == .absent)
        try write(started().json.text(), to: places.started)
        #expect(try AttemptRecords.readStart(places) == .started(started()))
        for text in [started("other/1.1").json.text(), "{}", "{\"attempt\"", ""] {
            try write(text, to: places.started)
            #expect(throws: Fault.self) { try AttemptRecords.readStart(places) }
        }
    }

    @Test("an exit record is read back; a foreign, torn or changed one is a fault")
    func exit() throws {
        #expect(try AttemptRecords.readExit(places) == nil)
        var record = ExitRecord(
            attempt: places.attempt.description, waitStatus: 256, stop: .none, startedAt: Instant(nanoseconds: 1),
            endedAt: Instant(nanoseconds: 2), duration: .seconds(1), userTime: .zero, systemTime: .zero,
            residentBytesMax: 1, standardOutput: CaptureRecord(), standardError: CaptureRecord())
        let text = record.json.text()
        try write(text, to: places.exit)
        #expect(try AttemptRecords.readExit(places) == record)
        record.attempt = "other/1.1"
        for damaged in [record.json.text(), String(text.dropLast(9)), text.replacing("256", with: "000"), ""] {
            try write(damaged, to: places.exit)
            #expect(throws: Fault.self) { try AttemptRecords.readExit(places) }
        }
    }

    @Test("an attempt that nobody began is abandoned, for good and repeatably")
    func abandoned() throws {
        #expect(try AttemptRecords.abandon(places))
        try AttemptFolder.prepare(plan(places))
        #expect(try AttemptRecords.abandon(places))
        #expect(try AttemptRecords.readStart(places) == .abandoned)
        #expect(try AttemptRecords.abandon(places))
    }

    @Test("an attempt that began is not abandoned, whether its runner lives or not")
    func begun() throws {
        try AttemptFolder.prepare(plan(places))
        let lock = open(places.records, O_RDONLY | O_DIRECTORY)
        try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        #expect(try !AttemptRecords.abandon(places))
        try write(started().json.text(), to: places.started)
        close(lock)
        #expect(try !AttemptRecords.abandon(places))
        #expect(try AttemptRecords.readStart(places) == .started(started()))
    }

    @Test("of a runner and an abandoner at the same moment exactly one wins")
    func race() async throws {
        for number in 1...200 {
            let places = layout(in: scratch, attempt: number)
            try AttemptFolder.prepare(plan(places))
            let gate = Gate()
            let record = started(places.attempt.description)
            async let abandoned = gate.meet { try AttemptRecords.abandon(places) }
            async let began = gate.meet { Self.begin(places, record) }
            let (first, second) = (try await abandoned, try await began)
            #expect(first != second)
            let start = try AttemptRecords.readStart(places)
            #expect((start == .abandoned) == first)
        }
    }

    /// What a runner does first.
    private static func begin(_ places: AttemptLayout, _ record: StartRecord) -> Bool {
        let lock = open(places.records, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(lock) }
        // A runner that finds the lock held gives up; whoever holds it decides.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { return false }
        let file = open(places.started, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let bytes = Array(record.json.text().utf8)
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }
}

/// Lets two bodies begin at the same moment.
private final class Gate: Sendable {
    private let waiting = Atomic(0)

    func meet<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
        waiting.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while waiting.load(ordering: .sequentiallyConsistent) < 2 { await Task.yield() }
        return try body()
    }
}
