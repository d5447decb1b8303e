internal import Dispatch
internal import SweepAgent
internal import SweepDevices
internal import SweepModel
internal import Synchronization

/// What attempts do with their devices: looked at for its own sake, more often than devices are, and told to the scheduler
/// only where something is not as it should be.
extension DeviceWatch: DeviceObserver {
    /// How long the end of an attempt waits for a last look at its devices.
    private static let lastLookMax = DispatchTimeInterval.seconds(1)

    func began(_ plan: LaunchPlan, at: Instant) {
        let lease = HeldLease(
            plan.attempt, since: at, bookings: plan.devices.map(\.booking), owner: plan.owner.uid)
        state.withLock { $0.leases.began(lease) }
        setUsageAlarm()
    }

    func ended(_ attempt: AttemptID) async -> [DeviceUsage] {
        // Where nobody has looked yet there is nothing that a last look could be held against.
        let readings = state.withLock { $0.leases.wasSeen(attempt) } ? await lastLook() : [:]
        return state.withLock { $0.leases.ended(attempt, readings, at: Clock.now()) }
    }

    /// None where drivers take their time, for which no thread waits.
    private func lastLook() async -> [DeviceID: DeviceReading] {
        await withCheckedContinuation { waiting in
            let look = LastLook(waiting)
            queue.async { [finder] in
                if look.isAwaited { look.answer(finder.sample().readings) }
            }
            Self.patience.asyncAfter(deadline: .now() + Self.lastLookMax) { look.answer([:]) }
        }
    }

    private static let patience = DispatchQueue(label: "sweepd.devices.patience")

    /// Takes in what a look found.
    func take(_ news: DeviceNews) -> DeviceNews {
        switch news {
        case .inventory(let inventory, _):
            state.withLock { state in
                for device in inventory.devices { state.devices[device.id] = device }
            }
            hold(Dictionary(inventory.devices.map { ($0.id, $0.reading) }) { first, _ in first })
        case .readings(let readings, _): hold(readings)
        case .found, .failing, .released: break
        }
        return news
    }

    /// Holds readings against leases.
    private func hold(_ readings: [DeviceID: DeviceReading]) {
        let (found, devices) = state.withLock { state in
            (state.leases.take(readings, on: state.devices, at: Clock.now()), state.devices)
        }
        for finding in found { tell(.found(finding, finding.words { devices[$0]?.label ?? $0.text })) }
    }

    /// Sets the alarm for the next look, unless an earlier one is set.
    private func setUsageAlarm() {
        let pause: Span? = state.withLock { state in
            let now = Clock.now()
            guard let pause = state.leases.pause(at: now) else { return nil }
            if let next = state.nextLook, next > now, next <= now + pause { return nil }
            state.nextLook = now + pause
            return pause
        }
        guard let pause else { return }
        usageAlarm.set(after: pause) { [weak self] in
            guard let self else { return }
            queue.async { self.lookAtUsage() }
        }
    }

    private func lookAtUsage() {
        state.withLock { $0.nextLook = nil }
        let sample = finder.sample()
        if sample.isStale { look() } else { hold(attributed(sample.readings)) }
        setUsageAlarm()
    }

    /// Listens to what drivers report of themselves while somebody has devices, or wants some.
    ///
    /// - Parameter anew: whether there are other devices than when it began.
    func listen(anew: Bool) {
        let (isWanted, isHeard) = state.withLock { ($0.isKept, $0.events.map { !$0.hasEnded } ?? false) }
        guard !isWanted || !isHeard || anew else { return }
        let events: NVMLEvents? =
            isWanted && finder.vendors.contains(.nvidia)
            ? NVMLEvents(libraries: ["libnvidia-ml.so.1"], files: HostFiles()) { [tell] event in
                tell(.failing(event.device, event.ailment))
            } : nil
        let former = state.withLock { state in
            defer { state.events = events }
            return state.events
        }
        former?.stop()
    }
}

/// Who waits for a look, and is answered once.
private final class LastLook: Sendable {
    private let waiting: Mutex<CheckedContinuation<[DeviceID: DeviceReading], Never>?>

    init(_ waiting: CheckedContinuation<[DeviceID: DeviceReading], Never>) { self.waiting = Mutex(waiting) }

    var isAwaited: Bool { waiting.withLock { $0 != nil } }

    func answer(_ readings: [DeviceID: DeviceReading]) {
        let last = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        last?.resume(returning: readings)
    }
}
