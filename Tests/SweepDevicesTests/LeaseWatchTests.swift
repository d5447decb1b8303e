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
        try library.write("/proc/31/stat", "31 (python) S 30 30 30")
        #expect([20, 21, 22].map(origin.attempt) == [attempt, attempt, attempt])
        #expect([30, 31, 99, 0, -1].allSatisfy { origin.attempt(of: $0) == nil })
    }

    @Test func `only attempts of this sweepd are told apart from what is foreign`() throws {
        let library = try StandInLibrary("stride-24")
        try library.write("/proc/1/environ", environment("a-0000/1", "2"))
        try library.write("/proc/2/environ", environment("b-0000/1", "1"))
        let source = library.source()
        _ = source.discover()
        let sample = source.sample().attributed(by: ProcessOrigin(files: library.files)) { $0 == attempt }
        #expect(sample.readings.values.first?.processes?.map(\.attempt) == [attempt, nil, nil, nil])
    }

    @Test func `what an attempt used of a card is known at its end, and looked for only while there is one`() throws {
        let library = try StandInLibrary("busy")
        try library.write("/proc/1/environ", environment("a-0000/1", "2"))
        let source = library.source()
        let cards = source.discover().devices
        let memory = Dictionary(uniqueKeysWithValues: cards.compactMap { card in card.memory.map { (card.id, $0) } })
        let look = {
            source.sample().attributed(by: ProcessOrigin(files: library.files)) { $0 == attempt }.readings
        }
        var watch = LeaseWatch()
        #expect(watch.pause(at: start) == nil)
        let booking = DeviceBooking(
            cards[1].id, share: DeviceShare(millionths: 250_000), memory: ByteCount(bytes: 12 << 30))
        watch.began(HeldLease(attempt, since: start, bookings: [booking]))
        #expect(watch.holds(attempt) && watch.pause(at: start) == LeaseWatch.often)
        let found = watch.take(look(), memory: memory, at: start + .seconds(2))
        #expect(found.map(\.attempt) == [attempt])
        try library.describe(library.description.replacing("compute 18GiB", with: "compute 7GiB"))
        #expect(watch.take(look(), memory: memory, at: start + .seconds(4)) == [])
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
        _ = watch.take(reading(5, busy: 90), memory: [:], at: start + .seconds(2))
        _ = watch.take(reading(25, busy: 90), memory: [:], at: start + .seconds(4))
        let usages = watch.ended(attempt, reading(28, busy: 0), at: start + .seconds(9))
        #expect(usages == [DeviceUsage(device, samples: 2, utilisationMean: 90, utilisationPeak: 90, energy: 23_000)])
    }

    @Test func `an attempt without devices, or one that was never looked at, used nothing that is known`() {
        var watch = LeaseWatch()
        watch.began(HeldLease(attempt, since: start, bookings: []))
        #expect(!watch.holds(attempt) && watch.pause(at: start) == nil)
        let booking = DeviceBooking(DeviceID("GPU-1"), share: .whole, memory: nil)
        watch.began(HeldLease(attempt, since: start, bookings: [booking]))
        #expect(watch.take([:], memory: [:], at: start + .seconds(2)) == [])
        #expect(watch.ended(attempt, at: start + .seconds(3)) == [])
    }
}
