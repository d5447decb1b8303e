import SweepDevices
import SweepModel
import Testing

/// Whether attempts keep to what they lease.
@Suite struct LeaseAuditTests {
    private let cards = [DeviceID("GPU-1"), DeviceID("GPU-2")]
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func attempt(_ index: Int) -> AttemptID {
        AttemptID(run: RunID(sweep: SweepID("a-0000"), index: index), number: 1)
    }

    private func lease(_ index: Int, _ devices: [DeviceID], share: DeviceShare = .whole, memory: String? = nil)
        -> HeldLease
    {
        let bookings = devices.map {
            DeviceBooking($0, share: share, memory: memory.flatMap { ByteCount($0) })
        }
        return HeldLease(attempt(index), since: start, bookings: bookings)
    }

    private func card(_ gibibytes: Int64) -> Device {
        var card = Device(cards[0], vendor: .nvidia, index: 0)
        card.memory = ByteCount(bytes: gibibytes << 30)
        return card
    }

    private func reading(_ processes: [(Int, String)]?, used: String? = nil, reserved: String? = nil) -> DeviceReading {
        var reading = DeviceReading()
        reading.memoryUsed = used.flatMap { ByteCount($0) }
        reading.memoryReserved = reserved.flatMap { ByteCount($0) }
        reading.processes = processes?.enumerated().map { number, process in
            DeviceProcess(
                pid: Int32(100 + number), memory: ByteCount(process.1), user: "ana", command: "python",
                attempt: attempt(process.0))
        }
        return reading
    }

    @Test func `a process on a card that is not leased is told of once, and in words`() {
        var audit = LeaseAudit()
        let readings = [cards[0]: reading([(1, "1GiB")]), cards[1]: reading([(1, "2GiB")])]
        let found = audit.take(readings, [lease(1, [cards[0]])], at: start)
        #expect(found.map(\.attempt) == [attempt(1)])
        let words = found.first?.words { $0 == cards[1] ? "GPU 1" : "?" }
        #expect(words?.hasPrefix("a python of user ana has GPU 1 open, which is not leased to it") == true)
        #expect(audit.take(readings, [lease(1, [cards[0]])], at: start) == [])
    }

    @Test func `processes of a slice that show on its card are where they should be`() {
        var audit = LeaseAudit()
        let slice = DeviceID("MIG-1")
        var part = Device(slice, vendor: .nvidia, index: 0)
        part.slice = Device.Slice(card: cards[0], number: 0, profile: "1g.10gb")
        let readings = [cards[0]: reading([(1, "1GiB")]), slice: reading([(1, "1GiB")])]
        #expect(audit.take(readings, [lease(1, [slice])], on: [slice: part], at: start) == [])
        // Of whatever card it is cut: on another one they are astray.
        part.slice = Device.Slice(card: cards[1], number: 0, profile: "1g.10gb")
        #expect(audit.take(readings, [lease(1, [slice])], on: [slice: part], at: start).count == 1)
    }

    @Test(arguments: [true, false])
    func `a process that the system hides makes nobody idle, astray or greedy`(isHidden: Bool) {
        var audit = LeaseAudit()
        var hidden = DeviceProcess(pid: 7, memory: ByteCount("70GiB"))
        hidden.isHidden = isHidden
        var reading = reading([], used: "70GiB")
        reading.processes = [hidden]
        let part = lease(1, [cards[0]], share: DeviceShare(millionths: 500_000), memory: "40GiB")
        let found = audit.take(
            [cards[0]: reading, cards[1]: reading], [part], on: [cards[0]: card(80)], at: start + .seconds(3600))
        #expect(found == (isHidden ? [] : [.idle(attempt(1), [cards[0]], since: start)]))
    }

