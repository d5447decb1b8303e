import SweepControl
import SweepModel
import Testing

@Suite("A socket that bars the way")
struct SocketBarrierTests {
    // See Tests/System/Access for the same with real users: root, as which tests may run, is barred nowhere.
    @Test(
        "words and hints tell the cases apart",
        arguments: [
            (SocketBarrier.Membership.none, "it serves another user alone", "start your own"),
            (
                SocketBarrier.Membership.outside(group: "sweepd"), "ana is not in the group 'sweepd'",
                "usermod -aG sweepd ana"
            ),
            (
                SocketBarrier.Membership.stale(group: "sweepd"),
                "ana is in the group 'sweepd', but was logged in before that", "newgrp sweepd"
            ),
            (SocketBarrier.Membership.inside, "permission denied", "namei -l /run/s.sock"),
        ])
    func words(membership: SocketBarrier.Membership, words: String, hint: String) {
        let fault = SocketBarrier(membership: membership, user: "ana").fault(socket: "/run/s.sock")
        #expect(fault.code == .permission)
        #expect(fault.message == "cannot reach sweepd at '/run/s.sock': \(words)")
        #expect(fault.hint?.contains(hint) == true)
    }
}
