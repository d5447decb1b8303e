import SweepModel
import SweepScheduling
import TestSupport
import Testing

/// Random histories of the ledger: requests, releases, cards lost and found, drains, other people, cards cut anew.
@Suite struct DeviceWalkTests {
    @Test(arguments: ["mixed", "sliced", "two-quads", "eight-nvlink"], [1, 2] as [UInt64])
    func `no device is over-booked, no lease leaks, nobody starves, and all ends empty`(
        machine: String, seed: UInt64
    ) throws {
        var walk = DeviceWalk(try DeviceStage(machine).machine, seed: seed)
        for _ in 0..<12_500 { walk.step() }
        walk.finish()
        #expect(walk.started > 1000, "the walk should have started many runs")
        #expect(walk.passedMost < 150, "somebody was passed \(walk.passedMost) times")
    }

    @Test func `the same history gives the same decisions`() throws {
        let machine = try DeviceStage("two-quads").machine
        var (first, second) = (DeviceWalk(machine, seed: 7), DeviceWalk(machine, seed: 7))
        for _ in 0..<500 {
            first.step()
            second.step()
        }
        #expect(first.decisions == second.decisions && first.decisions.count > 50)
    }
}

/// One history, with books of its own that every decision is held against.
private struct DeviceWalk {
    private var random: SeededGenerator
    private var ledger = DeviceLedger(policy: DevicePolicy(patience: 8))
    /// As it was at the beginning.
    private let whole: DeviceInventory
    private var machine: DeviceInventory
    private var drained: Set<DeviceID> = []
    private var foreign: [DeviceID: Int64] = [:]
    private var leases: [AttemptID: [DeviceBooking]] = [:]
    private var running: [AttemptID] = []
    private var line: [DeviceClaim] = []
    /// How often each that waits was passed while enough devices were open to it.
    private var passed: [SweepID: Int] = [:]
    private var steps = 0
    private var submitted = 0
    private var cuts = 0
    private(set) var started = 0
    private(set) var passedMost = 0
    private(set) var decisions: [DeviceDecision] = []

    init(_ machine: DeviceInventory, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        whole = machine
        self.machine = machine
        ledger.update(machine)
    }

