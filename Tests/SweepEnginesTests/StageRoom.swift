/// Room for a few stages at once: each holds what a user has little of (inotify instances), and a host that is busy with
/// a hundred containers says nothing about one.
actor StageRoom {
    static let all = StageRoom(seats: 8)

    /// A place in the room, left with its last owner.
    final class Seat: Sendable {
        private let room: StageRoom

        fileprivate init(_ room: StageRoom) { self.room = room }

        deinit {
            let room = room
            Task { await room.leave() }
        }
    }

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(seats: Int) { free = seats }

    func enter() async -> Seat {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        return Seat(self)
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
