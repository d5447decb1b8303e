import StandIns
import SweepDevices
import SweepModel
import Testing

/// Who has an NVIDIA card open.
@Suite struct NVMLProcessTests {
    @Test(arguments: ["stride-16", "stride-24", "stride-32"])
    func `processes are read whatever length the driver gives an entry`(name: String) throws {
        let library = try StandInLibrary(name)
        let processes = try #require(library.source().discover().devices.first?.reading.processes)
        #expect(processes.map(\.pid) == [1, 2, 3, 4])
        #expect(processes.map(\.kind) == [.compute, .compute, .compute, .graphics])
        #expect(processes.map(\.memory) == [ByteCount("18GiB"), nil, ByteCount("1GiB"), ByteCount("40MiB")])
        #expect(processes.map(\.command) == ["python", "jupyter", "nvidia-cuda-mps", "Xorg"])
        #expect(processes.allSatisfy { $0.user != nil })
    }

    @Test func `an entry of a length that nobody knows still says that the card is in use`() throws {
        let library = try StandInLibrary("stride-24")
        try library.describe(library.description.replacing("stride 24", with: "stride 28"))
        let processes = try #require(library.source().discover().devices.first?.reading.processes)
        #expect(processes.first?.pid == 1 && processes.first?.memory == ByteCount("18GiB"))
    }

    @Test func `an old driver's lists and amounts are read by its own functions`() throws {
        let library = try StandInLibrary("old-driver")
        let found = library.source().discover()
        let card = try #require(found.devices.first)
        #expect(found.runtime == "11.0" && card.memory == ByteCount("16GiB") && card.slicing == nil)
        #expect(card.reading.memoryUsed == ByteCount("5GiB"))
        #expect(card.reading.processes?.map(\.memory) == [ByteCount("5GiB")])
    }

    @Test func `a process that has ended already is left out, and a long list is read in full`() throws {
        let library = try StandInLibrary("one-card")
        let many = (100..<150).map { "    #! process \($0) compute 1MiB\n" }.joined()
        try library.describe(library.description + many)
        for pid in 100..<149 { try library.write("/proc/\(pid)/comm", "train\n") }
        let processes = try #require(library.source().discover().devices.first?.reading.processes)
        #expect(processes.map(\.pid) == Array(100..<149))
    }
}
