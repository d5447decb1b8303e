internal import CSweepShims
internal import Glibc
package import SweepModel
internal import Synchronization

/// Waits, in a thread of its own, for what drivers report about NVIDIA's cards: it sleeps until something happens.
///
/// It has the library open for itself, so that whoever reads cards may let theirs go meanwhile.
package final class NVMLEvents: Sendable {
    /// What happened; to all cards where no device is named.
    package struct Event: Hashable, Sendable {
        package let device: DeviceID?
        package let ailment: Ailment
    }

    private let isStopped = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)
    /// Whether a wait ever ended as it should. Where none does, drivers report nothing, and that is no news.
    private let isProven = Atomic<Bool>(false)
    private let library: NVMLLibrary
    private let cards: [UInt: DeviceID]
    private let set: UInt
    private let patience: UInt32
    private let tell: @Sendable (Event) -> Void

    /// Starts waiting for the cards that are there now; nil where the library has no events.
    ///
    /// - Parameters:
    ///   - libraries: as for ``NVMLSource``.
    ///   - patience: after how long at the latest ``stop()`` takes effect.
    ///   - tell: called from the thread, for errors that a run's own program does not cause.
    package init?(
        libraries: [String], files: HostFiles, patience: Span = .seconds(60), tell: @escaping @Sendable (Event) -> Void
    ) {
        guard let library = try? NVMLLibrary(paths: libraries) else { return nil }
        var session = NVMLSession(library: library, processes: NVMLProcesses(names: ProcessNames(files: files)))
        _ = session.discover()
        var set: OpaquePointer?
        guard let create = library.call.nvmlEventSetCreate, create(&set) == 0, let set else {
            library.close()
            return nil
        }
        self.library = library
        self.set = UInt(bitPattern: set)
        self.patience = UInt32(clamping: patience.nanoseconds / 1_000_000)
        self.tell = tell
        cards = Self.register(session, set)
        guard !cards.isEmpty, start() else {
            close()
            return nil
        }
    }

    /// Ends the thread when its wait is over.
    package func stop() { isStopped.store(true, ordering: .releasing) }

    /// Whether nobody waits any more, be it that the driver reports nothing more.
    package var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    /// Xid errors that programs cause, not cards; the list of NVIDIA's own device plugin for Kubernetes.
    package static let applicationErrors: Set<Int> = [13, 31, 43, 45, 68, 109]

    private static let critical: UInt64 = 0x8
    /// Double-bit errors, failed retirements, poison, cards that are gone, and actions that the driver wants.
    private static let wanted: UInt64 = 0x2 | critical | 0x800 | 0x2000 | 0x4000 | 0x8000

    private static func register(_ session: NVMLSession, _ set: OpaquePointer) -> [UInt: DeviceID] {
        let call = session.library.call
        var cards: [UInt: DeviceID] = [:]
        for handle in session.cards {
            var types: UInt64 = 0
            guard call.nvmlDeviceGetSupportedEventTypes?(handle, &types) == 0, types & wanted != 0,
                call.nvmlDeviceRegisterEvents?(handle, types & wanted, set) == 0
            else { continue }
            cards[UInt(bitPattern: handle)] = session.device(handle)
        }
        return cards
    }

    private func start() -> Bool {
        var thread = pthread_t()
        let own = Unmanaged.passRetained(self)
        let error = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<NVMLEvents>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, own.toOpaque())
        if error == 0 { pthread_detach(thread) } else { own.release() }
        return error == 0
    }

    private func run() {
        while !isStopped.load(ordering: .acquiring), wait() {}
        isOver.store(true, ordering: .releasing)
        close()
    }

    /// Whether to wait again.
    private func wait() -> Bool {
        var event = sweep_nvml_event()
        guard let next = library.call.nvmlEventSetWait_v2, let set = OpaquePointer(bitPattern: set) else {
            return false
        }
        let status = NVMLStatus(rawValue: next(set, &event, patience))
        // Whoever stopped this may listen by another one by now.
        guard !isStopped.load(ordering: .acquiring) else { return false }
        guard status == .success || status == .timeout else {
            let words = "the driver reports no more errors: \(status.words)"
            if isProven.load(ordering: .acquiring) { tell(Event(device: nil, ailment: .other(words))) }
            return false
        }
        isProven.store(true, ordering: .releasing)
        guard status == .success else { return true }
        if let ailment = Self.ailment(of: event) {
            tell(Event(device: event.device.flatMap { cards[UInt(bitPattern: $0)] }, ailment: ailment))
        }
        return true
    }

    private static func ailment(of event: sweep_nvml_event) -> Ailment? {
        switch event.type {
        case critical:
            let number = Int(clamping: event.data)
            return applicationErrors.contains(number) ? nil : .xid(number)
        case 0x2: return .other("its memory had an error that could not be corrected")
        case 0x800: return .remapFailed
        case 0x4000: return .lost
        case 0x8000: return .resetRequired
        default: return .other("the driver reported an error (event \(event.type))")
        }
    }

    private func close() {
        if let set = OpaquePointer(bitPattern: set) { _ = library.call.nvmlEventSetFree?(set) }
        library.close()
    }
}
