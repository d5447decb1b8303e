import StandIns
import SweepDevices
import SweepModel
import SweepScheduling
import Testing

/// What the ledger remembers, over discoveries, leases and looks.
@Suite struct DeviceLedgerTests {
    private let run = AttemptID.first(of: SweepID("digits-3f9k"), 17)

    @Test func `nothing is given out before the first discovery`() throws {
        var ledger = DeviceLedger()
        let one = DeviceRequest(count: .exactly(1))
        #expect(ledger.choose(one) == nil && ledger.choose(DeviceRequest()) == nil && ledger.choose(.none) == [])
        #expect(ledger.explain(one) == ["GPUs are being looked for"] && ledger.refusal(for: one) == nil)
        ledger.update(try Machines.described("one-card"))
        #expect(ledger.choose(one)?.count == 1)
    }

    @Test func `leases found open by a restart are booked before anybody knows the device`() throws {
        var ledger = DeviceLedger()
        let machine = try Machines.described("one-card")
        let booking = DeviceBooking(machine.devices[0].id, share: .whole, memory: nil)
        let acquired = [ledger.acquire([booking], for: run), ledger.acquire([booking], for: run)]
        #expect(acquired == [true, false])
        ledger.update(machine)
        #expect(ledger.choose(DeviceRequest()) == nil && ledger.bookings(of: run) == [booking])
        let released = [ledger.release(run), ledger.release(run)]
        #expect(released == [[booking], []] && ledger.isEmpty)
        #expect(ledger.choose(DeviceRequest())?.map(\.device) == [booking.device])
    }

    @Test func `a vendor whose discovery fails keeps its leases and gets no runs until it works again`() throws {
        var ledger = DeviceLedger()
        let machine = try Machines.described("mixed")
        ledger.update(machine)
        let booked = try #require(ledger.choose(DeviceRequest()))
        ledger.acquire(booked, for: run)
        let failed = VendorInventory(.nvidia, .failed("the driver is gone", hint: nil))
        ledger.update(DeviceInventory(vendors: [failed]))
        #expect(ledger.choose(DeviceRequest()) == nil && ledger.bookings(of: run) == booked)
        #expect(ledger.status.map(\.state) == Array(repeating: .unhealthy, count: 4))
        #expect(ledger.explain(DeviceRequest()).last == "the driver is gone")
        #expect(ledger.refusal(for: DeviceRequest(count: .exactly(1), model: "H100")) == nil, "nobody knows")
        ledger.update(machine)
        #expect(ledger.status.map(\.state) == [.leased, .free, .free, .free])
    }

    @Test func `slices that are cut anew go when nobody holds them, and cards wait for who does`() throws {
        var ledger = DeviceLedger()
        var machine = try Machines.described("sliced")
        ledger.update(machine)
        let slice = try #require(ledger.choose(DeviceRequest(count: .exactly(1), slice: "3g.40gb")))
        ledger.acquire(slice, for: run)
        let card = machine.devices[0].id
        machine.vendors[0].devices.removeAll { $0.slice?.card == card }
        machine.vendors[0].devices[0].slicing = Device.Slicing(isOn: false, isOnAfterReset: false)
        ledger.update(machine)
        #expect(ledger.status.count { $0.device.slice?.card == card } == 1, "the one that is held")
        let two = DeviceRequest(count: .exactly(2))
        #expect(ledger.choose(two) == nil)
        #expect(ledger.explain(two).contains("GPU 0 was cut anew while digits-3f9k/17 holds a part of it"))
        ledger.release(run)
        #expect(ledger.status.allSatisfy { $0.device.slice?.card != card } && ledger.choose(two)?.count == 2)
    }

    @Test func `what a run used is not taken for somebody else's after its end`() throws {
        var ledger = DeviceLedger()
        ledger.update(try Machines.described("busy"))
        let booked = try #require(ledger.choose(DeviceRequest(count: .exactly(1))))
        ledger.acquire(booked, for: run)
        var reading = DeviceReading()
        reading.memoryUsed = ByteCount("20GiB")
        reading.processes = [DeviceProcess(pid: 7, memory: ByteCount("20GiB"), attempt: run)]
        ledger.update([booked[0].device: reading])
        #expect(ledger.status[0].state == .leased && ledger.status[0].foreign.isEmpty)
        ledger.release(run)
        #expect(ledger.status[0].state == .free && ledger.choose(DeviceRequest(count: .exactly(2)))?.count == 2)
    }

