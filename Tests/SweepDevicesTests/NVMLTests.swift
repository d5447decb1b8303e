import StandIns
import SweepDevices
import SweepModel
import Testing

/// NVIDIA's cards, by a library that shows machines from files.
@Suite struct NVMLTests {
    @Test(arguments: ["one-card", "mixed", "eight-nvlink", "two-quads", "eight-plain", "sliced", "modes"])
    func `what the library tells is what the machine's description says`(name: String) throws {
        let library = try StandInLibrary(name)
        let found = library.source().discover()
        let described = try #require(try Machines.described(name)[.nvidia])
        #expect(found.outcome == .found && found.driver == described.driver && found.runtime == described.runtime)
        #expect(found.devices.map(\.id) == described.devices.map(\.id))
        for (left, right) in zip(found.devices, described.devices) {
            #expect(comparable(left) == comparable(right))
        }
    }

    /// Without what a description does not say.
    private func comparable(_ device: Device) -> Device {
        var device = device
        device.reading = DeviceReading()
        device.minor = nil
        device.computeMode = device.computeMode == .shared ? nil : device.computeMode
        device.slicing = device.slicing?.isOn == true ? device.slicing : nil
        device.slice?.number = 0
        return device
    }

    @Test func `everything that a card tells of itself is read`() throws {
        let library = try StandInLibrary("one-card")
        let card = try #require(library.source().discover().devices.first)
        #expect(card.minor == 0 && card.computeMode == .shared && card.slicing?.isOn == false)
        let reading = card.reading
        #expect(reading.memoryUsed == ByteCount(bytes: 0) && reading.memoryReserved == ByteCount("300MiB"))
        #expect(reading.utilisation == 0 && reading.temperature == 34 && reading.power == 21_500)
        #expect(reading.energy == 1_234_567 && reading.processes == [] && reading.ailments == [])
    }

    @Test func `what a driver does not tell is not known, and the card is there all the same`() throws {
        let library = try StandInLibrary("grace-hopper")
        let found = library.source().discover()
        let card = try #require(found.devices.first)
        #expect(found.outcome == .found && card.name == "NVIDIA GH200 480GB")
        #expect(card.memory == nil && card.address == nil && card.reading.memoryUsed == nil)
        #expect(card.reading.temperature == nil && card.reading.power == nil)
    }

    @Test func `slices are numbered as the library numbers them, holes included`() throws {
        let library = try StandInLibrary("sliced")
        let devices = library.source().discover().devices
        let slices = devices.filter { $0.slice?.card == devices[0].id }
        #expect(slices.map { $0.slice?.number } == [0, 2, 4])
        #expect(slices.map { $0.slice?.profile } == ["3g.40gb", "2g.20gb", "1g.10gb"])
        #expect(slices.map(\.index) == [0, 0, 0] && slices[0].memory == ByteCount("40192MiB"))
        #expect(devices.filter { $0.slice == nil }.map { $0.slicing?.isOn } == [true, true, false])
    }

    @Test func `a card that gives no handle hides no other`() throws {
        let library = try StandInLibrary("missing-card")
        let found = library.source().discover()
        #expect(found.outcome == .found && found.devices.map(\.index) == [0, 2, 3])
        #expect(found.notes.contains("the card at index 1 is left out: it has fallen off the bus"))
    }

    @Test func `a card that falls off the bus in use is told of, and the others are read on`() throws {
        let library = try StandInLibrary("lost-card")
        let source = library.source()
        let devices = source.discover().devices
        #expect(devices.count == 4 && devices.allSatisfy { $0.reading.ailments.isEmpty })
        var sample = source.sample()
        for _ in 0..<5 { sample = source.sample() }
        let ailing = devices.filter { sample.readings[$0.id]?.ailments.isEmpty == false }
        #expect(ailing.map(\.index) == [2] && sample.readings[devices[2].id]?.ailments == [.lost])
        #expect(sample.readings[devices[3].id]?.ailments == [] && sample.isStale)
    }

    @Test func `each ailment is told of in words`() throws {
        let library = try StandInLibrary("sick")
        let devices = library.source().discover().devices
        #expect(
            devices.map(\.reading.ailments) == [
                [], [.remapPending], [.remapFailed], [.recovery(.reboot)], [.retirementPending],
            ])
    }
}
