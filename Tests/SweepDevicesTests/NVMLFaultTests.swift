import StandIns
import SweepDevices
import SweepModel
import TestSupport
import Testing

/// Libraries that are missing, broken, slow or mad.
@Suite struct NVMLFaultTests {
    @Test func `without library and driver there is nothing of NVIDIA's`() throws {
        let scratch = try Scratch()
        let files = HostFiles(root: scratch("root"))
        let source = NVMLSource(libraries: [scratch("libnvidia-ml.so.1")], files: files)
        #expect(source.discover().outcome == .absent && source.sample() == DeviceSample())
        try scratch.write("root/sys/module/nvidia/version", "550.54.15\n")
        guard case .failed(let words, let hint) = source.discover().outcome else { throw Failure("not failed") }
        #expect(words == "the NVIDIA driver 550.54.15 is loaded, and its library is not installed")
        #expect(hint?.contains("libnvidia-ml.so.1") == true)
    }

    @Test func `a file that is no library is told of`() throws {
        let scratch = try Scratch()
        let path = try scratch.write("libnvidia-ml.so.1", "not a library")
        let outcome = NVMLSource(libraries: [path], files: HostFiles()).discover().outcome
        guard case .failed(let words, _) = outcome else { throw Failure("not failed") }
        #expect(words.hasPrefix("the NVIDIA library cannot be used: \(path)"))
    }

    @Test(arguments: [
        (18, "different versions"), (9, "module is not loaded"), (4, "may not open"), (999, "NVML error 999"),
    ])
    func `each way that the library cannot start has its words`(code: Int, words: String) throws {
        let library = try StandInLibrary("driver-mismatch")
        try library.describe(library.description.replacing("init 18", with: "init \(code)"))
        guard case .failed(let message, let hint) = library.source().discover().outcome else {
            throw Failure("not failed")
        }
        #expect(message.contains(words) && hint != nil)
    }

    @Test func `a driver that works again is found again`() throws {
        let library = try StandInLibrary("driver-mismatch")
        let source = library.source()
        #expect(source.discover().devices.isEmpty && source.sample().isStale)
        try library.describe(library.description.replacing("#! init 18\n", with: ""))
        #expect(source.discover().devices.count == 1)
        try library.describe(library.description.replacing("driver: ", with: "#! init 18\ndriver: "))
        #expect(source.discover().devices.count == 1, "what is open stays open")
        #expect(!source.sample().isStale)
        source.close()
        guard case .failed = source.discover().outcome else { throw Failure("not failed") }
    }

    @Test func `a library that hangs is set aside, and the others answer`() throws {
        let library = try StandInLibrary("hanging")
        let other = try #require(try Machines.described("one-card")[.nvidia])
        let finder = DeviceFinder(sources: [library.source(deadline: .milliseconds(100)), DescribedSource(other)])
        let first = finder.discover()
        guard case .failed(let words, _) = first.vendors[0].outcome else { throw Failure("not failed") }
        #expect(words == "the NVIDIA library did not answer within 100ms")
        #expect(first.vendors[1] == other)
        guard case .failed(let again, _) = finder.discover().vendors[0].outcome else { throw Failure("not failed") }
        #expect(again == "an earlier call of the NVIDIA library has not come back yet")
        #expect(finder.sample().isStale)
    }

    @Test func `answers that cannot be are not believed`() throws {
        let library = try StandInLibrary("nonsense")
        let found = library.source().discover()
        guard case .failed(let words, _) = found.outcome else { throw Failure("not failed") }
        #expect(words == "the NVIDIA library cannot be believed: it speaks of 4000000000 cards")
        #expect(found.devices.isEmpty && found.driver == nil && found.runtime == nil)
    }

    @Test func `nonsense about a card that was believed leaves its values open`() throws {
        let library = try StandInLibrary("one-card")
        let source = library.source()
        let card = try #require(source.discover().devices.first)
        try library.describe("#! nonsense\n" + library.description)
        let sample = source.sample()
        let reading = try #require(sample.readings[card.id])
        #expect(reading.memoryUsed == nil && reading.utilisation == nil && reading.processes == nil)
        #expect(sample.isStale)
    }

    @Test func `two cards of one UUID are one`() throws {
        let library = try StandInLibrary("mixed")
        try library.describe(
            library.description.replacing("GPU-00000002-", with: "GPU-00000001-").replacing(
                "-000000000002", with: "-000000000001"))
        let found = library.source().discover()
        #expect(found.devices.map(\.index) == [0, 2, 3] && found.notes.contains { $0.contains("index 1 is left out") })
    }

    @Test func `cutting a card anew makes the last discovery stale`() throws {
        let library = try StandInLibrary("sliced")
        let source = library.source()
        #expect(source.discover().devices.count == 13 && !source.sample().isStale)
        let lines = library.description.split(separator: "\n", omittingEmptySubsequences: false)
        try library.describe((lines.dropLast(12) + lines.suffix(7)).joined(separator: "\n"))
        #expect(source.sample().isStale)
        #expect(source.discover().devices.count < 13 && !source.sample().isStale)
    }
}