    @Test func `a run that uses more than it booked leaves less to the others`() throws {
        var ledger = DeviceLedger()
        ledger.update(try Machines.described("one-card"))
        let small = DeviceRequest(count: .exactly(1), memory: ByteCount("8GiB"))
        let booked = try #require(ledger.choose(small))
        ledger.acquire(booked, for: run)
        var reading = DeviceReading()
        reading.memoryUsed = ByteCount("18GiB")
        reading.processes = [DeviceProcess(pid: 7, memory: ByteCount("18GiB"), attempt: run)]
        ledger.update([booked[0].device: reading])
        #expect(ledger.choose(small) == nil)
        #expect(ledger.choose(DeviceRequest(count: .exactly(1), memory: ByteCount("6GiB"))) != nil)
    }

    @Test func `a process that the system hides is a lease's where there is one, and counts once`() throws {
        var ledger = DeviceLedger()
        ledger.update(try Machines.described("one-card"))
        let half = DeviceRequest(count: .exactly(1), share: DeviceShare(millionths: 500_000))
        let booked = try #require(ledger.choose(half))
        var reading = DeviceReading()
        reading.memoryUsed = ByteCount("10GiB")
        reading.processes = [DeviceProcess(pid: 7, memory: ByteCount("10GiB"))]
        reading.processes?[0].isHidden = true
        ledger.update([booked[0].device: reading])
        #expect(ledger.status[0].state == .foreign && ledger.status[0].foreign.map(\.pid) == [7])
        ledger.acquire(booked, for: run)
        #expect(ledger.choose(half) != nil && ledger.status[0].foreign.isEmpty)
    }

    @Test func `a device whose lock is kept by somebody says so`() throws {
        var ledger = DeviceLedger()
        ledger.update(try Machines.described("one-card"))
        let id = ledger.status[0].device.id
        ledger.setElsewhere(id, "cannot be locked: '/run/lock/x' is closed by user eve, who has to remove it")
        #expect(ledger.explain(DeviceRequest(count: .exactly(1))).contains { $0.hasPrefix("GPU 0 cannot be locked") })
        ledger.setElsewhere(id, nil)
        #expect(ledger.choose(DeviceRequest(count: .exactly(1))) != nil)
    }

    @Test func `a device tells its state, who holds it and who else is on it`() throws {
        var stage = try DeviceStage("mixed")
        try stage.set("lease 0 12GiB; foreign 1 18GiB; drain 2")
        let status = stage.ledger.status
        #expect(status.map(\.state) == [.leased, .foreign, .drained, .free])
        #expect(status[0].holdings.map(\.booking.share.fraction) == [0.25])
        #expect(status[1].reason == "GPU 1 has 30.0 of 48.0 GiB free; a python of user ana holds 18.0")
        #expect(status[1].foreign.map(\.pid) == [4711] && status[2].reason == "a fan is broken")
    }

    @Test func `an error noted on a card closes it until the next discovery`() throws {
        var ledger = DeviceLedger()
        let machine = try Machines.described("one-card")
        ledger.update(machine)
        ledger.note(.xid(79), on: machine.devices[0].id, of: .nvidia)
        #expect(ledger.choose(DeviceRequest()) == nil)
        #expect(ledger.status.map(\.reason) == ["the driver reported error Xid 79"])
        ledger.update(machine)
        #expect(ledger.choose(DeviceRequest()) != nil)
    }

    @Test func `a card is drained and let run again by hand, with its slices`() throws {
        var ledger = DeviceLedger()
        let machine = try Machines.described("sliced")
        ledger.update(machine)
        let card = machine.devices[0].id
        let drained = [ledger.drain(card, reason: "maintenance"), ledger.drain(DeviceID("GPU-?"), reason: "")]
        #expect(drained == [true, false])
        #expect(ledger.choose(DeviceRequest(count: .exactly(1), slice: "3g.40gb")) == nil)
        let undrained = [ledger.undrain(card), ledger.undrain(card)]
        #expect(undrained == [true, false])
        #expect(ledger.choose(DeviceRequest(count: .exactly(1), slice: "3g.40gb")) != nil)
    }

    @Test func `rules that change while runs hold cards count for the next one, and for what is kept for somebody`()
        throws
    {
        var stage = try DeviceStage("two-quads")
        try stage.set("lease 0; lease 1")
        let before = try stage.answer("1")
        try stage.set("exclude \(before)")
        let excluded = try stage.answer("1")
        #expect(excluded != before && !["0", "1"].contains(excluded))
        try stage.set("include 0 1")
        let waiting = try stage.answer("1")
        #expect(waiting.hasPrefix("wait: needs 1 GPU; 0 of 2 are free"), "leases stay: \(waiting)")
        let never = try stage.answer("3")
        #expect(never.hasPrefix("never: needs 3 GPUs; this host has at most 2"), "\(never)")
    }
}
