/// Why a run or an attempt is in its state, in the contract's words.
package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
    case exitCode = "exit-code"
    case signal
    case oom
    case gpuOOM = "gpu-oom"
    case timeout
    case lost
    case launch
    case gpuFault = "gpu-fault"
    case image
    case disk
    case stuck
    case quarantined
    case cancelled
    case requeued
    case pruned
    case targetReached = "target-reached"

    /// The host's failures, which never count against a run's own budget or a sweep's brake.
    package var isHostFailure: Bool {
        switch self {
        case .lost, .launch, .gpuFault, .image, .disk, .stuck, .quarantined: true
        default: false
        }
    }
}

/// Why a sweep is in its state.
package enum SweepReason: String, Codable, Hashable, Sendable, CaseIterable {
    case maxFailures = "max-failures"
    case targetReached = "target-reached"
    case exhausted
    /// Its image cannot be had.
    case image
    case user
}

/// How an attempt ended, as its runner (or its absence) tells.
package enum Outcome: Hashable, Sendable, Codable {
    case exited(code: Int)
    case signalled(Int)
    case timedOut
    case outOfMemory
    /// A GPU had not as much memory as it wanted; told from its last words (see ``DeviceFailure``).
    case outOfDeviceMemory
    /// A GPU that it had is broken, or could not be reached.
    case deviceFault
    /// Nobody of ours saw its end.
    case lost
    /// It never ran: the engine, the directory or the program could not be had.
    case launchFailed

    package var succeeded: Bool { self == .exited(code: 0) }

    /// Why the attempt failed; nil where it succeeded.
    package var reason: Reason? {
        switch self {
        case .exited(0): nil
        case .exited: .exitCode
        case .signalled: .signal
        case .timedOut: .timeout
        case .outOfMemory: .oom
        case .outOfDeviceMemory: .gpuOOM
        case .deviceFault: .gpuFault
        case .lost: .lost
        case .launchFailed: .launch
        }
    }
}
