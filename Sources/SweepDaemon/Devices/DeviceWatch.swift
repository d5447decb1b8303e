internal import Dispatch
internal import Glibc
internal import SweepDevices
internal import SweepModel
internal import Synchronization

/// Looks at this host's GPUs, on a queue of its own, since drivers may take seconds: once at the start, whenever somebody
/// asks, and now and then while runs hold or await some. Else it sleeps.
final class DeviceWatch: Sendable {
    /// How often it looks while that concerns somebody.
    private static let period = Span.seconds(30)

    struct State {
        var isDiscovered = false
        /// A look is under way, or about to be.
        var isLooking = false
        var isKept = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// All that were ever found.
        var devices: [DeviceID: Device] = [:]
        var leases = LeaseWatch()
        /// When the next look for the sake of leases is due.
        var nextLook: Instant?
        var events: NVMLEvents?
    }

    let finder: DeviceFinder
    /// Of this host's GPUs' locks.
    private let lockFolder: String
    let queue = DispatchQueue(label: "sweepd.devices")
    private let listening = DispatchQueue(label: "sweepd.devices.events")
    private let alarm = Alarm()
    let usageAlarm = Alarm()
    let state = Mutex(State())
    let tell: @Sendable (DeviceNews) -> Void

    /// - Parameters:
    ///   - locks: folder of the locks of this host's GPUs.
    ///   - tell: is called with what was found, on the watch's queue.
    init(finder: DeviceFinder, locks: String, tell: @escaping @Sendable (DeviceNews) -> Void) {
        self.finder = finder
        lockFolder = locks
        self.tell = tell
    }

    /// Looks once more, unless a look is under way; what it finds is told.
    func look() {
        let isFirst = state.withLock { state in
            defer { state.isLooking = true }
            return !state.isLooking
        }
        if isFirst { queue.async { self.carryOut() } }
    }

    /// The same, and waits until it has been told.
    func lookNow() async {
        await withCheckedContinuation { waiting in
            state.withLock { $0.waiting.append(waiting) }
            look()
        }
    }

    /// Whether it is to go on looking.
    func keepLooking(_ isKept: Bool) {
        let changed = state.withLock { state in
            defer { state.isKept = isKept }
            return state.isKept != isKept
        }
        guard changed else { return }
        if isKept { setAlarm() } else { alarm.cancel() }
        listenSoon(anew: false)
    }

    /// A library that hangs must not keep looks from being taken.
    private func listenSoon(anew: Bool) { listening.async { self.listen(anew: anew) } }

    private func setAlarm() {
        alarm.set(after: Self.period) { [weak self] in
            self?.look()
            self?.setAlarm()
        }
    }

    private func carryOut() {
        let isDiscovered = state.withLock { $0.isDiscovered }
        let news = take(isDiscovered ? sample() : discover())
        tell(news)
        follow(news, isFirst: !isDiscovered)
        let waiting = state.withLock { state in
            defer { (state.isLooking, state.waiting, state.isDiscovered) = (false, [], true) }
            return state.waiting
        }
        for waiting in waiting { waiting.resume() }
    }

    /// Cards that came or went are to be listened to, and so are all where listening has ended.
    private func follow(_ news: DeviceNews, isFirst: Bool) {
        var isNew = false
        if case .inventory(let inventory, _) = news {
            LockWatch.provide(inventory.devices.map(\.id), in: lockFolder)
            isNew = !isFirst
        }
        if isNew || state.withLock({ $0.events?.hasEnded ?? false }) { listenSoon(anew: isNew) }
    }

    private func sample() -> DeviceNews {
        let (sample, took) = Self.timed(finder.sample)
        return sample.isStale ? discover() : .readings(attributed(sample.readings), took)
    }

    private func discover() -> DeviceNews {
        let (found, took) = Self.timed(finder.discover)
        var inventory = found
        let readings = attributed(Dictionary(found.devices.map { ($0.id, $0.reading) }) { first, _ in first })
        for vendor in inventory.vendors.indices {
            for place in inventory.vendors[vendor].devices.indices {
                let id = inventory.vendors[vendor].devices[place].id
                inventory.vendors[vendor].devices[place].reading = readings[id] ?? DeviceReading()
            }
        }
        return .inventory(inventory, took)
    }

    private static func timed<Found>(_ look: () -> Found) -> (Found, Span) {
        let start = DispatchTime.now()
        let found = look()
        return (found, Span(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds)))
    }

    /// The readings with whose each process is. A user may speak for her own attempts, and ours for all.
    func attributed(_ readings: [DeviceID: DeviceReading]) -> [DeviceID: DeviceReading] {
        let own = geteuid()
        return ProcessOrigin().attributed(readings) { attempt, uid in
            let owner = state.withLock { $0.leases.owner(of: attempt) }
            return uid == own || uid == 0 || uid == owner ?? uid
        }
    }
}
