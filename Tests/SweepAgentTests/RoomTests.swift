import SweepAgent
import Testing

@Suite struct RoomTests {
    @Test func `whoever finds no room waits until there is some, or nobody takes anything any more`() async {
        let room = Room(limit: 2)
        room.fill(1)
        await room.wait()
        room.fill(1)
        let first = Task { await room.wait() }
        room.empty(1)
        await first.value
        room.fill(5)
        let second = Task { await room.wait() }
        room.open()
        await second.value
        await room.wait()
    }
}
