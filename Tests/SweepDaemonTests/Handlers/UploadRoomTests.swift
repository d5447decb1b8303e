import SweepModel
import Testing

@testable import SweepDaemon

@Suite struct UploadRoomTests {
    private static func user(_ uid: UInt32, _ name: String) -> Identity {
        Identity(uid: uid, name: name, group: uid, groups: [], isAdministrator: false)
    }

    @Test func `a user has four uploads at once, whatever others have`() throws {
        let (ana, bob) = (Self.user(1000, "ana"), Self.user(1001, "bob"))
        let room = UploadRoom()
        for _ in 0..<4 { try room.enter(ana) }
        let fault = #expect(throws: Fault.self) { try room.enter(ana) }
        #expect(fault?.code == .limit && fault?.message.contains("4 of ana are") == true)
        try room.enter(bob)
        room.leave(ana)
        try room.enter(ana)
    }
}
