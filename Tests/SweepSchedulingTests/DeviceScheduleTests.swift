import SweepModel
import SweepScheduling
import Testing

/// Two lines, one of them for GPUs, over one host.
@Suite struct DeviceScheduleTests {
    private static let capacity = HostCapacity(slots: 2, cpus: 8, memory: .gibibytes(16))

    /// A schedule on a host with so many cards of 80 GiB.
    private static func schedule(cards: Int) -> Schedule {
        var schedule = Schedule(capacity: capacity)
        schedule.updateDevices { $0.update(inventory(cards: cards)) }
        return schedule
    }

    private static func inventory(cards: Int) -> DeviceInventory {
        let devices = (0..<cards).map { index in
            var card = Device(DeviceID("GPU-\(index)"), vendor: .nvidia, index: index)
            card.memory = .gibibytes(80)
            return card
        }
        return DeviceInventory(vendors: [VendorInventory(.nvidia, cards > 0 ? .found : .absent, devices: devices)])
    }

    private static func entry(
        _ id: String, order: Int64, priority: Int = 0, cpus: Int = 1, devices: DeviceRequest, queued: Int = 9
    ) -> SweepEntry {
        SweepEntry(
            id: SweepID(id), order: order, owner: 1000, machine: SweepMachine(), priority: priority,
            request: ResourceRequest(cpus: cpus, devices: devices), maxParallel: nil, live: 0, queued: queued,
            retrying: 0, mayMaterialise: false)
    }

    /// Starts all that may start.
    private static func start(_ schedule: inout Schedule) -> [Decision] {
        var started: [Decision] = []
        while let decision = schedule.next() {
            started.append(decision)
            let run = RunID(sweep: decision.sweep, index: started.count)
            schedule.acquire(decision.lease(for: AttemptID(run: run, number: 1)))
        }
        return started
    }

    private static func release(_ schedule: inout Schedule, _ sweep: String, _ index: Int) {
        let run = RunID(sweep: SweepID(sweep), index: index)
        let isReleased = schedule.release(AttemptID(run: run, number: 1))
        #expect(isReleased != nil)
    }

    @Test func `runs with GPUs take no slot, and runs without take no GPU`() {
        var schedule = Self.schedule(cards: 3)
        schedule.update(Self.entry("plain", order: 1, devices: .none))
        schedule.update(Self.entry("gpu", order: 2, devices: DeviceRequest(count: .exactly(1))))
        let started = Self.start(&schedule)
        #expect(started.filter { $0.sweep == SweepID("plain") }.count == 2)
        let devices = started.filter { $0.sweep == SweepID("gpu") }.flatMap(\.devices)
        #expect(Set(devices.map(\.device.text)) == ["GPU-0", "GPU-1", "GPU-2"])
        #expect(schedule.explain(SweepID("plain")) == ["waiting for a slot: 2 of 2 are in use"])
        #expect(schedule.explain(SweepID("gpu")).first == "needs 1 GPU; 0 of 3 are free")
    }

    @Test func `auto waits until it is known whether there are GPUs, and then means one or none`() {
        for (cards, expected) in [(0, 2), (1, 1)] {
            var schedule = Schedule(capacity: Self.capacity)
            schedule.update(Self.entry("auto", order: 1, devices: DeviceRequest()))
            schedule.update(Self.entry("plain", order: 2, devices: .none, queued: 0))
            #expect(schedule.upcoming == nil && schedule.awaitsDevices)
            #expect(schedule.explain(SweepID("auto")) == ["GPUs are being looked for"])
            schedule.updateDevices { $0.update(Self.inventory(cards: cards)) }
            let started = Self.start(&schedule)
            #expect(started.count == expected && started.flatMap(\.devices).count == cards)
        }
    }

    @Test func `who waits for GPUs holds nobody up who needs none`() {
        var schedule = Self.schedule(cards: 1)
        schedule.update(Self.entry("gpu", order: 1, priority: 5, cpus: 6, devices: DeviceRequest(count: .exactly(1))))
        let started = Self.start(&schedule)
        #expect(started.count == 1)
        schedule.update(Self.entry("plain", order: 2, devices: .none))
        let started2 = Self.start(&schedule)
        #expect(started2.map(\.sweep.text) == ["plain", "plain"])
    }

    @Test func `who could have its GPUs and lacks cores is not overtaken`() {
        var schedule = Self.schedule(cards: 2)
        schedule.update(Self.entry("plain", order: 1, cpus: 3, devices: .none))
        let started3 = Self.start(&schedule)
        #expect(started3.count == 2)
        let large = Self.entry("large", order: 2, priority: 5, cpus: 6, devices: DeviceRequest(count: .exactly(1)))
        schedule.update(large)
        schedule.update(Self.entry("small", order: 3, devices: DeviceRequest(count: .exactly(1))))
        #expect(schedule.upcoming == nil)
        Self.release(&schedule, "plain", 1)
        #expect(schedule.upcoming == nil, "its cores are for the large one")
        Self.release(&schedule, "plain", 2)
        #expect(schedule.upcoming?.sweep == SweepID("large"))
    }

    @Test func `nothing is leased while nobody has looked, and runs without GPUs go on`() {
        var schedule = Self.schedule(cards: 1)
        schedule.mayLeaseDevices = false
        schedule.update(Self.entry("gpu", order: 1, devices: DeviceRequest(count: .exactly(1))))
        schedule.update(Self.entry("plain", order: 2, devices: .none))
        let started4 = Self.start(&schedule)
        #expect(started4.map(\.sweep.text) == ["plain", "plain"])
        schedule.mayLeaseDevices = true
        let started5 = Self.start(&schedule)
        #expect(started5.map(\.sweep.text) == ["gpu"])
    }

    @Test func `what no host here can give is refused with the nearest`() {
        let schedule = Self.schedule(cards: 2)
        let request = ResourceRequest(devices: DeviceRequest(count: .exactly(3)))
        let refusal = schedule.refusal(for: request)
        #expect(refusal?.code == .limit)
        #expect(refusal?.message == "cannot run the sweep on this host: it needs 3 GPUs; this host has at most 2")
    }
}
