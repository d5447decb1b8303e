internal import Dispatch
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
    let queue = DispatchQueue(label: "sweepd.devices")
    private let listening = DispatchQueue(label: "sweepd.devices.events")
    private let alarm = Alarm()
    let usageAlarm = Alarm()
    let state = Mutex(State())
    let tell: @Sendable (DeviceNews) -> Void

    /// - Parameter tell: is called with what was found, on the watch's queue.
    init(finder: DeviceFinder, tell: @escaping @Sendable (DeviceNews) -> Void) {
        self.finder = finder
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
        // A library that hangs must not keep looks from being taken.
        listening.async { self.listen(isKept) }
    }

    private func setAlarm() {
        alarm.set(after: Self.period) { [weak self] in
            self?.look()
            self?.setAlarm()
        }
    }

    private func carryOut() {
        let isDiscovered = state.withLock { $0.isDiscovered }
        tell(take(isDiscovered ? sample() : discover()))
        let waiting = state.withLock { state in
            defer { (state.isLooking, state.waiting, state.isDiscovered) = (false, [], true) }
            return state.waiting
        }
        for waiting in waiting { waiting.resume() }
    }

    private func sample() -> DeviceNews {
        let (sample, took) = Self.timed(finder.sample)
        return sample.isStale ? discover() : .readings(sample.readings.mapValues(Self.attributed), took)
    }

    private func discover() -> DeviceNews {
        let (found, took) = Self.timed(finder.discover)
        var inventory = found
        for vendor in inventory.vendors.indices {
            for device in inventory.vendors[vendor].devices.indices {
                let reading = inventory.vendors[vendor].devices[device].reading
                inventory.vendors[vendor].devices[device].reading = Self.attributed(reading)
            }
        }
        return .inventory(inventory, took)
    }

    private static func timed<Found>(_ look: () -> Found) -> (Found, Span) {
        let start = DispatchTime.now()
        let found = look()
        return (found, Span(nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds)))
    }

    /// The reading with the attempts of the processes that have one.
    static func attributed(_ reading: DeviceReading) -> DeviceReading {
        var reading = reading
        reading.processes = reading.processes?.map { process in
            var process = process
            process.attempt = ProcessOrigin().attempt(of: process.pid)
            return process
        }
        return reading
    }
}