    @Test func `a card that is never opened is told of after ten minutes, and one that was opened once is not`() {
        var audit = LeaseAudit()
        let leases = [lease(1, [cards[0]]), lease(2, [cards[1]])]
        let first = [cards[0]: reading([]), cards[1]: reading([(2, "1GiB")])]
        let later = [cards[0]: reading([]), cards[1]: reading([])]
        #expect(audit.take(first, leases, at: start + .seconds(5)) == [])
        #expect(audit.take(later, leases, at: start + .seconds(599)) == [])
        let found = audit.take(later, leases, at: start + .seconds(600))
        #expect(found == [.idle(attempt(1), [cards[0]], since: start)])
        #expect(audit.take(later, leases, at: start + .seconds(900)) == [])
        #expect(found.first?.words { _ in "GPU 0" } == "has not opened GPU 0 for 10m 0s")
    }

    @Test func `of several cards those are named that were never opened`() {
        var audit = LeaseAudit()
        let readings = [cards[0]: reading([(1, "1GiB")]), cards[1]: reading([])]
        let found = audit.take(readings, [lease(1, cards)], at: start + .seconds(3600))
        #expect(found == [.idle(attempt(1), [cards[1]], since: start)])
    }

    @Test func `where a driver tells of no processes nobody is called idle`() {
        var audit = LeaseAudit()
        let late = start + .seconds(3600)
        #expect(audit.take([cards[0]: reading(nil)], [lease(1, [cards[0]])], at: late) == [])
        // Numbers of another namespace are left out of the list, and yet the card is in use.
        #expect(audit.take([cards[0]: reading([], used: "3GiB")], [lease(2, [cards[0]])], at: late) == [])
        #expect(audit.take([:], [lease(3, [cards[0]])], at: late) == [])
    }

    @Test func `who holds more than is booked is told of, and whole cards have no bounds`() {
        var audit = LeaseAudit()
        let devices = [cards[0]: card(80)]
        let half = DeviceShare(millionths: 500_000)
        let readings = [cards[0]: reading([(1, "41GiB"), (2, "10GiB")], used: "51GiB")]
        let leases = [lease(1, [cards[0]], share: half, memory: "40GiB")]
        #expect(
            audit.take(readings, leases, on: devices, at: start) == [
                .exceeds(attempt(1), cards[0], held: ByteCount(bytes: 41 << 30), booked: ByteCount(bytes: 40 << 30))
            ])
        #expect(audit.take(readings, leases, on: devices, at: start) == [])
        #expect(audit.take(readings, [lease(3, [cards[0]])], at: start) == [])
    }

    @Test(arguments: [("23GiB", false), ("24GiB", true)])
    func `who holds so much that a neighbour may not get its part is told of as such`(own: String, crowds: Bool) {
        var audit = LeaseAudit()
        let devices = [cards[0]: card(40)]
        let part = DeviceShare(millionths: 400_000)
        let leases = [1, 2].map { lease($0, [cards[0]], share: part, memory: "16GiB") }
        let held = ByteCount(own) ?? ByteCount(bytes: 0)
        // The neighbour holds 5 of its 16, so 11 are due, and 34 less what the other holds are left.
        let used = ByteCount(bytes: held.bytes + (5 << 30))
        let readings = [
            cards[0]: reading([(1, own), (2, "5GiB")], used: "\(used.bytes)", reserved: "1GiB")
        ]
        let found = audit.take(readings, leases, on: devices, at: start)
        let booked = ByteCount(bytes: 16 << 30)
        let expected: LeaseAudit.Finding =
            crowds
            ? .crowds(attempt(1), cards[0], held: held, booked: booked, neighbour: attempt(2))
            : .exceeds(attempt(1), cards[0], held: held, booked: booked)
        #expect(found == [expected])
    }

    @Test func `what was told of an attempt is forgotten with it`() {
        var audit = LeaseAudit()
        let readings = [cards[0]: reading([]), cards[1]: reading([(1, "2GiB")])]
        #expect(audit.take(readings, [lease(1, [cards[0]])], at: start).count == 1)
        #expect(audit.take(readings, [], at: start) == [])
        #expect(audit.take(readings, [lease(1, [cards[0]])], at: start).count == 1)
    }
}
