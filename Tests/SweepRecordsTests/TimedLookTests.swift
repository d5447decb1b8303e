import Dispatch
import SweepModel
import Testing

@testable import SweepRecords

@Suite("Timed looks")
struct TimedLookTests {
    @Test("an answer arrives")
    func answer() async { #expect(await TimedLook.at("/a", deadline: .seconds(60)) { 7 } == 7) }

    @Test("no answer is given up, nobody else is sent there, and once it has come anybody is")
    func silence() async {
        let gate = DispatchSemaphore(value: 0)
        let (answered, end) = AsyncStream<Void>.makeStream()
        #expect(
            await TimedLook.at("/b", deadline: .milliseconds(1)) {
                gate.wait()
                end.finish()
                return 1
            } == nil)
        #expect(await TimedLook.at("/b", deadline: .seconds(60)) { 2 } == nil)
        #expect(await TimedLook.at("/c", deadline: .seconds(60)) { 3 } == 3)
        gate.signal()
        for await _ in answered {}
        // The look's own thread says so a moment after its answer.
        var seen: Int?
        while seen == nil { seen = await TimedLook.at("/b", deadline: .seconds(60)) { 4 } }
        #expect(seen == 4)
    }
}
