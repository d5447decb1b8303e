import Dispatch
import StandIns
import SweepDevices
import SweepModel
import Synchronization
import Testing

/// What drivers report of themselves.
@Suite struct NVMLEventTests {
    @Test func `an error of a card is told at once, and one that its program caused is not`() throws {
        let library = try StandInLibrary("lost-card")
        let heard = Mutex<[NVMLEvents.Event]>([])
        let arrived = DispatchSemaphore(value: 0)
        let card = try #require(library.source().discover().devices.last)
        let events = try #require(
            NVMLEvents(libraries: [library.path], files: library.files, patience: .milliseconds(20)) { event in
                heard.withLock { $0.append(event) }
                arrived.signal()
            })
        // 31 is a page fault of a program; the file holds both, the harmless one first.
        try library.describe(
            library.description.replacing("pci: 0000:07:00.0\n", with: "pci: 0000:07:00.0\n    #! xid 31\n")
                + "    #! xid 79\n")
        #expect(arrived.wait(timeout: .now() + 20) == .success)
        let all = heard.withLock { $0 }
        #expect(all.map(\.device) == [card.id] && all.map(\.ailment) == [.xid(79)])
        events.stop()
    }

    @Test func `where there is no library nobody waits`() {
        #expect(NVMLEvents(libraries: ["/nowhere/libnvidia-ml.so.1"], files: HostFiles()) { _ in } == nil)
    }
}
