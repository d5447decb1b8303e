import Glibc
import StandIns
import SweepDevices
import SweepModel
import TestSupport
import Testing

/// AMD's devices, by trees of files as the kernel's sysfs has them.
@Suite struct KFDTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func source(_ machine: String, libraries: [String] = []) throws -> KFDSource {
        try Machines.plant(machine, in: scratch)
        return KFDSource(files: HostFiles(root: scratch.path), libraries: libraries)
    }

    @Test func `two linked cards are found with all that sysfs tells`() throws {
        let found = try source("mi210").discover()
        #expect(found.outcome == .found && found.driver == "6.7.0" && found.devices.count == 2)
        let (first, second) = (found.devices[0], found.devices[1])
        #expect(first.id.text == "GPU-1234567890abcdef" && second.id.text == "GPU-fedcba0987654321")
        #expect(first.name == "AMD Instinct MI210" && first.memory == ByteCount("64GiB"))
        #expect(first.address == "0000:c1:00.0" && first.minor == 128 && first.architecture == "gfx90a")
        #expect(first.numaNode == 0 && second.numaNode == 1 && !first.isIntegrated)
        #expect(first.links == [DeviceLink(to: second.id, .direct(1))])
        let reading = first.reading
        #expect(reading.memoryUsed == ByteCount("9GiB") && reading.utilisation == 37)
        #expect(reading.temperature == 41 && reading.power == 90_000 && reading.ailments == [])
    }

    @Test func `processes with memory or a queue hold a card, and dead ones do not`() throws {
        let found = try source("mi210").discover()
        let processes = try #require(found.devices[0].reading.processes)
        #expect(processes.map(\.pid) == [71, 72] && processes.map(\.command) == ["python3", "rocminfo"])
        #expect(processes[0].memory == ByteCount("8GiB"))
        #expect(found.devices[1].reading.processes == [])
    }

    @Test func `memory that had errors which could not be corrected is an ailment`() throws {
        let ailments = try source("mi210").discover().devices[1].reading.ailments
        #expect(ailments.map(\.words) == ["its memory had 2 uncorrected errors since the driver was loaded"])
    }

    @Test func `a card in one piece is one device, in eight pieces eight`() throws {
        let whole = try source("mi300x-spx").discover().devices
        #expect(whole.map(\.id.text) == ["GPU-aaaabbbbccccdddd"] && whole[0].memory == ByteCount("192GiB"))
        #expect(whole[0].architecture == "gfx942" && whole[0].reading.memoryUsed == ByteCount("300MiB"))
        scratch.remove("sys")
        let found = try source("mi300x-cpx").discover()
        #expect(found.devices.map(\.memory) == Array(repeating: ByteCount("24GiB"), count: 8))
        #expect(Set(found.devices.map(\.id)).count == 8 && found.devices[2].id.text == "PCI-0000:05:00.2")
        #expect(found.devices[0].links.count == 7 && found.devices.map(\.minor) == Array(128..<136))
        #expect(found.notes.contains("/sys/bus/pci/devices/0000:05:00.0 is in mode CPX: 8 devices"))
    }

    @Test func `what the files of a cut card tell is not taken for one part's`() throws {
        let devices = try source("mi300x-cpx").discover().devices
        #expect(devices.map { ($0.reading.memoryUsed?.bytes ?? -1) >> 30 } == [0, 0, 20, 0, 0, 0, 0, 0])
        #expect(devices.allSatisfy { $0.reading.utilisation == nil })
    }

    @Test func `a consumer card without number, name and node is found all the same`() throws {
        let card = try #require(try source("rx7900").discover().devices.first)
        #expect(card.id.text == "PCI-0000:03:00.0" && !card.id.isKnownToRuntime)
        #expect(card.name == "AMD gfx1100" && card.architecture == "gfx1100" && card.numaNode == nil)
        #expect(card.memory?.text == "23.9 GiB" && card.reading.memoryUsed == ByteCount("700MiB"))
        #expect(card.reading.processes == nil && card.reading.power == nil && !card.isIntegrated)
    }

    @Test func `graphics in a processor are known for what they are`() throws {
        let device = try #require(try source("apu").discover().devices.first)
        #expect(device.isIntegrated && device.architecture == "gfx1103" && device.reading.utilisation == 3)
    }

    @Test func `a host without the driver, or without its computing part, has its words`() throws {
        #expect(KFDSource(files: HostFiles(root: scratch.path), libraries: []).discover().outcome == .absent)
        guard case .failed(let words, let hint) = try source("no-kfd").discover().outcome else {
            throw Failure("not failed")
        }
        #expect(words.contains("without its part for computing") && hint != nil)
    }

    @Test func `another look sees new values, and whether nodes came or went`() throws {
        let source = try source("mi210")
        let card = try #require(source.discover().devices.first)
        try scratch.write("sys/bus/pci/devices/0000:c1:00.0/mem_info_vram_used", "\(30 << 30)\n")
        try scratch.write("sys/bus/pci/devices/0000:c1:00.0/gpu_busy_percent", "900\n")
        let sample = source.sample()
        #expect(sample.readings[card.id]?.memoryUsed == ByteCount("30GiB"))
        #expect(sample.readings[card.id]?.utilisation == nil && !sample.isStale)
        scratch.remove("sys/class/kfd/kfd/topology/nodes/3")
        #expect(source.sample().isStale && source.discover().devices.count == 1)
    }

    @Test func `the library is asked for what sysfs lacks, and its absence is only a note`() throws {
        let notes = try source("rx7900", libraries: ["/nowhere/librocm_smi64.so"]).discover().notes
        #expect(notes.contains("rocm_smi was not found"))
    }

    @Test func `the real library without a card takes nothing away`() throws {
        // Debian's librocm-smi64-1; where it is not installed, there is a note of that instead.
        let path = "/usr/lib/librocm_smi64.so.1"
        let source = try source("rx7900", libraries: [path])
        let isThere = access(path, R_OK) == 0
        for _ in 0..<2 {
            let found = source.discover()
            #expect(found.outcome == .found && found.devices.count == 1)
            let note = isThere ? "rocm_smi cannot be initialised: error 8" : "rocm_smi was not found"
            #expect(found.notes.contains { $0 == note || $0.contains("answers") }, "\(found.notes)")
        }
    }
}