    mutating func step() {
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<14: for _ in 0..<3 { submit() }
        case 14..<34: release()
        case 34: lose()
        case 35: find()
        case 36: drain()
        case 37: meet()
        case 38: cut()
        // A restart forgets who waits how long.
        default: if Int.random(in: 0..<20, using: &random) == 0 { restart() }
        }
        while start() {}
        steps += 1
        if steps.isMultiple(of: 4) { check() }
    }

    // MARK: What happens

    private mutating func submit() {
        guard line.count < 8 else { return }
        submitted += 1
        let claim = DeviceClaim(sweep: SweepID("s\(submitted)"), request: request())
        if ledger.refusal(for: claim.request) == nil { line.append(claim) }
    }

    private mutating func request() -> DeviceRequest {
        let count = DeviceRequest.Count.exactly([1, 1, 1, 1, 2, 2, 3, 4][Int.random(in: 0..<8, using: &random)])
        switch Int.random(in: 0..<16, using: &random) {
        // Many small ones, which would keep cards from ever being free.
        case 6...: return DeviceRequest(count: .exactly(1), memory: .gibibytes(Int64.random(in: 1...6, using: &random)))
        case 0: return DeviceRequest(count: count)
        case 1: return DeviceRequest(count: count, share: DeviceShare(Double.random(in: 0.05...1, using: &random)))
        case 2: return DeviceRequest(count: .exactly(1), slice: "?g.*")
        default:
            let memory = ByteCount.gibibytes(Int64.random(in: 1...45, using: &random))
            return DeviceRequest(
                count: count, memory: memory, share: Int.random(in: 0..<5, using: &random) == 0 ? .whole : nil)
        }
    }

    private mutating func release() {
        guard let place = running.indices.randomElement(using: &random) else { return }
        let attempt = running.remove(at: place)
        let released = [ledger.release(attempt), ledger.release(attempt)]
        #expect(released == [leases[attempt], []], "a lease is released once, as it was booked")
        leases[attempt] = nil
    }

    private mutating func lose() {
        let cards = machine.devices.filter { $0.slice == nil }
        guard cards.count > whole.devices.count(where: { $0.slice == nil }) / 2,
            let card = cards.randomElement(using: &random)
        else { return }
        machine.vendors[0].devices.removeAll { $0.id == card.id || $0.slice?.card == card.id }
        ledger.update(machine)
        tellForeign()
    }

    /// Everything is there again, cut as it was at the beginning.
    private mutating func find() {
        machine = whole
        ledger.update(machine)
        tellForeign()
    }

    private mutating func drain() {
        guard let device = whole.devices.randomElement(using: &random)?.id else { return }
        if drained.remove(device) != nil {
            ledger.undrain(device)
        } else if drained.count < 2 {
            drained.insert(device)
            ledger.drain(device, reason: "by the walk")
        }
    }

    /// Somebody else comes to a device, or goes.
    private mutating func meet() {
        guard let device = machine.devices.filter({ $0.slicing?.isOn != true }).randomElement(using: &random) else {
            return
        }
        let isThere = foreign.removeValue(forKey: device.id) != nil
        if !isThere, foreign.count < 2 { foreign[device.id] = Int64.random(in: 1...20, using: &random) << 30 }
        ledger.update([device.id: reading(device.id)])
    }

    private func reading(_ device: DeviceID) -> DeviceReading {
        var reading = DeviceReading()
        reading.processes =
            foreign[device].map { [DeviceProcess(pid: 9, memory: ByteCount(bytes: $0), user: "ana")] } ?? []
        return reading
    }

    private mutating func tellForeign() {
        let present = machine.devices.map(\.id)
        ledger.update(Dictionary(uniqueKeysWithValues: present.map { ($0, reading($0)) }))
    }

    /// A card is cut into slices, or made whole.
    private mutating func cut() {
        let cards = machine.devices.indices.filter { machine.devices[$0].slice == nil }
        guard let place = cards.randomElement(using: &random) else { return }
        cuts += 1
        var card = machine.devices[place]
        let isOn = card.slicing?.isOn == true
        card.slicing = Device.Slicing(isOn: !isOn, isOnAfterReset: !isOn)
        foreign[card.id] = nil
        machine.vendors[0].devices[place] = card
        machine.vendors[0].devices.removeAll { $0.slice?.card == card.id }
        for number in 0..<(isOn ? 0 : 3) {
            var slice = Device(DeviceID("MIG-\(cuts)-\(number)"), vendor: .nvidia, index: card.index)
            slice.slice = Device.Slice(card: card.id, number: number, profile: "2g.20gb")
            slice.memory = .gibibytes(20)
            machine.vendors[0].devices.append(slice)
        }
        ledger.update(machine)
        tellForeign()
    }

    /// The daemon starts again: only leases and devices are known to the new one.
    private mutating func restart() {
        ledger = DeviceLedger(policy: ledger.policy)
        for (attempt, bookings) in leases { ledger.acquire(bookings, for: attempt) }
        for device in drained { ledger.drain(device, reason: "by the walk") }
        ledger.update(machine)
        tellForeign()
    }

    private mutating func start() -> Bool {
        guard let decision = ledger.next(among: line) else { return false }
        for claim in line[..<decision.place] where isOpen(to: claim.request) {
            passed[claim.sweep, default: 0] += 1
            passedMost = max(passedMost, passed[claim.sweep] ?? 0)
        }
        let claim = line.remove(at: decision.place)
        passed[claim.sweep] = nil
        started += 1
        let attempt = AttemptID(run: RunID(sweep: claim.sweep, index: started), number: 1)
        judge(decision, claim.request)
        let booked = [ledger.acquire(decision.devices, for: attempt), ledger.acquire(decision.devices, for: attempt)]
        #expect(booked == [true, false], "an attempt holds one lease")
        leases[attempt] = decision.devices
        running.append(attempt)
        decisions.append(decision)
        return true
    }

    // MARK: What must hold

    private func isUp(_ device: Device) -> Bool {
        !drained.contains(device.id) && !(device.slice.map { drained.contains($0.card) } ?? false)
    }

    /// Whether enough devices are there that the request could have if all leases were over.
    private func isOpen(to request: DeviceRequest) -> Bool {
        guard case .exactly(let count) = request.count else { return false }
        let able = machine.devices.filter { device in
            isUp(device) && foreign[device.id] == nil
                && device.memory ?? .gibibytes(0) >= request.memory ?? .gibibytes(0)
                && (request.slice == nil ? device.slice == nil && device.slicing?.isOn != true : device.slice != nil)
        }
        return able.count >= count
    }

    private func judge(_ decision: DeviceDecision, _ request: DeviceRequest) {
        #expect(
            request.count == .exactly(decision.devices.count)
                && Set(decision.devices.map(\.device)).count == decision.devices.count)
        for booking in decision.devices {
            guard let device = machine.devices.first(where: { $0.id == booking.device }) else {
                Issue.record("\(booking.device) is not there")
                continue
            }
            #expect(isUp(device) && (device.slice != nil) == (request.slice != nil))
            #expect(device.slicing?.isOn != true, "a card that is cut is not whole")
            #expect(!(request.isWhole && foreign[device.id] != nil), "somebody else is on it")
            let parts =
                machine.devices.filter { $0.slice?.card == device.id }.map(\.id)
                + [device.slice?.card].compactMap(\.self)
            #expect(leases.values.joined().allSatisfy { !parts.contains($0.device) }, "card and slice at once")
        }
    }

    /// The ledger's books are the walk's, and nobody has more than there is.
    private func check() {
        var booked: [DeviceID: (bytes: Int64, wholes: Int, all: Int)] = [:]
        for booking in leases.values.joined() {
            var sum = booked[booking.device] ?? (0, 0, 0)
            sum = (sum.bytes + (booking.memory?.bytes ?? 0), sum.wholes + (booking.isWhole ? 1 : 0), sum.all + 1)
            booked[booking.device] = sum
        }
        for status in ledger.status {
            let sum = booked.removeValue(forKey: status.device.id) ?? (0, 0, 0)
            #expect(sum.all == status.holdings.count, "the books of \(status.device.label) differ")
            #expect(sum.wholes == 0 || sum.all == 1, "\(status.device.label) is given whole and to others")
            #expect(sum.bytes <= status.device.memory?.bytes ?? .max, "\(status.device.label) is over-booked")
        }
        // After a restart a device that is held and lost is not known to anybody.
        #expect(machine.devices.allSatisfy { booked[$0.id] == nil }, "a held device is not known")
    }

    /// All that waits gets its turn, and all that runs ends.
    mutating func finish() {
        foreign = [:]
        for device in drained { ledger.undrain(device) }
        drained = []
        find()
        for _ in 0..<4000 where !line.isEmpty || !leases.isEmpty {
            // Slices that were held beyond a new cut could be waited for until now.
            line.removeAll { ledger.refusal(for: $0.request) != nil }
            while start() {}
            check()
            release()
        }
        #expect(line.isEmpty && leases.isEmpty && ledger.isEmpty)
        #expect(ledger.status.allSatisfy { $0.state == .free } && ledger.status.count == whole.devices.count)
    }
}
