import StandIns
import SweepDevices
import SweepModel
import Testing

/// Machines that a file describes.
@Suite struct DescriptionTests {
    @Test func `every machine of the tests is a description without faults`() throws {
        let names = Machines.names(".yaml")
        #expect(names.count > 15)
        for name in names { #expect(try !Machines.described(name).devices.isEmpty, "\(name)") }
    }

    @Test func `a described machine is found as it is, again and again`() throws {
        let machine = try Machines.described("mixed")
        let finder = DeviceFinder.described(machine)
        #expect(finder.discover() == machine && finder.discover() == machine)
        #expect(finder.sample() == DeviceSample())
        #expect(machine[.amd]?.outcome == .absent && machine[.nvidia]?.devices.count == 4)
    }

    @Test func `both vendors stand in one file, each with its own indices`() throws {
        let text = """
            gpus:
              - {uuid: GPU-a, vendor: amd, name: AMD Instinct MI210, memory: 64GiB}
              - {uuid: GPU-b, name: NVIDIA A100, memory: 40GiB, integrated: false}
              - {uuid: GPU-c, vendor: amd, integrated: true}
            """
        let machine = try #require(MachineDescription.read(Array(text.utf8)).inventory)
        #expect(machine.devices.map(\.label) == ["GPU 0", "AMD GPU 0", "AMD GPU 1"])
        #expect(machine.devices.last?.isIntegrated == true)
    }

    @Test(
        arguments: [
            ("", "cannot read the file: it is empty"), ("[1", "cannot read the file"),
            ("gpus: 7", "1:7: error: expected 'gpus' to be a list, got: '7'"),
            ("cards: []", "1:1: error: unknown key 'cards'"),
            ("gpus:\n  - {name: x}", "2:5: error: 'gpus[0].uuid' is missing"),
            ("gpus:\n  - {uuid: a, memroy: 8GiB}", "2:15: error: unknown key 'gpus[0].memroy'"),
            ("gpus:\n  - {uuid: a, memory: 8}", "2:23: error: expected 'gpus[0].memory' to be an amount"),
            ("gpus:\n  - {uuid: a b}", "2:12: error: expected 'gpus[0].uuid' to be letters"),
            ("gpus:\n  - {uuid: a, vendor: intel}", "expected 'gpus[0].vendor' to be nvidia or amd, got: 'intel'"),
            ("gpus:\n  - {uuid: a, nvlink: [x]}", "expected 'gpus[0].nvlink' to be a list of numbers"),
            ("gpus:\n  - {uuid: a}\n  - {uuid: a}", "the uuid 'a' is given to 2 devices"),
            ("gpus:\n  - 3", "expected 'gpus[0]' to be a mapping"),
            ("gpus:\n  - {uuid: a, slices: [{profile: 1g}]}", "'gpus[0].slices[0].uuid' is missing"),
        ])
    func `each fault is told with its place`(text: String, words: String) {
        let (inventory, diagnostics) = MachineDescription.read(Array(text.utf8))
        #expect(inventory == nil)
        #expect(diagnostics.contains { $0.text(file: "f").contains(words) }, "\(diagnostics)")
    }

    @Test func `bytes that are no text are refused`() {
        #expect(MachineDescription.read([0xFF, 0xFE, 0x00]).diagnostics.count == 1)
    }
}
