import Dispatch
import Glibc
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

    @Test func `a driver that reports nothing more is told of, and may be listened to anew`() throws {
        let library = try StandInLibrary("lost-card")
        let heard = Mutex<[NVMLEvents.Event]>([])
        let arrived = DispatchSemaphore(value: 0)
        func listen() -> NVMLEvents? {
            NVMLEvents(libraries: [library.path], files: library.files, patience: .milliseconds(20)) { event in
                heard.withLock { $0.append(event) }
                arrived.signal()
            }
        }
        let description = library.description
        let first = try #require(listen())
        #expect(!first.hasEnded)
        try library.describe(description + "    #! xid 94\n")
        #expect(arrived.wait(timeout: .now() + 20) == .success)
        try library.describe("#! missing nvmlEventSetWait_v2\n" + description)
        #expect(arrived.wait(timeout: .now() + 20) == .success)
        #expect(heard.withLock { $0.map { $0.device == nil } } == [false, true])
        // Where it never did report anything, that is no news.
        let mute = try #require(listen())
        while !mute.hasEnded || !first.hasEnded { sched_yield() }
        #expect(heard.withLock { $0.count } == 2)
        try library.describe(description + "    #! xid 79\n")
        let second = try #require(listen())
        #expect(arrived.wait(timeout: .now() + 20) == .success)
        #expect(heard.withLock { $0.last?.ailment } == .xid(79))
        second.stop()
        while !second.hasEnded { sched_yield() }
    }

    @Test func `where there is no library nobody waits`() {
        #expect(NVMLEvents(libraries: ["/nowhere/libnvidia-ml.so.1"], files: HostFiles()) { _ in } == nil)
    }
}
