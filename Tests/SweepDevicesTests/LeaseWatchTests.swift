import Glibc
import StandIns
import SweepDevices
import SweepModel
import Testing

/// Attempts with devices, looked at through the library.
@Suite struct LeaseWatchTests {
    private let attempt = AttemptID(run: RunID(sweep: SweepID("a-0000"), index: 1), number: 2)
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func environment(_ run: String, _ attempt: String) -> String {
        "PATH=/bin\0SWEEP_RUN_ID=\(run)\0SWEEP_ATTEMPT=\(attempt)\0"
    }

    @Test func `a process is its attempt's by what it or one of its forebears was given`() throws {
        let library = try StandInLibrary("one-card")
        let origin = ProcessOrigin(files: library.files)
        try library.write("/proc/20/environ", environment("a-0000/1", "2"))
        try library.write("/proc/20/stat", "20 (python) S 1 20 20")
        try library.write("/proc/21/environ", "PATH=/bin\0")
        try library.write("/proc/21/stat", "21 (a ) R 7 (b)) S 20 20 20")
        try library.write("/proc/22/stat", "22 (python) S 21 20 20")
        try library.write("/proc/30/environ", environment("nonsense", "2"))
        try library.write("/proc/30/stat", "30 (python) S 31 30 30")
        try library.write("/proc/31/environ", "PATH=/bin\0")
        try library.write("/proc/31/stat", "31 (python) S 30 30 30")
        for pid: Int32 in [20, 21, 22] { #expect(origin.finding(of: pid) == .attempt(attempt), "\(pid)") }
        for pid: Int32 in [30, 31, 99, 0, -1] { #expect(origin.finding(of: pid) == .foreign, "\(pid)") }
    }

    /// A host of two users, of whom none may read the other's processes.
    private func writeHost(_ library: StandInLibrary) throws {
        let manager = "0::/user.slice/user-1001.slice/user@1001.service"
        let processes: [(pid: Int, parent: Int, cgroup: String, words: [String])] = [
            // The runner of a container, podman's monitor, and what is in the container.
            (40, 1, manager + "/sweepd.slice/sweep-a-0000-1-2.service", ["/usr/bin/sweep-runner"]),
            (41, 40, manager + "/user.slice/libpod-conmon-feed.scope", ["/usr/bin/conmon", "-n", "x"]),
            (42, 41, manager + "/user.slice/libpod-feed.scope/container", ["/run/podman-init", "--", "python"]),
            (43, 42, manager + "/user.slice/libpod-feed.scope/container", ["python"]),
            // A bare process, within groups that it made for itself.
            (50, 40, manager + "/sweepd.slice/sweep-a-0000-1-2.service/own", ["python"]),
            // A container of docker's: nothing but its init says whose it is.
            (60, 1, "0::/system.slice/docker-feed.scope", ["/run/sweep/init", "--socket", "sweep-a-0000-1-2"]),
            (61, 60, "0::/system.slice/docker-feed.scope", ["python"]),
            // Podman's, whose runner was killed.
            (65, 1, manager + "/user.slice/libpod-conmon-dead.scope", ["/usr/bin/conmon", "-n", "sweep-a-0000-1-2"]),
            (66, 65, manager + "/user.slice/libpod-dead.scope/container", ["python"]),
            // Foreign ones: another user's unit, a service of the host, a program that has a likely word.
            (70, 1, "0::/user.slice/user-1002.slice/user@1002.service/app.slice/sweep-a-0000-1-2.service", ["python"]),
            (71, 1, "0::/system.slice/sweep-a-0000-1-2.service", ["python"]),
            (72, 1, manager + "/app.slice/jupyter.service", ["python", "sweep-a-0000-1-2"]),
        ]
        for process in processes {
            try library.write("/proc/\(process.pid)/cgroup", process.cgroup + "\n")
            try library.write("/proc/\(process.pid)/cmdline", process.words.map { $0 + "\0" }.joined())
            try library.write("/proc/\(process.pid)/stat", "\(process.pid) (x) S \(process.parent) 1 1")
        }
    }

    @Test func `processes of other users are their attempts' by their unit, or by what guards their container`() throws
    {
        let library = try StandInLibrary("one-card")
        try writeHost(library)
        let origin = ProcessOrigin(files: library.files)
        for pid: Int32 in [40, 41, 42, 43, 50, 60, 61, 65, 66] {
            #expect(origin.finding(of: pid) == .attempt(attempt), "\(pid)")
        }
        for pid: Int32 in [71, 72] { #expect(origin.finding(of: pid) == .foreign, "\(pid)") }
        // Whoever is not its owner may name a process as she likes.
        #expect(origin.finding(of: 70) == .attempt(attempt))
        #expect(origin.finding(of: 70) { _, uid in uid == 1001 } == .foreign)
        #expect(origin.finding(of: 43) { _, uid in uid == 1001 } == .attempt(attempt))
        #expect(origin.finding(of: 61) { _, uid in uid != geteuid() } == .foreign)
    }

    @Test func `a process of which nothing can be read may be anybody's`() throws {
        let library = try StandInLibrary("stride-24")
        try library.write("/proc/1/environ", environment("a-0000/1", "2"))
        try library.write("/proc/2/environ", "PATH=/bin\0")
        let source = library.source()
        _ = source.discover()
        let readings = ProcessOrigin(files: library.files).attributed(source.sample().readings)
        let processes = try #require(readings.values.first?.processes)
        #expect(processes.map(\.attempt) == [attempt, nil, nil, nil])
        #expect(processes.map(\.isHidden) == [false, false, true, true])
    }

    @Test func `what an attempt used of a card is known at its end, and looked for only while there is one`() throws {
        let library = try StandInLibrary("busy")
        try library.write("/proc/1/environ", environment("a-0000/1", "2"))
        let source = library.source()
        let cards = source.discover().devices
        let devices = Dictionary(uniqueKeysWithValues: cards.map { ($0.id, $0) })
        let look = { ProcessOrigin(files: library.files).attributed(source.sample().readings) }
        var watch = LeaseWatch()
        #expect(watch.pause(at: start) == nil)
        let booking = DeviceBooking(
            cards[1].id, share: DeviceShare(millionths: 250_000), memory: ByteCount(bytes: 12 << 30))
        watch.began(HeldLease(attempt, since: start, bookings: [booking]))
        #expect(watch.holds(attempt) && watch.pause(at: start) == LeaseWatch.often)
        let found = watch.take(look(), on: devices, at: start + .seconds(2))
        #expect(found.map(\.attempt) == [attempt])
        try library.describe(library.description.replacing("compute 18GiB", with: "compute 7GiB"))
        #expect(watch.take(look(), on: devices, at: start + .seconds(4)) == [])
        #expect(watch.pause(at: start + .seconds(60)) == LeaseWatch.seldom)
        let usages = watch.ended(attempt, at: start + .seconds(5))
        #expect(usages.map(\.device) == [cards[1].id] && usages.map(\.samples) == [2])
        #expect(usages.map(\.memoryPeak) == [ByteCount(bytes: 18 << 30)])
        #expect(watch.pause(at: start) == nil && watch.ended(attempt, at: start) == [])
    }

    @Test func `the energy since the last look is counted at the end, and nothing else`() {
        let device = DeviceID("GPU-1")
        var watch = LeaseWatch()
        let booking = DeviceBooking(device, share: .whole, memory: nil)
        watch.began(HeldLease(attempt, since: start, bookings: [booking]))
        func reading(_ joules: Int64, busy: Int) -> [DeviceID: DeviceReading] {
            var reading = DeviceReading()
            (reading.energy, reading.utilisation) = (joules * 1000, busy)
            return [device: reading]
        }
        _ = watch.take(reading(5, busy: 90), at: start + .seconds(2))
        _ = watch.take(reading(25, busy: 90), at: start + .seconds(4))
        let usages = watch.ended(attempt, reading(28, busy: 0), at: start + .seconds(9))
        #expect(usages == [DeviceUsage(device, samples: 2, utilisationMean: 90, utilisationPeak: 90, energy: 23_000)])
    }

    @Test func `an attempt without devices, or one that was never looked at, used nothing that is known`() {
        var watch = LeaseWatch()
        watch.began(HeldLease(attempt, since: start, bookings: []))
        #expect(!watch.holds(attempt) && watch.pause(at: start) == nil)
        let booking = DeviceBooking(DeviceID("GPU-1"), share: .whole, memory: nil)
        watch.began(HeldLease(attempt, since: start, bookings: [booking]))
        #expect(watch.take([:], at: start + .seconds(2)) == [])
        #expect(watch.ended(attempt, at: start + .seconds(3)) == [])
    }
}
