internal import Dispatch
internal import SweepModel
internal import SweepRunner
internal import Synchronization

/// Finds out when another daemon of this host gives a GPU back that a run here waits for. It looks every few seconds
/// while there is such a one, since the kernel tells nobody of a lock that is free, and sleeps otherwise.
final class LockWatch: Sendable {
    private static let period = DispatchTimeInterval.seconds(2)

    private let queue = DispatchQueue(label: "sweepd.locks")
    private let locks = Mutex<[DeviceID: DeviceLock]>([:])
    private let tell: @Sendable (DeviceNews) -> Void

    /// - Parameter tell: is called with each device that is free again.
    init(tell: @escaping @Sendable (DeviceNews) -> Void) { self.tell = tell }

    /// Why a device whose lock was refused cannot be had.
    static func words(_ lock: DeviceLock) -> String {
        guard let keeper = HeldLock.keeper(of: lock) else { return "is leased by another sweepd of this host" }
        return "cannot be locked: '\(lock.path)' is closed by user \(UserName.name(of: keeper)), who has to remove it"
    }

    /// Makes the locks of these devices, so that nobody else makes them his own.
    static func provide(_ devices: [DeviceID], in folder: String) {
        for device in devices { HeldLock.provide(DeviceLock.path(of: device, in: folder)) }
    }

    func await(_ device: DeviceID, _ lock: DeviceLock) {
        let isFirst = locks.withLock { locks in
            defer { locks[device] = lock }
            return locks.isEmpty
        }
        if isFirst { lookSoon() }
    }

    private func lookSoon() {
        queue.asyncAfter(deadline: .now() + Self.period) { [weak self] in self?.look() }
    }

    private func look() {
        let free = locks.withLock { $0 }.filter { HeldLock.isFree($0.value) }.keys
        let isDone = locks.withLock { locks in
            for device in free { locks[device] = nil }
            return locks.isEmpty
        }
        for device in free { tell(.released(device)) }
        if !isDone { lookSoon() }
    }
}
