import Testing

@testable import SweepDaemon

/// How many connections whoever has.
@Suite struct ConnectionRoomTests {
    private let limits = ServerLimits(descriptorsMax: 4096)
    private var room: ConnectionRoom
    private let root: UInt32 = 0
    private let ana: UInt32 = 1000

    init() { room = ConnectionRoom(limits) }

    private mutating func take(_ count: Int, for uid: UInt32, isPrivileged: Bool = false) -> [ConnectionRoom.Place] {
        (0..<count).map { _ in room.take(for: uid, isPrivileged: isPrivileged) }
    }

    @Test func `a limit is at most a quarter of all, and never nothing`() {
        #expect(limits.connectionsMax == 1024 && limits.connectionsOfUserMax == 64 && limits.reserve == 128)
        let small = ServerLimits(descriptorsMax: 256)
        #expect(small.connectionsMax == 128 && small.connectionsOfUserMax == 32)
        let least = ServerLimits(descriptorsMax: 1)
        #expect(least.connectionsMax == 1 && least.connectionsOfUserMax == 1 && least.reserve == 0)
    }

    @Test mutating func `whoever opens a thousand keeps nobody else out`() {
        let places = take(1100, for: ana)
        #expect(places.prefix(64).allSatisfy { $0 == .served })
        #expect(places[64..<68].allSatisfy { $0 == .agentServed(.ofUser(64)) })
        #expect(places[68..<84].allSatisfy { $0 == .refused(.ofUser(64)) })
        #expect(places[84...].allSatisfy { $0 == .dropped })
        #expect(room.take(for: 1001, isPrivileged: false) == .served)
        #expect(take(900, for: root, isPrivileged: true).allSatisfy { $0 == .served })
    }

    @Test mutating func `many users leave room for agents and for those who look after the daemon`() {
        for uid in ana..<ana + 14 { #expect(take(64, for: uid).allSatisfy { $0 == .served }) }
        let late = take(6, for: 2000)
        #expect(late[0] == .agentServed(.ofAll(896)) && late[4] == .refused(.ofAll(896)))
        for uid in 3000..<UInt32(3100) { _ = take(4, for: uid) }
        #expect(room.take(for: 4000, isPrivileged: false) == .refused(.ofAll(896)))
        let own = take(65, for: root, isPrivileged: true)
        #expect(own.prefix(64).allSatisfy { $0 == .served } && own[64] == .refused(.ofAll(1024)))
    }

    @Test mutating func `what ends makes room`() {
        let places = take(84, for: ana)
        room.giveBack(places[70], of: ana)
        #expect(room.take(for: ana, isPrivileged: false) == .refused(.ofUser(64)))
        room.giveBack(places[0], of: ana)
        #expect(room.take(for: ana, isPrivileged: false) == .served)
        #expect(room.take(for: ana, isPrivileged: false) == .dropped)
        for place in places { room.giveBack(place, of: ana) }
        #expect(take(64, for: ana).allSatisfy { $0 == .served })
    }
}
