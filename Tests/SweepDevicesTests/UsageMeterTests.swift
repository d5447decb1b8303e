import SweepDevices
import SweepModel
import Testing

/// What an attempt used, from looks at its device.
@Suite struct UsageMeterTests {
    private static let attempt = AttemptID(run: RunID(sweep: SweepID("a-0000"), index: 1), number: 1)
    private static let neighbour = AttemptID(run: RunID(sweep: SweepID("a-0000"), index: 2), number: 1)
    private static let device = DeviceID("GPU-1")

    /// A look: what is in use, of whom, how busy, the power in watts and the counter in joules.
    private struct Look {
        var seconds: Int64
        var used: Int64?
        var own: [Int64?]?
        var others: [Int64?] = []
        var busy: Int?
        var watts: Int64?
        var joules: Int64?
    }

    private func usage(_ looks: [Look], share: DeviceShare = .whole) -> DeviceUsage {
        var meter = UsageMeter(Self.attempt, DeviceBooking(Self.device, share: share, memory: nil))
        for look in looks {
            var reading = DeviceReading()
            reading.memoryUsed = look.used.map(ByteCount.init(bytes:))
            reading.utilisation = look.busy
            reading.power = look.watts.map { $0 * 1000 }
            reading.energy = look.joules.map { $0 * 1000 }
            reading.processes = look.own.map { own in
                processes(own, of: Self.attempt) + processes(look.others, of: Self.neighbour)
            }
            meter.take(reading, at: Instant(nanoseconds: 0) + .seconds(look.seconds))
        }
        return meter.usage
    }

    private func processes(_ amounts: [Int64?], of attempt: AttemptID) -> [DeviceProcess] {
        amounts.map { DeviceProcess(pid: 7, memory: $0.map(ByteCount.init(bytes:)), attempt: attempt) }
    }

    @Test func `the most that its own processes held at once is the peak`() {
        let looks = [
            Look(seconds: 0, used: 900, own: [], others: [900]),
            Look(seconds: 10, used: 1000, own: [40, 60], others: [900]),
            Look(seconds: 20, used: 930, own: [30], others: [900]),
        ]
        #expect(usage(looks, share: DeviceShare(millionths: 500_000)).memoryPeak == ByteCount(bytes: 100))
        #expect(usage(looks).samples == 3)
    }

    @Test(arguments: [nil, [], [nil], [5, nil]] as [[Int64?]?])
    func `where processes are not told, what is in use of a whole device is its own, and of a part nothing is known`(
        own: [Int64?]?
    ) {
        let looks = [Look(seconds: 0, used: 70, own: own), Look(seconds: 10, used: 50, own: own)]
        #expect(usage(looks).memoryPeak == ByteCount(bytes: 70))
        let share = DeviceShare(millionths: 300_000)
        #expect(usage(looks, share: share).memoryPeak == (own == [] ? ByteCount(bytes: 0) : nil))
    }

    @Test func `the mean of how busy it was goes by time, and the first look alone counts as it is`() {
        let looks = [
            Look(seconds: 0, busy: 0), Look(seconds: 2, busy: 100), Look(seconds: 10, busy: 50),
            Look(seconds: 12, busy: nil), Look(seconds: 22, busy: 0),
        ]
        let used = usage(looks)
        #expect(used.utilisationPeak == 100 && used.utilisationMean == (100.0 * 2 + 50 * 8) / 20)
        #expect(usage([Look(seconds: 3, busy: 40)]).utilisationMean == 40)
        #expect(usage([Look(seconds: 0)]).utilisationMean == nil && usage([Look(seconds: 0)]).utilisationPeak == nil)
    }

    @Test func `energy is what the counter went on by, or power times time where it started again or is not there`() {
        let counted = [
            Look(seconds: 0, watts: 1, joules: 5000), Look(seconds: 10, watts: 1, joules: 6000),
            // The driver was loaded anew.
            Look(seconds: 20, watts: 100, joules: 20), Look(seconds: 30, watts: 1, joules: 320),
        ]
        #expect(usage(counted).energy == 1_805_000)
        let powered = [Look(seconds: 0, watts: 100), Look(seconds: 4, watts: 300), Look(seconds: 8)]
        #expect(usage(powered).energy == 800_000)
        #expect(usage(powered, share: DeviceShare(millionths: 250_000)).energy == 200_000)
        #expect(usage([Look(seconds: 0, joules: 5), Look(seconds: 10, joules: 3)]).energy == nil)
    }

    @Test func `a clock that goes back takes nothing away`() {
        let looks = [
            Look(seconds: 10, busy: 80, watts: 100), Look(seconds: 0, busy: 20, watts: 100),
            Look(seconds: 5, busy: 60, watts: 100),
        ]
        let used = usage(looks)
        #expect(used.energy == 500_000 && used.utilisationMean == 60 && used.utilisationPeak == 80)
    }
}
