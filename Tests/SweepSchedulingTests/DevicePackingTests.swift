import StandIns
import SweepDevices
import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// How full cards are when many runs want parts of them.
@Suite struct DevicePackingTests {
    /// A run of so many GiB, which takes so long.
    private struct Load {
        let claim: DeviceClaim
        let gibibytes: Int64
        let duration: Int
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `five hundred runs of 5 to 40 GiB book nine tenths of what could be booked at every time`(seed: UInt64) throws
    {
        var random = SeededGenerator(seed: seed)
        var waiting = (0..<500).map { index in
            let size = Int64.random(in: 5...40, using: &random)
            let request = DeviceRequest(count: .exactly(1), memory: .gibibytes(size))
            return Load(
                claim: DeviceClaim(sweep: SweepID("s\(index)"), request: request), gibibytes: size,
                duration: Int.random(in: 10...100, using: &random))
        }
        var ledger = DeviceLedger()
        ledger.update(try Machines.described("eight-nvlink"))
        var running: [(end: Int, attempt: AttemptID, gibibytes: Int64)] = []
        var (now, booked, bound) = (0, Int64(0), Int64(0))
        while !waiting.isEmpty || !running.isEmpty {
            while let decision = ledger.next(among: waiting.map(\.claim)) {
                let load = waiting.remove(at: decision.place)
                let attempt = AttemptID.first(of: load.claim.sweep, 1)
                ledger.acquire(decision.devices, for: attempt)
                running.append((now + load.duration, attempt, load.gibibytes))
            }
            let held = running.reduce(0) { $0 + $1.gibibytes }
            let next = running.map(\.end).min() ?? now
            // No packer books more than there is, nor more than is asked for.
            let most = min(8 * 80, held + waiting.reduce(0) { $0 + $1.gibibytes })
            #expect(held <= 8 * 80)
            booked += held * Int64(next - now)
            bound += most * Int64(next - now)
            now = next
            for end in running where end.end == now { ledger.release(end.attempt) }
            running.removeAll { $0.end == now }
        }
        #expect(ledger.isEmpty && bound > 0)
        #expect(Double(booked) >= 0.9 * Double(bound), "booked \(booked) of \(bound)")
    }
}
