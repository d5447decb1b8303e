import StandIns
import SweepDevices
import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// Who of several that wait goes first.
@Suite struct DeviceLineTests {
    private func opened(_ machine: String, patience: Int = 3) throws -> DeviceLedger {
        var ledger = DeviceLedger(policy: DevicePolicy(patience: patience))
        ledger.update(try Machines.described(machine))
        return ledger
    }

    /// Books what is decided, for a run of the sweep; its place in line, nil where nobody starts.
    @discardableResult
    private func start(_ ledger: inout DeviceLedger, _ line: [DeviceClaim], _ index: Int) -> Int? {
        guard let decision = ledger.next(among: line) else { return nil }
        ledger.acquire(decision.devices, for: .first(of: line[decision.place].sweep, index))
        return decision.place
    }

    private func claim(_ name: String, _ count: Int, memory: String? = nil) -> DeviceClaim {
        let request = DeviceRequest(count: .exactly(count), memory: memory.flatMap { ByteCount($0) })
        return DeviceClaim(sweep: SweepID(name), request: request)
    }

    @Test func `the first whose request fits goes, and who does not fit is passed`() throws {
        var ledger = try opened("mixed")
        let line = [claim("large", 5, memory: "1GiB"), claim("four", 4), claim("one", 1)]
        let places = [start(&ledger, line, 1), start(&ledger, line, 1)]
        #expect(places == [1, nil])
    }

    @Test func `a large request that was passed often enough has devices kept for it, and the rest goes on`() throws {
        var ledger = try opened("eight-plain")
        let line = [claim("large", 4), claim("small", 1)]
        var held: [AttemptID] = []
        for index in 1...8 {
            held.append(.first(of: SweepID("small"), index))
            ledger.acquire(
                [DeviceBooking(ledger.status[index - 1].device.id, share: .whole, memory: nil)], for: held[index - 1])
        }
        var starts: [Int] = []
        for index in 9...40 where !starts.contains(0) {
            ledger.release(held.removeFirst())
            guard let place = start(&ledger, line, index) else { continue }
            starts.append(place)
            held.append(.first(of: line[place].sweep, index))
        }
        #expect(starts.filter { $0 == 1 }.count <= 3 + 4 + 4 && starts.last == 0, "\(starts)")
    }

    @Test func `what is kept for one is refused to others in words`() throws {
        var ledger = try opened("one-card", patience: 1)
        let line = [claim("whole", 1), claim("part", 1, memory: "8GiB")]
        ledger.acquire(
            [DeviceBooking(ledger.status[0].device.id, share: DeviceShare(millionths: 1), memory: ByteCount("8GiB"))],
            for: .first(of: SweepID("part"), 1))
        var places = [start(&ledger, line, 2), start(&ledger, line, 3)]
        ledger.release(.first(of: SweepID("part"), 1))
        places.append(start(&ledger, line, 3))
        #expect(places == [1, nil, nil])
        #expect(
            ledger.explain(line[1].request, for: line[1].sweep).last
                == "GPU 0 is kept for 'whole', which has waited longer")
        ledger.release(.first(of: SweepID("part"), 2))
        let last = start(&ledger, line, 1)
        #expect(last == 0)
    }

    @Test func `what was kept is free again when nobody waits for it`() throws {
        var ledger = try opened("one-card", patience: 1)
        let line = [claim("whole", 1), claim("part", 1, memory: "8GiB")]
        let places = [
            start(&ledger, [line[1]], 1), start(&ledger, line, 2), start(&ledger, line, 3),
            start(&ledger, [line[1]], 3),
        ]
        #expect(places == [0, 1, nil, 0])
    }

    @Test func `a card that falls off the bus while it is kept is replaced by another`() throws {
        var ledger = try opened("busy", patience: 1)
        let line = [claim("two", 1), claim("part", 1, memory: "8GiB")]
        let cards = ledger.status.map(\.device.id)
        for (index, card) in cards.enumerated() {
            ledger.acquire(
                [DeviceBooking(card, share: DeviceShare(millionths: 1), memory: ByteCount("8GiB"))],
                for: .first(of: SweepID("old"), index))
        }
        let part = AttemptID.first(of: SweepID("part"), 1)
        var places = [start(&ledger, line, 1)]
        let kept = try #require(cards.first { $0 != ledger.bookings(of: part).first?.device })
        ledger.note(.lost, on: kept, of: .nvidia)
        places.append(start(&ledger, line, 2))
        #expect(places == [1, nil], "the other is kept now")
        ledger.release(part)
        ledger.release(.first(of: SweepID("old"), cards.firstIndex { $0 != kept } ?? 0))
        let last = start(&ledger, line, 1)
        #expect(last == 0)
    }
}
